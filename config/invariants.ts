import { awsIssues } from "./aws-invariants";
import { scramAlone, type Issue } from "./issue";
import { bytes, cores } from "./quantities";
import type { HpaConfiguration, OnPremisesConfiguration, Resources, StackConfiguration } from "./schema";

const leastHeap = 32 * 2 ** 20;

/** Rules that hold between fields; each field alone has already been accepted. */
export function* invariantIssues(configuration: StackConfiguration): Generator<Issue> {
  yield* copyIssues(configuration);
  if (configuration.target === "onprem") {
    yield* heapIssues(configuration);
    yield* generationIssues(configuration);
  } else yield* awsIssues(configuration);
  yield* namespaceIssues(configuration);
  yield* topicIssues(configuration);
  yield* processorIssues(configuration);
  yield* autoscalerIssues(configuration);
}

function* copyIssues({ kafka }: StackConfiguration): Generator<Issue> {
  if (kafka.replicationFactor > kafka.brokers) {
    yield {
      path: ["kafka", "replicationFactor"],
      message: `must not exceed kafka.brokers (${kafka.brokers}): two copies of a partition on one broker protect nothing`,
    };
  }
  // With one copy there is nothing to wait for; 1 is then the only possible value.
  const limit = Math.max(1, kafka.replicationFactor - 1);
  if (kafka.minInSyncReplicas > limit) {
    yield {
      path: ["kafka", "minInSyncReplicas"],
      message: `must be at most ${limit} with a replication factor of ${kafka.replicationFactor}: otherwise writes stop when one broker does`,
    };
  }
}

function* heapIssues({ kafka, zookeeper }: OnPremisesConfiguration): Generator<Issue> {
  for (const [part, { heap, resources }] of Object.entries({ kafka, zookeeper })) {
    if (bytes(heap) < leastHeap) {
      yield { path: [part, "heap"], message: "must be at least 32Mi: Java does not start with less" };
    }
    if (bytes(heap) >= bytes(resources.memory)) {
      yield {
        path: [part, "heap"],
        message: `must be less than ${part}.resources.memory (${resources.memory}): Java needs memory beside its heap, or the pod is killed`,
      };
    }
  }
}

function* generationIssues({ kafka }: OnPremisesConfiguration): Generator<Issue> {
  if (kafka.security === "scram") return;
  for (const field of ["credentialsGeneration", "authorityGeneration"] as const) {
    if (kafka[field] !== 1) yield scramAlone(field);
  }
}

/** What the program makes, `pulumi destroy` removes. */
function* namespaceIssues({ namespace, createNamespace }: StackConfiguration): Generator<Issue> {
  if (createNamespace && /^(default|keda|kube-.*)$/.test(namespace)) {
    yield {
      path: ["namespace"],
      message:
        "must be a namespace of the stack's own, such as acm: pulumi destroy would delete this one with what belongs to Kubernetes or KEDA",
    };
  }
}

function* topicIssues({ topics }: StackConfiguration): Generator<Issue> {
  const seen = new Map<string, string>();
  for (const [key, { name }] of Object.entries(topics)) {
    const other = seen.get(name);
    if (other !== undefined) {
      yield { path: ["topics", key, "name"], message: `must differ from topics.${other}.name` };
    }
    seen.set(name, key);
  }
}

function* processorIssues({ processor, omsDaemon }: StackConfiguration): Generator<Issue> {
  if (processor.image !== undefined && processor.configDirectory === undefined) {
    yield {
      path: ["processor", "configDirectory"],
      message: "must name the folder with the image's configuration files when processor.image is set",
    };
  }
  if (processor.configDirectory !== undefined && processor.image === undefined) {
    yield {
      path: ["processor", "configDirectory"],
      message: "is read only by the operator's own image: set processor.image too, or remove it",
    };
  }
  if (omsDaemon !== undefined && processor.configDirectory === undefined) {
    yield { path: ["omsDaemon"], message: "reads the files of processor.configDirectory: set it, or remove omsDaemon" };
  }
}

