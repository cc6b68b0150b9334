/** Managed Kafka: https://docs.aws.amazon.com/msk/latest/developerguide/. */
import { randomUUID } from "node:crypto";
import type { Problem } from "../rules";
import { arn, AwsError, digits, type Context, type ResourceModel } from "../model";
import { at, hasUnknown, isObject, text, texts, type Properties } from "../values";
import { clusterToken } from "./msk-users";
import { inUse, keyToken, logGroupToken } from "./secrets";

const configurationToken = "aws:msk/configuration:Configuration";
const subnetToken = "aws:ec2/subnet:Subnet";

/**
 * Versions that a new cluster can have (supported-kafka-versions.html, version-support.html: those with a published end
 * of support, 2.8.1 among them, are no longer created). KRaft is a version of its own (metadata-management.html).
 */
export const kafkaVersions = [
  "3.6.0",
  "3.7.x",
  "3.7.x.kraft",
  "3.8.x",
  "3.8.x.kraft",
  "3.9.x",
  "3.9.x.kraft",
  "4.0.x.kraft",
  "4.1.x.kraft",
] as const;

/** broker-instance-sizes.html: standard brokers, and Express brokers behind "express.". */
const brokerSizes =
  /^(kafka\.t3\.small|kafka\.m5\.(large|([248]|12|16|24)?xlarge)|(kafka|express)\.m7g\.(large|([248]|12|16)?xlarge))$/;

/** msk-configuration-properties.html: what a custom configuration may set (those of a cluster, without topic ones). */
const configurable = new Set(
  (
    "allow.everyone.if.no.acl.found auto.create.topics.enable compression.type connections.max.idle.ms default.replication.factor " +
    "delete.topic.enable group.initial.rebalance.delay.ms group.max.session.timeout.ms group.min.session.timeout.ms " +
    "leader.imbalance.per.broker.percentage log.cleaner.delete.retention.ms log.cleaner.min.cleanable.ratio log.cleanup.policy " +
    "log.flush.interval.messages log.flush.interval.ms log.message.timestamp.difference.max.ms log.message.timestamp.type " +
    "log.retention.bytes log.retention.hours log.retention.minutes log.retention.ms log.roll.ms log.segment.bytes " +
    "max.incremental.fetch.session.cache.slots message.max.bytes min.insync.replicas num.io.threads num.network.threads num.partitions " +
    "num.recovery.threads.per.data.dir num.replica.fetchers offsets.retention.minutes offsets.topic.replication.factor " +
    "replica.fetch.max.bytes replica.fetch.response.max.bytes replica.lag.time.max.ms replica.selector.class " +
    "replica.socket.receive.buffer.bytes socket.receive.buffer.bytes socket.request.max.bytes socket.send.buffer.bytes " +
    "transaction.max.timeout.ms transaction.state.log.min.isr transaction.state.log.replication.factor transactional.id.expiration.ms " +
    "unclean.leader.election.enable zookeeper.connection.timeout.ms zookeeper.session.timeout.ms"
  ).split(" "),
);

const configuration: ResourceModel = {
  operation: "Kafka: CreateConfiguration",
  identify: ({ name }, context) => arn(context, "kafka", `configuration/${text(name)}/${randomUUID()}-1`),
  unique: "name",
  heldBy: { types: [clusterToken], error: inUse("configuration") },
  problems: ({ serverProperties, kafkaVersions: versions }) => [
    ...(typeof serverProperties !== "string" || hasUnknown(serverProperties)
      ? []
      : [...parseProperties(serverProperties).keys()]
          .filter((key) => !configurable.has(key))
          .map((key) => ({ property: "serverProperties", reason: `"${key}" cannot be set in an MSK configuration` }))),
    ...texts(versions)
      .filter((version) => !hasUnknown(version) && !(kafkaVersions as readonly string[]).includes(version))
      .map((version) => ({ property: "kafkaVersions", reason: `Unsupported KafkaVersion [${version}]` })),
  ],
  apply: ({ inputs, hidden }) => {
    const revisions = [...texts(hidden["revisions"])];
    if (revisions.at(-1) !== inputs["serverProperties"]) revisions.push(text(inputs["serverProperties"]));
    return Promise.resolve({ revisions });
  },
  outputs: ({ id, hidden }) => ({ arn: id, latestRevision: texts(hidden["revisions"]).length }),
};

/** Lines of a properties file. */
export function parseProperties(content: string): Map<string, string> {
  const lines = content.split("\n").map((line) => line.trim());
  return new Map(
    lines
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.split("=")[0]?.trim() ?? "", line.slice(line.indexOf("=") + 1).trim()]),
  );
}

/** What the configuration that a cluster names says, at the revision that it names. */
function propertiesOf(inputs: Properties, context: Context): Record<string, string> {
  const found = context.store.find(configurationToken, text(at(inputs, "configurationInfo.arn")));
  const revision = Number(at(inputs, "configurationInfo.revision") ?? 0);
  if (found === undefined) return {};
  const content = texts(found.hidden?.["revisions"])[revision - 1];
  if (content === undefined)
    throw new AwsError("BadRequestException", `The configuration has no revision ${revision}.`);
  return Object.fromEntries(parseProperties(content));
}

