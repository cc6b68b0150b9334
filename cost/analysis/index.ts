import type { Option, OptionId } from "../model";
import { autoscaling, runCost } from "./autoscaling";
import { breakEven } from "./break-even";
import { differences } from "./differences";
import type { Analysis, AnalysisRequest } from "./model";
import { cases, sensitivity } from "./sensitivity";
import { turningPoints } from "./turning-points";
import { years } from "./years";

export type { Analysis, AnalysisRequest, RecordedRun } from "./model";

/** Each part when it is first read: a table on a terminal asks for few of them. */
class LazyAnalysis implements Analysis {
  readonly baseline: OptionId;
  readonly #request: AnalysisRequest;
  readonly #options: readonly Option[];
  readonly #base: Option;
  readonly #known = new Map<string, unknown>();

  constructor(request: AnalysisRequest, base: Option) {
    this.#request = request;
    this.#options = request.comparison.options;
    this.#base = base;
    this.baseline = base.id;
  }

  #once<T>(name: string, make: () => T): T {
    if (!this.#known.has(name)) this.#known.set(name, make());
    return this.#known.get(name) as T;
  }

  get differences() {
    return this.#once("differences", () => differences(this.#options, this.baseline, this.#request.parameters));
  }
  get cases() {
    return this.#once("cases", () => cases(this.#options));
  }
  get sensitivity() {
    return this.#once("sensitivity", () => sensitivity(this.#options));
  }
  get breakEven() {
    return this.#once("breakEven", () => breakEven(this.#options, this.#request.parameters));
  }
  get turningPoints() {
    return this.#once("turningPoints", () => turningPoints(this.#request, this.#base, this.breakEven));
  }
  get years() {
    return this.#once("years", () => years(this.#options, this.#request.parameters));
  }
  get autoscaling() {
    return this.#once("autoscaling", () => autoscaling(this.#options, this.#request.parameters));
  }
  get run() {
    const { run, parameters } = this.#request;
    return this.#once("run", () => (run === undefined ? undefined : runCost(this.#options, parameters, run)));
  }
}

/**
 * What follows from a comparison.
 * @throws {Error} when the comparison has no option: there is nothing to analyse
 */
export function analyse(request: AnalysisRequest): Analysis {
  const { options } = request.comparison;
  const base = options.find(({ id }) => id === (request.baseline ?? "on-premises")) ?? options[0];
  if (base === undefined) throw new Error("No option could be priced, so there is nothing to compare.");
  return new LazyAnalysis(request, base);
}
