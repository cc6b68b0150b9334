import { UserError } from "../../local/user-error";
import { outputsVersion, stackOutputs, type CostParameters, type StackOutputs } from "../../outputs";
import type { Origin, OptionId } from "../model";
import type { ParameterValue } from "../parameter-table";
import type { Source } from "./source";

/** Two threads a core: what operators count as vCPU of their own servers. */
const threadsPerCore = 2;

/**
 * Reads a stack's outputs.
 * @param what who they belong to, for messages: `The stack "onprem"`
 * @throws UserError when there are none, when they have another version, or when they do not follow outputs.ts
 */
export function parseOutputs(outputs: unknown, what: string, remedy: string): StackOutputs {
  if (typeof outputs !== "object" || outputs === null || Object.keys(outputs).length === 0) {
    throw new UserError(`${what} has no outputs: it was never deployed.`, remedy);
  }
  const { schemaVersion } = outputs as { schemaVersion?: unknown };
  if (schemaVersion !== outputsVersion) {
    throw new UserError(
      `${what} has outputs of schema version ${JSON.stringify(schemaVersion) ?? "none"}; this program reads version ${outputsVersion}.`,
      remedy,
    );
  }
  const parsed = stackOutputs.safeParse(outputs);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
  throw new UserError(`${what} has outputs that are not what outputs.ts says: ${problems.join("; ")}.`, remedy);
}

/** What a deployment is, as parameters. Sizes are what it asks for; what it does not say keeps its default. */
export function sourceOfOutputs(
  { costParameters, target }: Pick<StackOutputs, "costParameters" | "target">,
  origin: Origin,
): Source {
  const { kafka, topics, processor, nodes, network, monitoring } = costParameters;
  const middle = (processor.replicas.min + processor.replicas.max) / 2;
  const values: Record<string, ParameterValue> = {
    "kafka.brokers": kafka.brokers,
    "kafka.storageGibPerBroker": kafka.storageGibPerBroker,
    "kafka.zookeeperServers": kafka.zookeeperServers,
    "kafka.storageGibPerZookeeper": kafka.storageGibPerZookeeper,
    "kafka.replicationFactor": kafka.replicationFactor,
    "kafka.partitions": topics.reduce((sum, { partitions }) => sum + partitions, 0),
    "kafka.retentionHours": Math.max(...topics.map(({ retentionHours }) => retentionHours)),
    "eks.monitoringGib": monitoring.storageGib,
    "processor.cpuPerReplica": processor.cpuPerReplica,
    "processor.memoryGibPerReplica": processor.memoryGibPerReplica,
    "processor.concurrency": processor.concurrency,
    "processor.replicasMin": processor.replicas.min,
    "processor.replicasMax": processor.replicas.max,
    "processor.replicasMean": middle,
    ...(processor.serviceTimeMs > 0 ? { "workload.meanMs": processor.serviceTimeMs } : {}),
    ...(kafka.instanceType === undefined ? {} : { "kafka.instanceType": kafka.instanceType }),
    ...(costParameters.region === undefined ? {} : { region: costParameters.region }),
    ...(network === undefined ? {} : networkValues(network)),
  };
  const origins: Record<string, Origin> = {
    "processor.replicasMean": { kind: "default", detail: "middle of the stack's fewest and most replicas" },
  };
  if (target === "aws") Object.assign(values, managedNodes(nodes));
  else Object.assign(values, ownServers(nodes, origins, origin));
  return { layer: { values, origin, origins }, deployed: deployedOption(costParameters) };
}

function networkValues(network: NonNullable<CostParameters["network"]>): Record<string, ParameterValue> {
  return {
    "network.zones": network.zones,
    "network.natGateways": network.natGateways,
    "network.publicAddresses": network.publicAddresses,
    "eks.loadBalancers": network.loadBalancers,
  };
}

/** The architecture that a stack is one of. */
export function deployedOption({ target, kafka }: CostParameters): OptionId {
  if (target !== "aws") return "on-premises";
  return kafka.placement === "managed" ? "eks-msk" : "eks-kafka";
}

type Nodes = CostParameters["nodes"];

/** Groups of one instance type are priced together; of several, the largest group's type stands for all. */
function managedNodes(nodes: Nodes): Record<string, ParameterValue> {
  const [largest] = [...nodes].sort((a, b) => b.count - a.count);
  if (largest === undefined) return {};
  return {
    "eks.nodes": nodes.reduce((sum, { count }) => sum + count, 0),
    "eks.vcpuPerNode": largest.vcpu,
    "eks.diskGib": largest.diskGib,
    ...(largest.instanceType === undefined ? {} : { "eks.instanceType": largest.instanceType }),
  };
}

function ownServers(nodes: Nodes, origins: Record<string, Origin>, origin: Origin): Record<string, ParameterValue> {
  const servers = nodes.reduce((sum, { count }) => sum + count, 0);
  if (servers === 0) return {};
  const vcpu = nodes.reduce((sum, node) => sum + node.count * node.vcpu, 0) / servers;
  origins["onPremises.coresPerServer"] = {
    ...origin,
    detail: `${origin.detail ?? ""}: ${vcpu} threads, ${threadsPerCore} a core`,
  };
  return {
    "onPremises.servers": servers,
    "onPremises.coresPerServer": Math.max(1, Math.round(vcpu / threadsPerCore)),
  };
}