function versionProblems({ kafkaVersion }: Properties, before?: Properties): Problem[] {
  if (typeof kafkaVersion !== "string" || hasUnknown(kafkaVersion)) return [];
  const running = text(before?.["kafkaVersion"]);
  // metadata-management.html: the mode of the metadata stays what it was at creation.
  if (running !== "" && running.endsWith(".kraft") !== kafkaVersion.endsWith(".kraft")) {
    return [
      {
        property: "kafkaVersion",
        reason: `[${running}] cannot be updated to [${kafkaVersion}]: the metadata mode differs`,
      },
    ];
  }
  return (kafkaVersions as readonly string[]).includes(kafkaVersion)
    ? []
    : [
        {
          property: "kafkaVersion",
          reason: `Unsupported KafkaVersion [${kafkaVersion}]. Valid values: [${kafkaVersions.join(", ")}]`,
        },
      ];
}

function clusterProblems(inputs: Properties, _: Context, before?: Properties): Problem[] {
  const found = versionProblems(inputs, before);
  const brokers = inputs["numberOfBrokerNodes"];
  const subnets = at(inputs, "brokerNodeGroupInfo.clientSubnets");
  if (typeof brokers === "number" && Array.isArray(subnets) && brokers % subnets.length !== 0) {
    found.push({
      property: "numberOfBrokerNodes",
      reason: `must be a multiple of the ${subnets.length} subnets (now ${brokers})`,
    });
  }
  if (Array.isArray(subnets) && (subnets.length < 2 || subnets.length > 3)) {
    found.push({ property: "brokerNodeGroupInfo.clientSubnets", reason: "needs subnets in two or three zones" });
  }
  const type = at(inputs, "brokerNodeGroupInfo.instanceType");
  if (typeof type === "string" && !hasUnknown(type) && !brokerSizes.test(type)) {
    found.push({ property: "brokerNodeGroupInfo.instanceType", reason: `Unsupported InstanceType [${type}]` });
  }
  const sasl = at(inputs, "clientAuthentication.sasl");
  const authenticates = isObject(sasl) && (sasl["scram"] === true || sasl["iam"] === true);
  // "SASL needs TLS" (terraform-provider-aws#20956).
  if (authenticates && at(inputs, "encryptionInfo.encryptionInTransit.clientBroker") === "PLAINTEXT") {
    found.push({
      property: "encryptionInfo.encryptionInTransit.clientBroker",
      reason: "must be TLS with SASL authentication",
    });
  }
  return found;
}

/** "b-1.name.abc123.c2.kafka.region.amazonaws.com:9096,…", or the addresses of the real brokers behind it. */
function addresses(id: string, inputs: Properties, context: Context, port: number): string {
  const count = Number(inputs["numberOfBrokerNodes"]);
  const domain = `${text(inputs["clusterName"])}.${digits(id, 6)}.c2.kafka.${context.region}.amazonaws.com`;
  const real = context.planes.brokers();
  const hosts = real ?? Array.from({ length: Math.min(3, count) }, (_, index) => `b-${index + 1}.${domain}`);
  return hosts
    .map((host) => `${host}:${port}`)
    .sort()
    .join(",");
}

const cluster: ResourceModel = {
  operation: "Kafka: CreateClusterV2",
  identify: ({ clusterName }, context) => arn(context, "kafka", `cluster/${text(clusterName)}/${randomUUID()}-2`),
  unique: "clusterName",
  references: {
    "brokerNodeGroupInfo.clientSubnets": subnetToken,
    "brokerNodeGroupInfo.securityGroups": "aws:ec2/securityGroup:SecurityGroup",
    "configurationInfo.arn": configurationToken,
    "encryptionInfo.encryptionAtRestKmsKeyArn": keyToken,
    "loggingInfo.brokerLogs.cloudwatchLogs.logGroup": logGroupToken,
  },
  waits: { what: "MSK Cluster", pending: "CREATING", active: "ACTIVE", timeout: "2h0m0s" },
  problems: clusterProblems,
  apply: async ({ inputs }, context) => {
    await context.planes.runKafka(text(inputs["kafkaVersion"]), propertiesOf(inputs, context));
    return undefined;
  },
  release: (_, context) => context.planes.stopKafka(),
  outputs: ({ id, inputs, before }, context) => {
    const transit = at(inputs, "encryptionInfo.encryptionInTransit.clientBroker") ?? "TLS";
    const has = (path: string) => at(inputs, path) === true;
    const scram = has("clientAuthentication.sasl.scram");
    const iam = has("clientAuthentication.sasl.iam");
    const list = (port: number) => addresses(id, inputs, context, port);
    return {
      arn: id,
      clusterUuid: id.split("/").at(-1),
      currentVersion:
        before["currentVersion"] === undefined
          ? "K3AEGXETSR30VB"
          : `K${digits(JSON.stringify(inputs), 13).toUpperCase()}`,
      bootstrapBrokers: transit === "TLS" ? "" : list(9092),
      bootstrapBrokersTls: transit === "PLAINTEXT" || scram || iam ? "" : list(9094),
      bootstrapBrokersSaslScram: scram ? list(9096) : "",
      bootstrapBrokersSaslIam: iam ? list(9098) : "",
      customerActionStatus: "NONE",
      storageMode: inputs["storageMode"] ?? "LOCAL",
      encryptionInfo: inputs["encryptionInfo"] ?? { encryptionInTransit: { clientBroker: "TLS", inCluster: true } },
    };
  },
};

export const msk: Readonly<Record<string, ResourceModel>> = {
  [clusterToken]: cluster,
  [configurationToken]: configuration,
};
