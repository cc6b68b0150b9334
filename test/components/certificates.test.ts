import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer, connect, type TLSSocket } from "node:tls";
import type { AddressInfo } from "node:net";
import { createIdentity } from "../../components/certificates";

const validFrom = new Date("2026-01-01T00:00:00Z");
const request = { name: "kafka", hosts: ["*.kafka-headless.acm.svc.cluster.local", "kafka-cluster"], validYears: 10 };

test("the server's certificate is signed by the authority, for its hosts and its time, and signs nothing itself", async () => {
  const identity = await createIdentity({ ...request, validFrom });
  const authority = new X509Certificate(identity.authority);
  const server = new X509Certificate(
    identity.keyAndCertificate.slice(identity.keyAndCertificate.indexOf("-----BEGIN CERT")),
  );
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(server.checkIssued(authority)).toBe(true);
  expect([authority.ca, server.ca]).toEqual([true, false]);
  expect(server.checkHost("kafka-2.kafka-headless.acm.svc.cluster.local")).toBeDefined();
  expect(server.checkHost("kafka-2.kafka-headless.other.svc.cluster.local")).toBeUndefined();
  expect(new Date(server.validTo).getUTCFullYear()).toBe(2036);
});

test("two identities share nothing, and neither holds the authority's key", async () => {
  const [one, other] = await Promise.all([1, 2].map(() => createIdentity({ ...request, validFrom })));
  expect(one?.authority).not.toBe(other?.authority);
  expect(one?.authority).not.toContain("PRIVATE");
  expect(one?.keyAndCertificate.match(/BEGIN PRIVATE KEY/g)).toHaveLength(1);
});

test.each([
  ["the one authority", (own: string) => own, true],
  ["several authorities in one file", (own: string, foreign: string) => `${foreign}${own}`, true],
  ["another authority", (_: string, foreign: string) => foreign, false],
])("a TLS client that trusts %s", async (_, trust, accepted) => {
  const validity = { validFrom: new Date(Date.now() - 60_000) };
  const own = await createIdentity({ ...request, ...validity });
  const foreign = await createIdentity({ ...request, ...validity });
  const server = createServer({ key: own.keyAndCertificate, cert: own.keyAndCertificate }, (socket: TLSSocket) =>
    socket.end(),
  ).listen(0, "127.0.0.1");
  server.on("tlsClientError", () => undefined);
  await once(server, "listening");
  const client = connect({
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    servername: "kafka-cluster",
    ca: [trust(own.authority, foreign.authority)],
  });
  const result = await new Promise((resolve) => {
    client.once("secureConnect", () => resolve(true));
    client.once("error", () => resolve(false));
  });
  client.destroy();
  server.close();
  expect(result).toBe(accepted);
});
