import { Policy, Target as ScalableTarget } from "@pulumi/aws/appautoscaling";
import { LogGroup } from "@pulumi/aws/cloudwatch";
import { SecurityGroup } from "@pulumi/aws/ec2";
import type { Key } from "@pulumi/aws/kms";
import { Cluster, Configuration } from "@pulumi/aws/msk";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { durabilitySettings } from "../../components/kafka-properties";
import { mskVersionName } from "../../config/aws-facts";
import type { MskConfiguration } from "../../config/aws-schema";
import { gibibytes } from "../../config/quantities";
import { tags, type AwsContext } from "./context";
import { encryptionKey } from "./encryption-key";
import type { NetworkPlace } from "./network";

/** MSK's ports, which cannot be chosen. Source: docs.aws.amazon.com/msk/latest/developerguide/port-info.html. */
export const ports = { scram: 9096, iam: 9098, jmxExporter: 11001, nodeExporter: 11002 } as const;

/** Share of a broker's volume from which it is made larger, %; below it, a broker can take a day's events meanwhile. */
const storageTarget = 60;

export interface MskClusterArgs {
  readonly context: AwsContext;
  readonly kafka: MskConfiguration;
  readonly network: NetworkPlace;
  /** Group of the nodes: the only ones who reach the brokers. */
  readonly nodeSecurityGroupId: pulumi.Input<string>;
}

/**
 * A provisioned MSK cluster in KRaft mode with the same settings about copies as the brokers on premises, TLS everywhere,
 * and nobody let in who does not prove who they are.
 *
 * ### Cost
 * Brokers by the hour, their volumes by the GiB; making it takes MSK about half an hour.
 */
