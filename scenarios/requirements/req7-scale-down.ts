import { checked, skipped, type Requirement } from "./check";

export const requirement: Requirement = {
  id: "REQ7",
  title: "Scale down",
  check: (seen) => {
    const { autoscaler, minReplicas, maxReplicas } = seen.expected;
    const title = "replicas go once the lag is low, without loss";
    if (autoscaler === "none" || maxReplicas === 1)
      return [skipped("REQ7.1", title, seen.startedAt, "This stack does not scale.")];
    return [
      checked("REQ7.1", title, seen.backlog, ({ replicas, scaleDownSeconds, verification }) => ({
        good: scaleDownSeconds !== undefined && verification.error === undefined && verification.value.lost === 0,
        answer:
          scaleDownSeconds === undefined
            ? `still ${replicas.at(-1)?.wanted ?? "unknown"} wanted`
            : `${Math.max(1, minReplicas)} left ${scaleDownSeconds.toFixed(0)} s after the lag was gone`,
      })),
    ];
  },
};
