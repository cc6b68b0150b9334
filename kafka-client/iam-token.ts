/**
 * The token with which a pod's IAM role logs in to MSK: a request to kafka-cluster:Connect that is signed (Signature
 * Version 4 in the query) and never sent. Format: github.com/aws/aws-msk-iam-sasl-signer-js, which would bring the AWS
 * SDK into images that need nothing else of it.
 */
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

const service = "kafka-cluster";
const algorithm = "AWS4-HMAC-SHA256";
const userAgent = "acm-kafka-client";
/** Seconds in which the token may be shown. */
const validity = 900;

/** A token for the role that the pod runs as now. */
export async function iamToken(region: string): Promise<string> {
  return signedToken(region, await podCredentials(process.env), new Date());
}

/**
 * The credentials that EKS Pod Identity gives to a pod, by the agent on its node.
 * @throws Error when the pod has no role
 */
export async function podCredentials(environment: NodeJS.ProcessEnv): Promise<RoleCredentials> {
  const address = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"];
  const tokenFile = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"];
  if (address === undefined || tokenFile === undefined) {
    throw new Error(
      "This pod has no IAM role: EKS Pod Identity has set no AWS_CONTAINER_CREDENTIALS_FULL_URI. Check the association of its service account, then restart the pod.",
    );
  }
  const response = await fetch(address, {
    headers: { authorization: readFileSync(tokenFile, "utf8").trim() },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`The Pod Identity agent gives no credentials: status ${response.status}.`);
  const { AccessKeyId, SecretAccessKey, Token } = (await response.json()) as Record<string, string | undefined>;
  if (AccessKeyId === undefined || SecretAccessKey === undefined) {
    throw new Error("The Pod Identity agent answers without credentials.");
  }
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
}

/** Exported for tests, which need the time to stand still. */
export function signedToken(region: string, credentials: RoleCredentials, now: Date): string {
  const host = `kafka.${region}.amazonaws.com`;
  const time = `${now.toISOString().replace(/[-:]|\.\d+/g, "")}`;
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const query = Object.entries({
    Action: `${service}:Connect`,
    "X-Amz-Algorithm": algorithm,
    "X-Amz-Credential": `${credentials.accessKeyId}/${scope}`,
    "X-Amz-Date": time,
    "X-Amz-Expires": String(validity),
    ...(credentials.sessionToken === undefined ? {} : { "X-Amz-Security-Token": credentials.sessionToken }),
    "X-Amz-SignedHeaders": "host",
  })
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .join("&");
  const request = ["GET", "/", query, `host:${host}`, "", "host", sha256("")].join("\n");
  const text = [algorithm, time, scope, sha256(request)].join("\n");
  const key = scope.split("/").reduce<Buffer | string>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, text).toString("hex");
  const url = `https://${host}/?${query}&X-Amz-Signature=${signature}&User-Agent=${userAgent}`;
  return Buffer.from(url).toString("base64url");
}

/** Percent-encoding as AWS signs it: of all but unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
