/** What a scenario is told before it begins: one message each, and nothing has been done. */
import { ApiException } from "@kubernetes/client-node";
import type { ClusterAccess } from "../../../scenarios/cluster-access";
import { lockStack } from "../../../scenarios/session/lock";
import { requireDeployed, requireScaling } from "../../../scenarios/session/preconditions";
import type { StackOutputs } from "../../../outputs";
import { run } from "../demo/fixture";

const missing = () => Promise.reject(new ApiException(404, "not found", "", {}));
const { stack } = run;
const prometheusAnswers = '{"status":"success","data":{"result":[]}}';

/** A whole stack on a node with so many free cores; `without` is the name of a workload that is not there. */
function cluster({ without = "", cpu = "4", autoscaler = true, namespace = true, prometheus = true } = {}) {
  const named = ({ name }: { name: string }) =>
    name === without
      ? missing()
      : Promise.resolve({
          spec: { template: { spec: { containers: [{ resources: { requests: { cpu: "500m", memory: "256Mi" } } }] } } },
          status: { replicas: 1 },
        });
  const hpa = { metadata: { name: "event-stream-processor" }, spec: { minReplicas: 1, maxReplicas: 3 } };
  return {
    get: () => (prometheus ? Promise.resolve(prometheusAnswers) : Promise.reject(new Error("connect ECONNREFUSED"))),
    core: {
      readNamespace: () => (namespace ? Promise.resolve({}) : missing()),
      listNode: () =>
        Promise.resolve({ items: [{ metadata: { name: "a" }, status: { allocatable: { cpu, memory: "8Gi" } } }] }),
      listPodForAllNamespaces: () => Promise.resolve({ items: [] }),
    },
    apps: { readNamespacedStatefulSet: named, readNamespacedDeployment: named },
    autoscaling: {
      listNamespacedHorizontalPodAutoscaler: () => Promise.resolve({ items: autoscaler ? [hpa] : [] }),
    },
  } as unknown as ClusterAccess;
}

test("a whole stack may be used", async () => {
  await requireDeployed(cluster(), stack);
  await requireScaling(cluster(), stack);
});

test.each([
  ["not deployed in this cluster", { namespace: false }, /namespace "acm.*" of the stack does not exist[^]*pulumi up/],
  [
    "half deployed",
    { without: "event-stream-processor" },
    /half deployed: there is no StatefulSet event-stream-processor/,
  ],
])("a stack that is %s is refused", async (_, state, message) => {
  await expect(requireDeployed(cluster(state), stack)).rejects.toThrow(message);
});

test("a Prometheus that does not answer is named with what to look at", async () => {
  await expect(requireDeployed(cluster({ prometheus: false }), stack)).rejects.toThrow(
    /Prometheus of the stack in namespace "acm.*" does not answer: connect ECONNREFUSED\.\nLook at it: kubectl/,
  );
}, 15_000);

const kind = (name: "keda" | "hpa" | "none"): StackOutputs => ({
  ...stack,
  autoscaler: { ...stack.autoscaler, kind: name },
});

test.each([
  ["has no autoscaler", kind("none"), { autoscaler: false }, /has no autoscaler, and the experiment is about scaling/],
  ["has lost its autoscaler", kind("hpa"), { autoscaler: false }, /The autoscaler \(hpa\) of the stack .* is missing/],
  [
    "has no room for its replicas",
    stack,
    { cpu: "600m" },
    /too small for 3 replicas: it has room for 1 more, and 2 are/,
  ],
])("the experiment is refused on a stack that %s", async (_, outputs, state, message) => {
  await expect(requireScaling(cluster(state), outputs)).rejects.toThrow(message);
});

/** ConfigMaps as the API server keeps them. */
function configMaps() {
  const kept = new Map<string, { data: Record<string, string> }>();
  return {
    kept,
    core: {
      createNamespacedConfigMap: ({ body }: { body: { metadata: { name: string }; data: Record<string, string> } }) => {
        if (kept.has(body.metadata.name)) return Promise.reject(new ApiException(409, "exists", "", {}));
        kept.set(body.metadata.name, body);
        return Promise.resolve(body);
      },
      readNamespacedConfigMap: ({ name }: { name: string }) => Promise.resolve(kept.get(name)),
      deleteNamespacedConfigMap: ({ name }: { name: string }) => Promise.resolve(kept.delete(name)),
    },
  };
}
const lockOf = ({ core }: ReturnType<typeof configMaps>, jobs = "mine") =>
  lockStack({ core } as unknown as ClusterAccess, "acm", jobs);

test("a second command is kept away until the first has ended", async () => {
  const maps = configMaps();
  const first = await lockOf(maps);
  expect(first.leftJobs).toBeUndefined();
  await expect(lockOf(maps)).rejects.toThrow(/Another command runs on the stack in namespace "acm"/);
  await first.release();
  expect(maps.kept.size).toBe(0);
  await (await lockOf(maps)).release();
});

/** What the holder's ConfigMap says is changed. */
function change(maps: ReturnType<typeof configMaps>, data: Record<string, string>): void {
  for (const map of maps.kept.values()) Object.assign(map.data, data);
}
const longAgo = new Date(Date.now() - 100_000).toISOString();

test.each([
  ["on this machine, at once", { startTime: "1" }],
  ["on another machine, after a while without a sign of life", { place: "elsewhere", renewed: longAgo }],
  ["where processes cannot be looked at", { place: "", renewed: longAgo }],
])("one that was killed %s, is forgotten, and which Jobs it has left is known", async (_, data) => {
  const maps = configMaps();
  const killed = await lockOf(maps, "of the killed one");
  change(maps, data);
  const second = await lockOf(maps);
  expect(second.leftJobs).toBe("of the killed one");
  await second.release();
  await killed.release();
});

test.each([
  ["on this machine that runs, also when it was not heard of", { renewed: longAgo }],
  ["on another machine that was just heard of", { place: "elsewhere", startTime: "1" }],
])("one %s keeps the stack", async (_, data) => {
  const maps = configMaps();
  const { release } = await lockOf(maps);
  change(maps, data);
  await expect(lockOf(maps)).rejects.toThrow(/process \d+ on .*\nWait until it has ended/);
  await release();
});