function* autoscalerIssues({ autoscaler, topics, processor }: StackConfiguration): Generator<Issue> {
  const [field, replicas] =
    autoscaler.kind === "none"
      ? (["replicas", autoscaler.replicas] as const)
      : (["maxReplicas", autoscaler.maxReplicas] as const);
  if (replicas > topics.raw.partitions) {
    yield {
      path: ["autoscaler", field],
      message: `must not exceed topics.raw.partitions (${topics.raw.partitions}): a partition has one consumer, so further replicas would idle`,
    };
  }
  if (autoscaler.kind !== "none" && autoscaler.minReplicas > autoscaler.maxReplicas) {
    yield {
      path: ["autoscaler", "minReplicas"],
      message: `must not exceed autoscaler.maxReplicas (${autoscaler.maxReplicas})`,
    };
  }
  if (autoscaler.kind === "hpa") yield* fallbackIssues(autoscaler, processor.resources);
  if (autoscaler.kind === "keda" && autoscaler.fallback.replicas > autoscaler.maxReplicas) {
    yield {
      path: ["autoscaler", "fallback", "replicas"],
      message: `must not exceed autoscaler.maxReplicas (${autoscaler.maxReplicas})`,
    };
  }
}

/** A share that a pod's limit does not let it use is never passed, and then CPU is no fallback. */
function* fallbackIssues({ fallback }: HpaConfiguration, { cpu, cpuLimit }: Resources): Generator<Issue> {
  const most = (100 * cores(cpuLimit)) / cores(cpu);
  if (fallback.cpuUtilization >= most) {
    yield {
      path: ["autoscaler", "fallback", "cpuUtilization"],
      message: `must be less than ${Math.floor(most)}: processor.resources lets a replica use ${cpuLimit} of the ${cpu} that it asks for, so more is never measured`,
    };
  }
}

/** What is allowed and yet worth a word before it is deployed. */
export function warnings(configuration: StackConfiguration): string[] {
  return [
    ...idleConsumers(configuration),
    ...ambientCluster(configuration),
    ...privateEndpoint(configuration),
    ...unknownNodes(configuration),
  ];
}

/**
 * With 5 partitions a fourth consumer does not speed anything up, since one consumer still has two partitions (1, 1.67,
 * 2.5, 2.5, 5 times for one to five consumers).
 */
function* idleConsumers({ autoscaler, topics, processor }: StackConfiguration): Generator<string> {
  const { partitions } = topics.raw;
  const maximum = autoscaler.kind === "none" ? autoscaler.replicas : autoscaler.maxReplicas;
  const consumers = maximum * processor.workers;
  if (consumers > partitions) {
    yield `${maximum} replicas with processor.workers ${processor.workers} are ${consumers} consumers for ${partitions} partitions: ${consumers - partitions} of them would idle.`;
    return;
  }
  const busiest = (replicas: number) => Math.ceil(partitions / (replicas * processor.workers));
  if (autoscaler.kind !== "none" && maximum > 1 && busiest(maximum) === busiest(maximum - 1)) {
    yield `autoscaler.maxReplicas ${maximum} buys nothing over ${maximum - 1}: of ${partitions} partitions the busiest ${processor.workers === 1 ? "replica" : "consumer"} has ${busiest(maximum)} either way.`;
  }
}

/** `up` and `destroy` follow the context that kubectl uses at that moment. */
function* ambientCluster(configuration: StackConfiguration): Generator<string> {
  if (configuration.target !== "onprem") return;
  const { kubeconfig, context } = configuration.cluster;
  if (kubeconfig === undefined && context === undefined) {
    yield "acm:stack.cluster names neither kubeconfig nor context: up and destroy reach whatever cluster kubectl's current context is at that moment. Set cluster.context.";
  }
}

/** Without them the cost module counts machines of the size of the thesis' servers. */
function* unknownNodes(configuration: StackConfiguration): Generator<string> {
  if (configuration.target !== "aws") return;
  const { cluster } = configuration.aws;
  if (cluster.kind === "existing" && cluster.nodes.length === 0) {
    yield "acm:stack.aws.cluster.nodes is empty: prices count nodes that are assumed, not those of the cluster. List them there.";
  }
}

function* privateEndpoint(configuration: StackConfiguration): Generator<string> {
  if (configuration.target !== "aws") return;
  const { cluster } = configuration.aws;
  if (cluster.kind === "create" && cluster.publicAccessCidrs.length === 0) {
    yield "acm:stack.aws.cluster.publicAccessCidrs is empty: Kubernetes' API answers only inside of the VPC, and up has to run there (a VPN, a build machine). Set it to the address range that you deploy from to run it elsewhere.";
  }
}
