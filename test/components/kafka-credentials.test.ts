import { credentialFiles, credentialsMount, exporterCredentials } from "../../components/kafka-credentials";
import { scaledObjectSpec } from "../../components/autoscaler";
import { exporterArguments } from "../../components/kafka-exporter";
import { parseStackConfiguration } from "../../config/load";
import type { KafkaConnection } from "../../kafka-client/connection";

const connection: KafkaConnection = {
  bootstrapServers: ["b-1.example.com:9096"],
  security: { kind: "scram", mechanism: "scram-sha-512", credentialsDirectory: "/etc/kafka-credentials" },
  clientVersion: "3.9.0",
};

test("the Secret has what each client reads, and an authority only where there is a private one", () => {
  const files = credentialFiles({ username: "acm", password: "p", certificateAuthority: "PEM" });
  expect(files).toMatchObject({ username: "acm", password: "p", "ca.crt": "PEM" });
  expect(Object.keys(credentialFiles({ username: "acm", password: "p" }))).not.toContain("ca.crt");
});

test("the exporter takes the password from a file that its arguments name, and nowhere else", () => {
  const files = credentialFiles({ username: "acm", password: "p", certificateAuthority: "PEM" });
  const file = exporterCredentials.split("/").at(-1) ?? "";
  expect(files[file]?.split("\n")).toEqual([
    "--sasl.username=acm",
    "--sasl.password=p",
    "--tls.ca-file=/etc/kafka-credentials/ca.crt",
    "",
  ]);
  expect(exporterArguments(connection).filter((argument) => argument.includes("sasl.password"))).toEqual([]);
  expect(exporterArguments(connection)).toContain(exporterCredentials);
});

test("pods without credentials have no volume for them; with them, they restart when they change", () => {
  expect(credentialsMount(undefined)).toEqual({ volumes: [], volumeMounts: [], annotations: {} });
  const mount = credentialsMount({ secretName: "s", checksum: "c", privateAuthority: false });
  expect(mount.annotations).toEqual({ "checksum/kafka-credentials": "c" });
  expect(mount.volumes).toEqual([{ name: "kafka-credentials", secret: { secretName: "s" } }]);
});

test("KEDA logs in with a TriggerAuthentication where there are credentials", () => {
  const { autoscaler } = parseStackConfiguration({ target: "onprem", grafana: { enabled: false } });
  if (autoscaler.kind !== "keda") throw new TypeError("not KEDA");
  const input = { statefulSetName: "p", connection, topic: "raw", consumerGroup: "g", autoscaler };
  const [trigger] = scaledObjectSpec({ ...input, authentication: "kafka-credentials" }).triggers;
  expect(trigger).toMatchObject({
    metadata: { sasl: "scram_sha512", tls: "enable" },
    authenticationRef: { name: "kafka-credentials" },
  });
  expect(scaledObjectSpec(input).triggers[0]).not.toHaveProperty("authenticationRef");
});
