import path from "node:path";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getClusterOutput } from "@pulumi/aws/eks";
import { Provider } from "@pulumi/aws/provider";
import type * as pulumi from "@pulumi/pulumi";
import { ec2Size, mskInstanceTypes } from "../config/aws-facts";
import type { AwsConfiguration, ExistingCluster } from "../config/aws-schema";
import { readTextFile } from "../config/files";
import { gibibytes } from "../config/quantities";
import type { AwsStackConfiguration } from "../config/schema";
import type { KafkaSecurity } from "../kafka-client/connection";
import { EksCluster } from "./aws/cluster";
import { partitionOf, type AwsContext } from "./aws/context";
import { callerIdentity, identityProblems } from "./aws/credentials-check";
import { clientAccount, IamClients } from "./aws/iam-clients";
import type { KubernetesCluster } from "./aws/kubernetes-cluster";
import { brokerHosts, MskCluster, ports } from "./aws/msk-cluster";
import { networkPlace, type NetworkPlace } from "./aws/network";
import { keda, kubernetesProvider, storageClass, volumeType } from "./aws/platform";
import { ScramUser } from "./aws/scram-user";
import type {
  BrokerMetrics,
  KafkaCapacity,
  KafkaRequest,
  KafkaService,
  NetworkCapacity,
  NodeGroup,
  Target,
} from "./target";

const projectDirectory = path.dirname(__dirname);

/** EKS and MSK: a network, a cluster and brokers of the stack's own, or what exists already. */
export function createTarget(configuration: AwsStackConfiguration): Target {
  const { aws: settings } = configuration;
  const context = awsContext(settings);
  const network = networkPlace(context, settings.network);
  const cluster =
    settings.cluster.kind === "create"
      ? new EksCluster(
          "cluster",
          { context, cluster: settings.cluster, network },
          { providers: { aws: context.provider } },
        )
      : existingCluster(context, settings.cluster);
  const provider = kubernetesProvider(context, cluster);
  const isNew = settings.cluster.kind === "create";
  const platform = [
    ...(isNew ? [storageClass(context, provider)] : []),
    ...(configuration.autoscaler.kind === "keda" && settings.keda === "install" ? [keda(provider)] : []),
  ];
  return {
    name: "aws",
    region: settings.region,
    provider,
    storageClass: settings.cluster.kind === "existing" ? settings.cluster.storageClass : volumeType,
    exposure: {
      ...(settings.ingress?.class === undefined ? {} : { ingressClass: settings.ingress.class }),
      ...(settings.ingress === undefined ? {} : { ingressDomain: settings.ingress.domain }),
    },
    nodes: nodeGroups(settings),
    network: networkCapacity(settings),
    ready: platform,
    kafka: (name, request, options) => mskKafka({ configuration, context, network, cluster }, name, request, options),
  };
}

/** Nothing can be made without credentials; that is found out before anything is. */
export async function problems({ aws }: AwsStackConfiguration): Promise<string[]> {
  return identityProblems(aws, await callerIdentity(aws));
}

function awsContext(settings: AwsConfiguration): AwsContext {
  const { region, profile, accountId } = settings;
  const provider = new Provider("aws", {
    region,
    ...(profile === undefined ? {} : { profile }),
    ...(accountId === undefined ? {} : { allowedAccountIds: [accountId] }),
  });
  return {
    settings,
    provider,
    partition: partitionOf(region),
    accountId: getCallerIdentityOutput({}, { provider }).accountId,
  };
}

function existingCluster({ provider }: AwsContext, { name }: ExistingCluster): KubernetesCluster {
  const cluster = getClusterOutput({ name }, { provider });
  return {
    name,
    endpoint: cluster.endpoint,
    certificateAuthority: cluster.certificateAuthorities.apply(([authority]) => authority?.data ?? ""),
    securityGroupId: cluster.vpcConfig.clusterSecurityGroupId,
    ready: [],
  };
}

/** What of the network is the stack's own: of an existing one, nothing. No load balancer is made by the stack itself. */
function networkCapacity({ network }: AwsConfiguration): NetworkCapacity {
  if (network.kind === "existing") {
    return { zones: network.privateSubnetIds.length, natGateways: 0, publicAddresses: 0, loadBalancers: 0 };
  }
  const zones = network.zones.length;
  const natGateways = network.natGateways === "one" ? 1 : zones;
  return { zones, natGateways, publicAddresses: natGateways, loadBalancers: 0 };
}

