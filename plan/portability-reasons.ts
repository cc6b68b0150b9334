/** Why two stacks of this program may differ. A difference that fits none of these fails a test. */
export interface Reason {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** What of the stack's behaviour it can change, and what is done about it. @default nothing */
  readonly behaviour?: string;
  /** What it explains: each is looked for in `type name path`. */
  readonly places: readonly RegExp[];
  /** Whether these two values differ for this reason alone. @default any do */
  readonly holds?: (one: unknown, other: unknown) => boolean;
}

/** One side has nothing, and what the other has is about this. */
function addsOnly(about: string): (one: unknown, other: unknown) => boolean {
  return (one, other) =>
    [one, other].every(
      (side) => side === undefined || JSON.stringify(side) === "[]" || JSON.stringify(side).includes(about),
    );
}

/** All that differs are addresses of brokers, or options of the exporter about how to reach them. */
function aboutReaching(one: unknown, other: unknown): boolean {
  const words: unknown[] = [one, other].flat();
  return words.every((word) => typeof word !== "string" || !/^[-@]/.test(word) || reachingOption.test(word));
}
const reachingOption = /^--(kafka\.(server|version)|tls\.|sasl\.)|^@\/etc\/kafka-credentials\//;

/** Name and tag of an image without registry and path. */
function imageName(image: unknown): string | undefined {
  return typeof image === "string" ? image.split("/").at(-1) : undefined;
}

