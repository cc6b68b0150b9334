/** The comparison: every option's lines, evaluated and summed. */
import { architectureById } from "./architectures";
import { decimal, evaluateLine, sumOf } from "./formula";
import {
  MissingPrice,
  optionIds,
  type Input,
  type Option,
  type OptionId,
  type ParameterSet,
  type Price,
  type PriceBook,
} from "./model";

/** The load of the thesis' customer (table 8.2), for which onPremises.busyCores was read. */
const thesisEventsPerDay = "170000000";

/** What every option is made of; `messaging` stands for what the parameter messaging.kind names. */
const options: Readonly<
  Record<(typeof optionIds)[number], { readonly title: string; readonly parts: readonly string[] }>
> = {
  "on-premises": { title: "On premises", parts: ["on-premises"] },
  "eks-msk": { title: "EKS with MSK", parts: ["eks", "msk-provisioned"] },
  "eks-kafka": { title: "EKS with Kafka in the cluster", parts: ["eks", "in-cluster"] },
  "virtual-machines": { title: "Virtual machines", parts: ["virtual-machines", "messaging"] },
  lambda: { title: "Lambda", parts: ["lambda", "messaging"] },
  "step-functions": { title: "Step Functions", parts: ["step-functions", "messaging"] },
};

export interface MissingPriceEntry {
  readonly option: OptionId;
  readonly key: string;
  readonly region: string;
  readonly message: string;
}

export interface Comparison {
  readonly scenario: string;
  readonly options: readonly Option[];
  /** Options that have no total because a price is missing. */
  readonly missingPrices: readonly MissingPriceEntry[];
  /** Oldest date of the prices that were used; undefined when none was. */
  readonly priceDate: string | undefined;
  readonly parameters: readonly Input[];
  /** What a reader should know before believing the totals. */
  readonly warnings: readonly string[];
}

export interface CompareRequest {
  readonly parameters: ParameterSet & { readonly all: readonly Input[] };
  readonly prices: PriceBook;
  /** @default "default" */
  readonly scenario?: string;
  /** @default all */
  readonly options?: readonly OptionId[];
}

export function compare({
  parameters,
  prices,
  scenario = "default",
  options: ids = optionIds,
}: CompareRequest): Comparison {
  const made: Option[] = [];
  const missingPrices: MissingPriceEntry[] = [];
  for (const id of ids) {
    const missing = new Map<string, MissingPrice>();
    const whole = option(id, parameters, noting(prices, missing));
    if (missing.size === 0) made.push(whole);
    // All of them, so that one refresh or one file of overrides supplies them together.
    for (const { key, region, message } of missing.values()) missingPrices.push({ option: id, key, region, message });
  }
  const dates = made.flatMap(({ lines }) =>
    lines.flatMap((line) => Object.values(line.prices).map((price) => price.priceDate)),
  );
  return {
    scenario,
    options: made,
    missingPrices,
    priceDate: dates.sort()[0],
    parameters: parameters.all,
    warnings: [...storageWarnings(parameters), ...capacityWarnings(parameters)],
  };
}

/** The same prices; what is missing is noted, and stands in for itself in an option that is thrown away. */
function noting(prices: PriceBook, missing: Map<string, MissingPrice>): PriceBook {
  const price = (key: string, region: string): Price => {
    try {
      return prices.price(key, region);
    } catch (error) {
      if (!(error instanceof MissingPrice)) throw error;
      missing.set(key, error);
      return {
        key,
        region,
        unit: "",
        tiers: [{ usd: "0" }],
        priceDate: "",
        source: "missing",
        confidence: "unconfirmed",
      };
    }
  };
  return { has: (key, region) => prices.has(key, region), price };
}

/** One option. @throws {MissingPrice} */
export function option(id: OptionId, parameters: ParameterSet, prices: PriceBook): Option {
  if (id === "estimate") throw new RangeError("An estimate has no architecture.");
  const { title, parts } = options[id];
  const chosen = parts.map((part) => architectureById(part === "messaging" ? parameters.text("messaging.kind") : part));
  const lines = chosen.flatMap((architecture) => architecture.lines(parameters, prices)).map(evaluateLine);
  return {
    id,
    title,
    parts: chosen.map((architecture) => architecture.id),
    lines,
    monthlyUsd: sumOf(lines.map(({ amountUsd }) => amountUsd)),
    exclusions: [...new Set(chosen.flatMap(({ exclusions }) => exclusions))],
  };
}

/** Volumes that cannot hold what they are asked to keep make an option look cheap. */
function* storageWarnings(parameters: ParameterSet): Generator<string> {
  const value = (path: string) => decimal(parameters.input(path).value);
  const bytesPerHour = value("workload.eventsPerDay")
    .times(value("workload.eventBytes").plus(value("workload.readyEventBytes")))
    .times(value("kafka.replicationFactor"))
    .div(24);
  const capacity = value("kafka.brokers").times(value("kafka.storageGibPerBroker")).times(1_073_741_824);
  const hours = capacity.div(bytesPerHour);
  if (hours.lt(value("kafka.retentionHours"))) {
    yield `Kafka's volumes hold ${hours.toFixed(0)} hours of this load; kafka.retentionHours asks for ${value("kafka.retentionHours").toFixed()}. Raise kafka.storageGibPerBroker, or keep events for less time.`;
  }
}

/** Processors that cannot do the work make an option look cheap too. */
function* capacityWarnings(parameters: ParameterSet): Generator<string> {
  const value = (path: string) => decimal(parameters.input(path).value);
  const measured = decimal(thesisEventsPerDay);
  // The customer's servers did the thesis' load with so many busy cores; a core has two threads, each a vCPU.
  const needed = value("onPremises.busyCores").times(2).times(value("workload.eventsPerDay")).div(measured);
  for (const [what, count, each, threads] of [
    ["the servers on premises", "onPremises.servers", "onPremises.coresPerServer", 2],
    ["EKS's nodes", "eks.nodes", "eks.vcpuPerNode", 1],
    ["the virtual machines", "virtualMachines.count", "virtualMachines.vcpuPerMachine", 1],
  ] as const) {
    const given = value(count).times(value(each)).times(threads);
    if (given.lt(needed)) {
      yield `${what} have ${given.toFixed()} vCPU; by the customer's servers (onPremises.busyCores) this load keeps ${needed.toFixed(0)} busy. Raise ${count}, or lower onPremises.busyCores if a measurement says so.`;
    }
  }
}
