/** A Job without a result says why in a few lines, and is gone afterwards. */
import { ApiException, type CoreV1Event, type V1Job, type V1Pod } from "@kubernetes/client-node";
import { z } from "zod";
import { reasonOf, type ClusterAccess } from "../../scenarios/cluster-access";
import { runJob } from "../../scenarios/kafka-job";
import { jobFailure, type JobTrace } from "../../scenarios/job-failure";

const name = "run-1-load";
const failed = (reason: string, message: string) => ({ type: "Failed", status: "True", reason, message });
const attempts = failed("BackoffLimitExceeded", "Job has reached the specified backoff limit");
const container = (state: object, status: object = {}): V1Pod =>
  ({
    metadata: { name: `${name}-abcde` },
    status: { containerStatuses: [{ name: "kafka-jobs", state }], ...status },
  }) as V1Pod;
const warning = (reason: string, message: string, second = 0, kind = "Pod"): CoreV1Event => ({
  type: "Warning",
  reason,
  message,
  lastTimestamp: new Date(second * 1_000),
  involvedObject: { kind, name: kind === "Pod" ? `${name}-abcde` : name },
  metadata: {},
});
const nothing: JobTrace = { condition: undefined, pod: undefined, events: [], log: "" };
const message = (trace: Partial<JobTrace>) => jobFailure(name, { ...nothing, ...trace }).problem;

test("what the Job itself says is enough", () => {
  const trace = {
    said: "Gave up after 5 s waiting for the group.",
    condition: attempts,
    log: "{}\n",
    pod: container({}),
  };
  expect(message(trace)).toBe(`The job ${name} has no result: Gave up after 5 s waiting for the group.`);
  expect(jobFailure(name, { ...nothing, ...trace }).remedy).not.toMatch(/kubectl/);
});

test.each<[string, Partial<JobTrace>, string]>([
  [
    "an image that is not there, without its repetition as an event",
    {
      gaveUp: "its pod cannot start",
      pod: container({ waiting: { reason: "ErrImageNeverPull", message: 'Container image "a:1" is not present' } }),
      events: [
        warning("Failed", "Error: ErrImageNeverPull", 2),
        warning("ErrImageNeverPull", 'Container image "a:1" is not present', 1),
      ],
    },
    'its pod cannot start; ErrImageNeverPull: Container image "a:1" is not present.',
  ],
  [
    "a node without room",
    {
      gaveUp: "its pod did not start within 300 s",
      pod: {
        status: {
          phase: "Pending",
          conditions: [
            {
              type: "PodScheduled",
              status: "False",
              reason: "Unschedulable",
              message: "0/1 nodes: 1 Insufficient cpu.",
            },
          ],
        },
      },
      events: [warning("FailedScheduling", "0/1 nodes: 1 Insufficient cpu.")],
    },
    "its pod did not start within 300 s; Unschedulable: 0/1 nodes: 1 Insufficient cpu.",
  ],
  [
    "a volume that does not come",
    {
      pod: container({ waiting: { reason: "ContainerCreating" } }),
      condition: failed("DeadlineExceeded", "Job was active longer than specified deadline"),
      events: [
        warning("DeadlineExceeded", "Job was active longer than specified deadline", 3, "Job"),
        warning("FailedMount", 'configmap "kafka-connection" not found', 2),
      ],
    },
    'DeadlineExceeded: Job was active longer than specified deadline; FailedMount: configmap "kafka-connection" not found.',
  ],
  [
    "a pod that was not admitted",
    { condition: attempts, events: [warning("FailedCreate", "exceeded quota: small", 1, "Job")] },
    "BackoffLimitExceeded: Job has reached the specified backoff limit; FailedCreate: exceeded quota: small.",
  ],
  [
    "a pod that was driven away",
    { pod: { status: { reason: "Evicted", message: "The node was low on resource: memory." } }, condition: attempts },
    "Evicted: The node was low on resource: memory.",
  ],
  [
    "a container that ended in good order when its time was over",
    {
      pod: container({ terminated: { reason: "Completed", exitCode: 0 } }),
      condition: failed("DeadlineExceeded", "Job was active longer than specified deadline"),
    },
    "DeadlineExceeded: Job was active longer than specified deadline.",
  ],
  ["nothing at all", {}, "nothing says why."],
])("%s", (_, trace, expected) => {
  expect(message(trace)).toBe(`The job ${name} has no result: ${expected}`);
});

