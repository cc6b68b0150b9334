import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { kafkaClientOptions } from "../../kafka-client/connection";
import { podCredentials, signedToken } from "../../kafka-client/iam-token";

const credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "IQoJb3Jp+Z2luX2VjE/A==",
};

test("the signature is that of AWS' own signer", () => {
  const token = signedToken("eu-central-1", credentials, new Date("2026-11-25T08:58:53Z"));
  expect(token).not.toMatch(/[+/=]/);
  const url = new URL(Buffer.from(token, "base64url").toString());
  expect(url.host).toBe("kafka.eu-central-1.amazonaws.com");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    Action: "kafka-cluster:Connect",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "AKIDEXAMPLE/20261125/eu-central-1/kafka-cluster/aws4_request",
    "X-Amz-Date": "20261125T085853Z",
    "X-Amz-Expires": "900",
    "X-Amz-Security-Token": credentials.sessionToken,
    "X-Amz-SignedHeaders": "host",
    // Made by aws-msk-iam-sasl-signer-js 1.0.3 for the same credentials, region and second.
    "X-Amz-Signature": "f0f64e4052c210d63826c5deb74d4c7bf49b01c44f9bfabeb9c6381acc7b3a4b",
    "User-Agent": "acm-kafka-client",
  });
});

test("the credentials are those that the agent of EKS Pod Identity gives to the pod", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "acm-iam-"));
  const server = createServer((request, response) => {
    const known = request.headers.authorization === "pod-token";
    const body = { AccessKeyId: "A", SecretAccessKey: "S", Token: "T" };
    response.writeHead(known ? 200 : 403).end(JSON.stringify(known ? body : {}));
  });
  try {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const tokenFile = path.join(folder, "token");
    const environment = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
    };
    writeFileSync(tokenFile, "pod-token\n");
    expect(await podCredentials(environment)).toEqual({
      accessKeyId: "A",
      secretAccessKey: "S",
      sessionToken: "T",
    });
    writeFileSync(tokenFile, "another\n");
    await expect(podCredentials(environment)).rejects.toThrow("status 403");
    await expect(podCredentials({})).rejects.toThrow(/no IAM role.*association of its service account/);
  } finally {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  }
});

test("a client with an IAM role speaks OAUTHBEARER over TLS", () => {
  const options = kafkaClientOptions(
    { bootstrapServers: ["b-1:9098"], security: { kind: "iam", region: "eu-central-1" }, clientVersion: "3.9.0" },
    "test",
  );
  expect(options).toMatchObject({ ssl: true, sasl: { mechanism: "oauthbearer" } });
});
