/** What both demonstrations are made of, and whether it is the same. Pure. */
import type { DemoRecord } from "../record";

export type Pair = readonly [DemoRecord, DemoRecord];
export type Names = readonly [string, string];

export interface Fact {
  readonly what: string;
  readonly one: string;
  readonly other: string;
  readonly same: boolean;
}

/** What each is called in the comparison: by target where the targets differ, else by commit, else by time. */
export function namesOf([a, b]: Pair): [string, string] {
  if (a.stack.target !== b.stack.target) return [a.stack.target, b.stack.target];
  const [left, right] = [a.commit.slice(0, 12), b.commit.slice(0, 12)];
  return left === right ? [a.startedAt, b.startedAt] : [left, right];
}

/** Everything after the registry, whose name each site chooses. */
const imageName = (image: string) => image.split("/").at(-1) ?? image;

export function facts(pair: Pair): Fact[] {
  const of = (what: string, pick: (record: DemoRecord) => string): Fact => {
    const [one, other] = [pick(pair[0]), pick(pair[1])];
    return { what, one, other, same: one === other };
  };
  const names = pair.map(({ stack }) => stack.workloads.map(({ name }) => name));
  const both = (names[0] ?? []).filter((name) => names[1]?.includes(name) === true).sort();
  return [
    of("Target", ({ stack }) => stack.target),
    of("Commit", ({ commit }) => commit.replace(/^([0-9a-f]{12})[0-9a-f]*/, "$1")),
    of("Load", load),
    of("Images of what both run, without their registry", ({ stack }) =>
      both.map((name) => imageName(stack.workloads.find((each) => each.name === name)?.image ?? "")).join(", "),
    ),
    of("Workloads", ({ stack }) =>
      stack.workloads
        .map(({ name }) => name)
        .sort()
        .join(", "),
    ),
    of("Kubernetes", ({ environment }) => environment.kubernetes),
    of("Kafka", kafka),
    of("Namespace", ({ stack }) => stack.namespace),
    of("Region", ({ stack }) => stack.costParameters.region ?? "on premises"),
    of("Autoscaler", ({ stack: { autoscaler } }) => {
      const threshold = autoscaler.lagThreshold === undefined ? "" : `, ${autoscaler.lagThreshold} events a replica`;
      return `${autoscaler.kind}, ${autoscaler.replicas.min} to ${autoscaler.replicas.max} replicas${threshold}`;
    }),
    of("Topics", ({ stack }) =>
      stack.costParameters.topics.map(({ name, partitions }) => `${name}: ${partitions} partitions`).join(", "),
    ),
    of("Processor", ({ stack: { costParameters } }) => {
      const { serviceTimeMs, concurrency, deliveryGuarantee } = costParameters.processor;
      return `${serviceTimeMs} ms an event, ${concurrency} at once, ${deliveryGuarantee}`;
    }),
  ];
}

function kafka({ stack }: DemoRecord): string {
  const { version, mode, placement, brokers, instanceType } = stack.costParameters.kafka;
  const where =
    placement === "managed"
      ? `managed brokers${instanceType === undefined ? "" : ` ${instanceType}`}`
      : "brokers in pods";
  return `${version}, ${mode}, ${brokers} ${where}`;
}

/** The experiment's load; "none" without an experiment. */
function load({ runs }: DemoRecord): string {
  const loads = new Set(
    runs.map(
      ({ record: { parameters } }) =>
        `${parameters.events.toLocaleString("en-US")} events at ${parameters.rate} a second`,
    ),
  );
  return [...loads].join("; ") || "none";
}
