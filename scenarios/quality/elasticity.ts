import { Skipped, type Requirement } from "./check";

/** --horizontal-pod-autoscaler-sync-period, s. */
const syncPeriod = 15;
/** Seconds that a pod may take to be ready on a small cluster. */
const podStart = 45;

export const requirement: Requirement = {
  id: "Elasticity",
  title: "Resources follow the load, up and down",
  checks: [
    {
      id: "Elasticity.1",
      title: "More replicas are wanted within two syncs of the autoscaler, and ready soon after",
      seconds: 180,
      run: async (context, witness) => {
        const { replicaChanges, autoscaler } = await context.load();
        if (autoscaler === undefined) throw new Skipped("the stack has no autoscaler");
        const first = replicaChanges.find(({ from, to }) => to > from);
        witness.saw("first change upwards: seconds from the first event, seconds until ready, reason", first ?? "none");
        const up = witness.present(first, "no replica was added");
        const scrape = context.stack.costParameters.monitoring.scrapeIntervalSeconds;
        const slack = 2 * syncPeriod + (context.stack.autoscaler.kind === "hpa" ? scrape + 15 : 2);
        witness.holds(
          up.afterFirstEvent <= slack,
          `it took ${up.afterFirstEvent} s until more were wanted (allowed: ${slack} s)`,
        );
        witness.holds(
          up.readyAfter !== undefined && up.readyAfter <= podStart,
          `they were ready after ${up.readyAfter ?? "no"} s (allowed: ${podStart} s)`,
        );
      },
    },
    {
      id: "Elasticity.2",
      title: "Fewer are wanted once the lag is gone and the stabilisation window has passed",
      seconds: 180,
      run: async (context, witness) => {
        const { replicaChanges, autoscaler, lag } = await context.load();
        if (autoscaler === undefined) throw new Skipped("the stack has no autoscaler");
        const down = replicaChanges.find(({ from, to }) => to < from);
        witness.saw("first change downwards", down ?? "none");
        const { afterLastEvent } = witness.present(down, "the number of replicas was never lowered");
        const sinceDrained = afterLastEvent - lag.drainSeconds;
        witness.saw("seconds since everything was read", sinceDrained);
        witness.saw("stabilisation window, s", autoscaler.scaleDownStabilization);
        const allowed = autoscaler.scaleDownStabilization + 2 * syncPeriod + 15;
        witness.holds(sinceDrained <= allowed, `it took ${sinceDrained.toFixed(0)} s (allowed: ${allowed} s)`);
      },
    },
  ],
};
