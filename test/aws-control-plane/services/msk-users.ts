/** Users of a Kafka cluster: https://docs.aws.amazon.com/msk/latest/developerguide/msk-password-tutorial.html. */
import { AwsError, type Context, type ResourceModel } from "../model";
import type { StoredResource } from "../store";
import { at, text, texts, type Properties } from "../values";
import { secretToken, secretVersionToken } from "./secrets";

export const clusterToken = "aws:msk/cluster:Cluster";

/** What is wrong with a secret that is to be a user of the cluster. */
function credentials(secretArn: string, { store }: Context): { username: string; password: string } {
  const refuse = (reason: string) =>
    new AwsError("BadRequestException", `The secret ${secretArn} cannot be associated with the cluster: ${reason}`);
  const secret = store.find(secretToken, secretArn);
  if (secret === undefined) throw new AwsError("ResourceNotFoundException", `Secrets Manager can't find ${secretArn}.`);
  if (!text(secret.outputs["name"]).startsWith("AmazonMSK_")) throw refuse("its name must begin with AmazonMSK_.");
  const key = text(secret.inputs["kmsKeyId"]);
  if (key === "" || key.includes("alias/")) throw refuse("it must be encrypted with a customer managed KMS key.");
  const version = store.of(secretVersionToken).filter(({ inputs }) => inputs["secretId"] === secretArn);
  try {
    const value = JSON.parse(text(version.at(-1)?.inputs["secretString"])) as Properties;
    if (typeof value["username"] === "string" && typeof value["password"] === "string") {
      return { username: value["username"], password: value["password"] };
    }
  } catch {
    // Said below.
  }
  throw refuse("its value must be JSON with username and password.");
}

function requireScram(clusterArn: unknown, { store }: Context): void {
  const scram = at(store.find(clusterToken, text(clusterArn))?.inputs, "clientAuthentication.sasl.scram");
  if (scram !== true)
    throw new AwsError("BadRequestException", "SASL/SCRAM authentication is not enabled for the cluster.");
}

async function removeUsers({ hidden }: StoredResource, { planes }: Context): Promise<void> {
  for (const name of texts(hidden?.["users"])) await planes.removeUser(name);
}

const association = (property: "secretArn" | "secretArnLists"): ResourceModel => ({
  operation: "Kafka: BatchAssociateScramSecret",
  identify: (inputs) =>
    property === "secretArn"
      ? `${text(inputs["clusterArn"])},${text(inputs["secretArn"])}`
      : text(inputs["clusterArn"]),
  references: { clusterArn: clusterToken, [property]: secretToken },
  ...(property === "secretArn" ? { replaceOn: ["clusterArn", "secretArn"] } : {}),
  apply: async ({ inputs }, context) => {
    requireScram(inputs["clusterArn"], context);
    const users = texts(inputs[property]).map((secretArn) => credentials(secretArn, context));
    for (const { username, password } of users) await context.planes.setUser(username, password);
    return { users: users.map(({ username }) => username) };
  },
  release: removeUsers,
});

export const mskUsers: Readonly<Record<string, ResourceModel>> = {
  "aws:msk/singleScramSecretAssociation:SingleScramSecretAssociation": association("secretArn"),
  "aws:msk/scramSecretAssociation:ScramSecretAssociation": association("secretArnLists"),
};