/** Nodes as numbers; of a new group, those that it starts with. */
function nodeGroups({ cluster }: AwsConfiguration): NodeGroup[] {
  if (cluster.kind === "existing") return cluster.nodes.map((node) => ({ ...node, ...sizeOf(node.instanceType) }));
  const { instanceTypes, desired, diskGib } = cluster.nodes;
  const [instanceType = ""] = instanceTypes;
  return [{ name: "nodes", count: desired, ...sizeOf(instanceType), diskGib, instanceType }];
}

function sizeOf(instanceType: string) {
  const size = ec2Size(instanceType);
  if (size === undefined) throw new TypeError(`no size of ${instanceType}`);
  return size;
}

interface MskParts {
  readonly configuration: AwsStackConfiguration;
  readonly context: AwsContext;
  readonly network: NetworkPlace;
  readonly cluster: KubernetesCluster;
}

function mskKafka(
  parts: MskParts,
  name: string,
  { namespace }: KafkaRequest,
  options: pulumi.ComponentResourceOptions,
): KafkaService {
  const { configuration, context, network, cluster } = parts;
  const { kafka, aws } = configuration;
  const inherited = { ...options, providers: { aws: context.provider } };
  const msk = new MskCluster(
    name,
    { context, kafka, network, nodeSecurityGroupId: cluster.securityGroupId },
    inherited,
  );
  const clients = clientAccess(parts, msk, namespace, inherited);
  return {
    connection: msk.bootstrapServers.apply((bootstrapServers) => ({
      bootstrapServers,
      security: securityOf(kafka.security, aws.region),
      clientVersion: `${kafka.version}.0`,
    })),
    version: kafka.version,
    ready: [...clients.ready],
    ...(clients instanceof ScramUser ? { credentials: clients.credentials } : { clientAccount }),
    metrics: msk.bootstrapServers.apply((servers) => openMonitoring(brokerHosts(servers, kafka.brokers))),
    capacity: capacityOf(configuration),
  };
}

function securityOf(security: "scram" | "iam", region: string): KafkaSecurity {
  return security === "scram"
    ? { kind: "scram", mechanism: "scram-sha-512", credentialsDirectory: "/etc/kafka-credentials" }
    : { kind: "iam", region };
}

function clientAccess(
  { configuration, context, cluster }: MskParts,
  msk: MskCluster,
  namespace: pulumi.Input<string>,
  options: pulumi.ComponentResourceOptions,
): ScramUser | IamClients {
  const { kafka, topics, processor } = configuration;
  if (kafka.security === "iam") {
    return new IamClients(
      "kafka-clients",
      {
        context,
        cluster,
        mskArn: msk.arn,
        namespace,
        topics: [topics.raw, topics.ready, ...(processor.deadLetter ? [topics.deadLetter] : [])].map(
          (topic) => topic.name,
        ),
        consumerGroup: processor.consumerGroup,
      },
      options,
    );
  }
  return new ScramUser(
    "kafka-user",
    {
      context,
      cluster: msk,
      namespace,
      generation: kafka.credentialsGeneration,
      certificateAuthority:
        kafka.certificateAuthority === undefined
          ? undefined
          : readTextFile(projectDirectory, "kafka.certificateAuthority", kafka.certificateAuthority),
    },
    options,
  );
}

function openMonitoring(hosts: readonly string[]): BrokerMetrics[] {
  const at = (port: number) => hosts.map((host) => `${host}:${port}`);
  return [
    { job: "kafka-brokers", addresses: at(ports.jmxExporter) },
    { job: "kafka-broker-hosts", addresses: at(ports.nodeExporter) },
  ];
}

function capacityOf({ kafka }: AwsStackConfiguration): KafkaCapacity {
  const size = mskInstanceTypes[kafka.instanceType];
  if (size === undefined) throw new TypeError(`no size of ${kafka.instanceType}`);
  return {
    placement: "managed",
    instanceType: kafka.instanceType,
    brokers: kafka.brokers,
    cpuPerBroker: size.vcpu,
    memoryGibPerBroker: size.memoryGib,
    storageGibPerBroker: gibibytes(kafka.storage),
    zookeeperServers: 0,
    storageGibPerZookeeper: 0,
  };
}