test("a container that was ended: its reason, and the end of its log", () => {
  const log = ["one", "two", '{"type":"progress","sent":1}', "x".repeat(1_000)].join("\n") + "\n";
  const [first, ...lines] = message({
    pod: container({ terminated: { reason: "OOMKilled", exitCode: 137 } }),
    condition: attempts,
    log,
  }).split("\n");
  expect(first).toBe(`The job ${name} has no result: OOMKilled, exit code 137.`);
  expect(lines.slice(0, 2)).toEqual(["  its log: two", '  its log: {"type":"progress","sent":1}']);
  expect(lines).toHaveLength(3);
  expect(lines[2]?.length).toBeLessThan(330);
});

/** A cluster whose Job has the pod and log of each reading, the last one for ever. */
function cluster(readings: readonly { job?: V1Job; pod?: V1Pod; log?: string }[], create = () => Promise.resolve({})) {
  const deleted: string[] = [];
  let reading = -1;
  const now = () => readings[Math.min(reading, readings.length - 1)] ?? {};
  const access = {
    batch: {
      createNamespacedJob: create,
      readNamespacedJob: () => {
        reading++;
        return Promise.resolve(now().job ?? {});
      },
      deleteNamespacedJob: ({ name }: { name: string }) => Promise.resolve(deleted.push(name)),
    },
    core: {
      listNamespacedPod: () => Promise.resolve({ items: now().pod === undefined ? [] : [now().pod] }),
      readNamespacedPodLog: () =>
        now().log === undefined ? Promise.reject(new ApiException(404, "gone", "", {})) : Promise.resolve(now().log),
      listNamespacedEvent: () =>
        Promise.resolve({
          items: [
            { ...warning("Other", "of another pod"), involvedObject: { kind: "Pod", name: "run-2-load-x" } },
            warning("FailedMount", "no volume"),
          ],
        }),
    },
  };
  return { access: access as unknown as ClusterAccess, deleted };
}
const settings = { namespace: "acm", image: "a:1", imagePullPolicy: "Never" };
const run = ({ access }: ReturnType<typeof cluster>) =>
  runJob(access, settings, { name, args: ["load"], timeout: 60 }, z.looseObject({ sent: z.number() }));

test("a pod that Kubernetes has removed at the deadline still has its log in the message, and the Job goes", async () => {
  const deadline = failed("DeadlineExceeded", "Job was active longer than specified deadline");
  const made = cluster([
    { pod: container({ running: {} }), log: '{"type":"progress","sent":7}\n' },
    { job: { status: { conditions: [deadline] } } },
  ]);
  await expect(run(made)).rejects.toThrow(
    /DeadlineExceeded: Job was active longer than specified deadline[^\n]*\n {2}its log: \{"type":"progress","sent":7\}\n/,
  );
  expect(made.deleted).toEqual([name]);
});

test("a pod that can never start is not waited for", async () => {
  const made = cluster([{ pod: container({ waiting: { reason: "ErrImageNeverPull", message: "not present" } }) }]);
  await expect(run(made)).rejects.toThrow(/its pod cannot start; ErrImageNeverPull: not present/);
  expect(made.deleted).toEqual([name]);
});

test("a Job that has a result is left to whoever has started it", async () => {
  const complete = { status: { conditions: [{ type: "Complete", status: "True" }] } } as V1Job;
  const made = cluster([
    { job: complete, pod: container({ terminated: { exitCode: 0 } }), log: '{"type":"result","sent":9}\n' },
  ]);
  expect(await run(made)).toMatchObject({ sent: 9 });
  expect(made.deleted).toEqual([]);
});

test("what Kubernetes does not accept is said in its words", async () => {
  const quota = new ApiException(403, "Forbidden", { message: "exceeded quota: jobs" }, {});
  await expect(run(cluster([], () => Promise.reject(quota)))).rejects.toThrow(
    `The job ${name} cannot be started: exceeded quota: jobs (403).`,
  );
  expect(reasonOf(new ApiException(403, "", "", {}))).toBe("this user has no right to do so (403)");
});