export class MskCluster extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Each `host:port`; known once the cluster exists. */
  readonly bootstrapServers: pulumi.Output<string[]>;
  /** Encrypts volumes, logs and credentials. */
  readonly key: Key;

  private readonly parent = { parent: this };

  constructor(
    private readonly name: string,
    private readonly args: MskClusterArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("acm:aws:MskCluster", name, {}, options);
    const { context, kafka } = args;
    this.key = encryptionKey(context, "kafka", "Volumes, logs and credentials of the brokers", {
      ...this.parent,
      protect: context.settings.protectData,
    });
    const cluster = this.cluster(this.securityGroup(), this.configuration(), this.logs());
    if (kafka.maximumStorage !== undefined) this.growingStorage(cluster, gibibytes(kafka.maximumStorage));
    this.arn = cluster.arn;
    this.bootstrapServers = pulumi
      .all([
        cluster.clusterName,
        kafka.security === "scram" ? cluster.bootstrapBrokersSaslScram : cluster.bootstrapBrokersSaslIam,
      ])
      .apply(([clusterName, servers]) => bootstrapList(clusterName, kafka.security, servers));
    this.registerOutputs({ arn: this.arn, bootstrapServers: this.bootstrapServers });
  }

  private tags(name: string): Record<string, string> {
    return tags(this.args.context, name);
  }

  private securityGroup(): SecurityGroup {
    const { context, kafka, network, nodeSecurityGroupId } = this.args;
    const group = new SecurityGroup(
      `${this.name}-security-group`,
      {
        name: `${context.settings.name}-kafka`,
        description: "Kafka brokers: reached from the nodes alone",
        vpcId: network.vpcId,
        tags: this.tags("kafka"),
      },
      this.parent,
    );
    const rule = (name: string, description: string, fromPort: number, toPort = fromPort) =>
      new SecurityGroupIngressRule(
        `${this.name}-from-nodes-${name}`,
        {
          securityGroupId: group.id,
          referencedSecurityGroupId: nodeSecurityGroupId,
          description,
          ipProtocol: "tcp",
          fromPort,
          toPort,
          tags: this.tags(`kafka-${name}`),
        },
        this.parent,
      );
    rule("clients", "Kafka clients over TLS", ports[kafka.security]);
    rule("metrics", "Open monitoring: Prometheus reads the brokers", ports.jmxExporter, ports.nodeExporter);
    return group;
  }

  private configuration(): Configuration {
    const { context, kafka } = this.args;
    return new Configuration(
      `${this.name}-configuration`,
      {
        name: `${context.settings.name}-kafka`,
        description: "Copies of events, as on premises",
        // No list of Kafka versions: with one, an upgrade of Kafka would need a new configuration of another name.
        serverProperties: Object.entries(durabilitySettings(kafka))
          .map(([key, value]) => `${key}=${value}\n`)
          .join(""),
      },
      this.parent,
    );
  }

  private logs(): LogGroup {
    const { context, kafka } = this.args;
    return new LogGroup(
      `${this.name}-logs`,
      {
        name: `/aws/msk/${context.settings.name}/brokers`,
        retentionInDays: kafka.logRetentionDays,
        kmsKeyId: this.key.arn,
        tags: this.tags("kafka-logs"),
      },
      this.parent,
    );
  }

  private cluster(securityGroup: SecurityGroup, configuration: Configuration, logs: LogGroup): Cluster {
    const { context, kafka, network } = this.args;
    return new Cluster(
      `${this.name}-cluster`,
      {
        clusterName: `${context.settings.name}-kafka`,
        kafkaVersion: mskVersionName(kafka.version),
        numberOfBrokerNodes: kafka.brokers,
        brokerNodeGroupInfo: {
          instanceType: kafka.instanceType,
          clientSubnets: network.privateSubnetIds,
          securityGroups: [securityGroup.id],
          storageInfo: { ebsStorageInfo: { volumeSize: gibibytes(kafka.storage) } },
          connectivityInfo: { publicAccess: { type: "DISABLED" } },
        },
        configurationInfo: { arn: configuration.arn, revision: configuration.latestRevision },
        clientAuthentication: {
          unauthenticated: false,
          sasl: { scram: kafka.security === "scram", iam: kafka.security === "iam" },
        },
        encryptionInfo: {
          encryptionAtRestKmsKeyArn: this.key.arn,
          encryptionInTransit: { clientBroker: "TLS", inCluster: true },
        },
        enhancedMonitoring: kafka.monitoring,
        openMonitoring: {
          prometheus: { jmxExporter: { enabledInBroker: true }, nodeExporter: { enabledInBroker: true } },
        },
        loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: logs.name } } },
        tags: this.tags("kafka"),
      },
      {
        ...this.parent,
        protect: context.settings.protectData,
        // Volumes that grow by themselves are larger than the stack file says, and MSK makes none smaller.
        ...(kafka.maximumStorage === undefined
          ? {}
          : { ignoreChanges: ["brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize"] }),
      },
    );
  }

  private growingStorage(cluster: Cluster, maximumGib: number): void {
    const target = new ScalableTarget(
      `${this.name}-storage`,
      {
        serviceNamespace: "kafka",
        scalableDimension: "kafka:broker-storage:VolumeSize",
        resourceId: cluster.arn,
        minCapacity: 1,
        maxCapacity: maximumGib,
        tags: this.tags("kafka-storage"),
      },
      this.parent,
    );
    new Policy(
      `${this.name}-storage-growth`,
      {
        name: `${this.args.context.settings.name}-kafka-storage`,
        policyType: "TargetTrackingScaling",
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: "KafkaBrokerStorageUtilization" },
          targetValue: storageTarget,
          // MSK has no smaller volumes to go back to.
          disableScaleIn: true,
        },
      },
      this.parent,
    );
  }
}

/**
 * The addresses of MSK's comma-separated answer.
 * @throws Error when it is empty, which it is for a way of authentication that the cluster does not have
 */
export function bootstrapList(clusterName: string, security: string, servers: string | undefined): string[] {
  const list = (servers ?? "").split(",").filter((server) => server !== "");
  if (list.length > 0) return list;
  throw new pulumi.RunError(
    `MSK names no brokers of ${clusterName} for ${security}: its authentication is not what acm:stack.kafka.security says. ` +
      "Run pulumi refresh, and compare client authentication in the MSK console.",
  );
}

/**
 * Hosts of all brokers. MSK's answer names three at most; the others differ in their number alone
 * (`b-1.acm.x1.c2.kafka.…`). Addresses of another form are taken as they are.
 */
export function brokerHosts(bootstrapServers: readonly string[], brokers: number): string[] {
  const hosts = bootstrapServers.map((server) => server.replace(/:\d+$/, ""));
  const numbered = hosts.find((host) => /^b-\d+\./.test(host));
  return numbered === undefined
    ? hosts
    : Array.from({ length: brokers }, (_, index) => numbered.replace(/^b-\d+\./, `b-${index + 1}.`));
}
