import { decimal, decimalText } from "../formula";
import type { Option, ParameterSet } from "../model";
import { monthlyEvents, ratio } from "./differences";
import type { Autoscaling, AutoscalingHour, RecordedRun, RunCost } from "./model";

const wholeHours = 24;
const number = (parameters: ParameterSet, path: string) => Number(parameters.text(path));

/**
 * Replicas by hour of a day: by Little's law as many events are in service as arrive in the mean time that one takes,
 * and a replica serves `processor.concurrency` of them at once.
 */
export function autoscaling(options: readonly Option[], parameters: ParameterSet): Autoscaling | undefined {
  const profile = parameters.optional("workload.dailyProfile")?.value;
  if (profile === undefined) return undefined;
  const weights = JSON.parse(profile) as number[];
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.length !== wholeHours || all <= 0) return undefined;
  const perDay = number(parameters, "workload.eventsPerDay");
  const perReplica = (number(parameters, "processor.concurrency") * 1000) / number(parameters, "workload.meanMs");
  const [least, most] = [number(parameters, "processor.replicasMin"), number(parameters, "processor.replicasMax")];
  const wanted = weights.map((weight) => {
    const eventsPerSecond = (perDay * weight) / all / 3600;
    return { eventsPerSecond, replicas: Math.max(least, Math.ceil(eventsPerSecond / perReplica - 1e-9)) };
  });
  const hours = wanted.map(({ eventsPerSecond, replicas }, hour): AutoscalingHour => ({
    hour,
    eventsPerSecond: Math.round(eventsPerSecond * 100) / 100,
    replicas,
  }));
  const fixedReplicas = Math.max(...hours.map(({ replicas }) => replicas));
  const scaled = hours.reduce((sum, { replicas }) => sum + replicas, 0);
  const fixed = fixedReplicas * wholeHours;
  const saved = fixed - scaled;
  const freed = freedCores(options, parameters, saved);
  return {
    hours,
    fixedReplicas,
    fixedReplicaHours: fixed,
    scaledReplicaHours: scaled,
    savedReplicaHours: saved,
    savedPercent: ratio(String(saved), String(fixed), "100") ?? "0",
    ...(freed === undefined ? {} : { freedUsdPerMonth: freed }),
    ...(fixedReplicas > most ? { shortOf: { wanted: fixedReplicas, allowed: most } } : {}),
  };
}

/** Core-hours that a day frees, for a month, at the price of the servers' cores. */
function freedCores(options: readonly Option[], parameters: ParameterSet, saved: number): string | undefined {
  const servers = options.find(({ id }) => id === "on-premises");
  if (servers === undefined) return undefined;
  const cores = decimal(parameters.text("onPremises.servers")).times(
    decimal(parameters.text("onPremises.coresPerServer")),
  );
  const share = decimal(String(saved))
    .div(wholeHours)
    .times(decimal(parameters.text("processor.cpuPerReplica")));
  return decimalText(decimal(servers.monthlyUsd).times(share).div(cores).toSignificantDigits(20));
}

/** What a run has cost: its share of the month for what is deployed, its share of the events for what is used. */
export function runCost(options: readonly Option[], parameters: ParameterSet, run: RecordedRun): RunCost {
  const time = decimal(String(run.seconds)).div(decimal(parameters.text("hoursPerMonth")).times(3600));
  const events = decimal(String(run.events)).div(decimal(monthlyEvents(parameters)));
  const fixedReplicaSeconds = run.maxReplicas * run.seconds;
  return {
    run,
    options: options.map(({ id, lines }) => {
      const usd = lines.reduce(
        (sum, { basis, amountUsd }) => sum.plus(decimal(amountUsd).times(basis === "usage" ? events : time)),
        decimal("0"),
      );
      const text = decimalText(usd.toSignificantDigits(20));
      return { option: id, usd: text, perMillionEventsUsd: ratio(text, String(run.events), "1000000") ?? "0" };
    }),
    fixedReplicaSeconds,
    savedPercent: ratio(String(fixedReplicaSeconds - run.replicaSeconds), String(fixedReplicaSeconds), "100") ?? "0",
  };
}