export const reasons: readonly Reason[] = [
  {
    id: "kafka-version",
    title: "Kafka version",
    why: "The thesis' 2.8.1 with ZooKeeper is the on-premises default; MSK makes no new cluster of it. Clients that do not negotiate the protocol are told the version.",
    behaviour:
      "Newer brokers choose leaders faster and have other defaults. Settings about copies, acknowledgement and topics are stated, the same ones for both; with kafka.mode kraft both run 3.9.",
    places: [/clientVersion$/, /triggers\.0\.metadata\.version$/],
  },
  {
    id: "kafka-clients",
    title: "How clients reach Kafka",
    why: "In pods, Kafka has one service address; MSK names its brokers. The exporter's command line holds address, version and security together.",
    behaviour:
      "Clients on AWS find all brokers themselves from three names; one of them may be down. On premises the service leads to a broker that is ready.",
    places: [/bootstrapServers/, /kafka-exporter-deployment spec\.template\.spec\.containers\.0\.args$/],
    holds: aboutReaching,
  },
  {
    id: "kafka-security",
    title: "Security of Kafka",
    why: "Brokers outside of the cluster take clients over TLS with a name and a password (or an IAM role) only. Inside a namespace of one's own, plaintext is the default and kafka.security scram the same as on AWS.",
    behaviour:
      "Encryption costs clients processor time, and a wrong password stops them. The same code runs with kafka.security scram on premises.",
    places: [
      /\.kafka\.security\.|connection\.json\.security\./,
      /triggers\.0\.(authenticationRef|metadata\.(sasl|tls))/,
      /kafka-credentials/,
      /^kubernetes:core\/v1:Secret kafka-user-for-pods$/,
      /TriggerAuthentication autoscaler-credentials$/,
      /^aws:secretsmanager\//,
      /SingleScramSecretAssociation/,
    ],
  },
  {
    id: "kafka-credentials",
    title: "Where pods find the credentials",
    why: "The Secret is mounted where clients show a name and a password.",
    places: [/(volumeMounts|volumes)(\.\d+)?$/, /template\.metadata\.annotations$/],
    holds: addsOnly("kafka-credentials"),
  },
  {
    id: "kafka-brokers",
    title: "Who runs the brokers",
    why: "On premises Kafka and ZooKeeper are pods of the stack; on AWS MSK runs them, with the same settings about copies of events.",
    behaviour:
      "AWS patches and replaces brokers by itself, one at a time: clients see leaders move. Replication 3 with two in sync is the same in both.",
    places: [
      /^kubernetes:\S+ (kafka-(brokers|config|bootstrap|headless|budget)|zookeeper-(servers|config|headless|budget))$/,
      /^aws:msk\//,
      /^aws:appautoscaling\//,
      /^aws:\S+ kafka-/,
    ],
  },
  {
    id: "kafka-metrics",
    title: "Metrics of the brokers",
    why: "MSK shows the brokers' own metrics to Prometheus (open monitoring); brokers in pods are watched through the exporter alone.",
    places: [/prometheus-config data\.prometheus\.yml\.scrape_configs/],
    holds: addsOnly('"job_name":"kafka-broker'),
  },
  {
    id: "registry",
    title: "Registry of our images",
    why: "Each site pulls from its own registry; name and tag after it are the same.",
    places: [/containers\.\d+\.image$/],
    holds: (one, other) => imageName(one) === imageName(other),
  },
  {
    id: "exposure",
    title: "Exposure",
    why: "The on-premises example has an ingress domain; the AWS example has none, so that nothing is reached from outside and no load balancer is paid for. aws.ingress.domain makes the same Ingress.",
    places: [/:Ingress (grafana|prometheus)-ingress$/],
  },
  {
    id: "addresses",
    title: "Exposure: addresses that parts tell of themselves",
    why: "Grafana and Prometheus write links to themselves with the host of their Ingress, where there is one.",
    places: [/grafana-deployment .*containers\.0\.env\.\d+$/, /prometheus-deployment .*containers\.0\.args$/],
    holds: addsOnly("http://acm-"),
  },
  {
    id: "storage",
    title: "Storage class",
    why: "On premises the cluster's default class is used unless cluster.storageClass names one; EKS has none that works before the EBS driver, so that the stack makes gp3, encrypted.",
    behaviour: "An EBS volume belongs to one zone: its pod does not start in another one while that zone is down.",
    places: [/spec\.storageClassName$/, /:StorageClass storage-class$/],
  },
  {
    id: "restart",
    title: "Names and checksums made of the content",
    why: "They change with what the other rows say, so that pods restart and the topics Job runs again.",
    places: [/checksum\/config$/, /kafka-topics-job metadata\.name$/],
  },
  {
    id: "keda",
    title: "Rights: who installs KEDA",
    why: "On premises the cluster's administrator has installed it, because it needs rights in the whole cluster; on a cluster of its own the stack installs the same version by its Helm chart.",
    places: [/^kubernetes:helm\.sh\/v3:Release keda$/],
  },
  {
    id: "network",
    title: "What the cloud adds: network",
    why: "On premises the network is there; on AWS the stack makes a VPC over three zones, or is given one.",
    behaviour:
      "Traffic between zones takes longer than within one and costs money; without its NAT gateway a zone pulls no images.",
    places: [/^aws:ec2\/(vpc|subnet|route|internetGateway|natGateway|eip|defaultSecurityGroup)/],
  },
  {
    id: "cluster",
    title: "What the cloud adds: Kubernetes and its rights",
    why: "On premises the cluster is there; on AWS the stack makes one, with roles that each may do one thing, keys and logs, or is given one.",
    places: [/^aws:(eks|iam|kms|cloudwatch)\//, /^aws:ec2\/launchTemplate/],
  },
];

/**
 * Why two stacks that were deployed may differ besides: each has its own file. For records of what ran, not for plans of
 * the tracked stack files, which must agree on these.
 */
export const stackFileReasons: readonly Reason[] = [
  {
    id: "sizes",
    title: "Sizes",
    why: "Each stack file asks for what its site has: processor time, memory, disk, replicas, how long metrics are kept.",
    behaviour:
      "With fewer or smaller replicas the same load is read later. The bound of the experiment takes replicas and partitions into account, not their size.",
    places: [
      /\.resources(\.(requests|limits)(\.\S+)?)?$/,
      /(^|\.)(replicas|minReplicaCount|maxReplicaCount)$/,
      /Requests?\.storage$/,
      /(requests|resources)\.storage$/,
    ],
  },
  {
    id: "pull",
    title: "Where images come from",
    why: "Images that were put on the node are not pulled.",
    places: [/imagePullPolicy$/, /imagePullSecrets/],
  },
];
