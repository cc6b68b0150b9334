import type { BacklogReading } from "../requirements/observations";
import { Skipped, Unmet, type Requirement } from "./check";
import type { CheckContext } from "./context";

/** --horizontal-pod-autoscaler-sync-period, s. */
const syncPeriod = 15;
/** Seconds that a pod may take to be ready on a small cluster. */
const podStart = 45;

/** What was seen of a backlog. @throws Skipped without an autoscaler, Unmet when it could not be read */
async function scaled({ backlog, stack }: CheckContext): Promise<BacklogReading> {
  if (stack.autoscaler.kind === "none") throw new Skipped("the stack has no autoscaler");
  const seen = await backlog();
  if (seen.error !== undefined) throw new Unmet(seen.error);
  return seen.value;
}

export const requirement: Requirement = {
  id: "Elasticity",
  title: "Resources follow the load, up and down",
  checks: [
    {
      id: "Elasticity.1",
      title: "More replicas are wanted within two syncs of the autoscaler, and ready soon after",
      run: async (context, witness) => {
        const { changes } = await scaled(context);
        // The first one is no answer to the lag: it was held at none.
        const first = changes.find(({ from, to }) => from > 0 && to > from);
        witness.saw(
          "first change upwards: seconds since it was let go with events waiting, until ready, reason",
          first ?? "none",
        );
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
      run: async (context, witness) => {
        const { changes, stabilisation, drainSeconds } = await scaled(context);
        witness.holds(drainSeconds !== undefined, "the lag was never gone");
        const down = changes.find(({ from, to }) => to < from);
        witness.saw("first change downwards: seconds since everything was read (afterLastEvent)", down ?? "none");
        const { afterLastEvent } = witness.present(down, "the number of replicas was never lowered");
        witness.saw("stabilisation window, s", stabilisation);
        const window = witness.present(stabilisation, "the cluster has no HorizontalPodAutoscaler");
        const allowed = window + 2 * syncPeriod + 15;
        witness.holds(afterLastEvent <= allowed, `it took ${afterLastEvent.toFixed(0)} s (allowed: ${allowed} s)`);
      },
    },
  ],
};
