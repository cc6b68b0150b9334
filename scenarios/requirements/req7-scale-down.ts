import { checked, skipped, type Requirement } from "./check";

export const requirement: Requirement = {
  id: "REQ7",
  title: "Scale down",
  check: (seen) => {
    const { autoscaler, minReplicas, maxReplicas } = seen.expected;
    const title = "replicas go once the lag is low, without loss";
    const fewest = Math.max(1, minReplicas);
    const skip = (reason: string) => [skipped("REQ7.1", title, seen.startedAt, reason)];
    if (autoscaler === "none" || maxReplicas === 1) return skip("This stack does not scale.");
    const { value } = seen.backlog;
    if (value?.drainSeconds !== undefined && value.replicas.every(({ wanted }) => wanted <= fewest)) {
      return skip("No replica was added (REQ8.1), so that none could go.");
    }
    return [
      checked("REQ7.1", title, seen.backlog, ({ replicas, scaleDownSeconds, verification }) => ({
        good: scaleDownSeconds !== undefined && verification.error === undefined && verification.value.lost === 0,
        answer:
          scaleDownSeconds === undefined
            ? `still ${replicas.at(-1)?.wanted ?? "unknown"} wanted`
            : `${fewest} left ${scaleDownSeconds.toFixed(0)} s after the lag was gone`,
      })),
    ];
  },
};
