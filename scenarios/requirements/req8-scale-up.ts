import { checked, skipped, type Requirement } from "./check";

export const requirement: Requirement = {
  id: "REQ8",
  title: "Scale up",
  check: (seen) => {
    const { autoscaler, maxReplicas } = seen.expected;
    const title = "replicas are added while events wait, and start to read";
    if (autoscaler === "none" || maxReplicas === 1)
      return [skipped("REQ8.1", title, seen.startedAt, "This stack does not scale.")];
    return [
      checked("REQ8.1", title, seen.backlog, ({ replicas, drainSeconds }) => {
        const most = Math.max(0, ...replicas.map(({ ready }) => ready));
        return {
          good: most > 1 && drainSeconds !== undefined,
          answer: `${most} of at most ${maxReplicas} ready, ${drainSeconds === undefined ? "not drained" : `drained in ${drainSeconds.toFixed(0)} s`}`,
        };
      }),
    ];
  },
};
