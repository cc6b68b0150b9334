import type { Values } from "../../cli/options";
import { UserError } from "../../local/user-error";
import type { OptionId } from "../model";
import { parameterSet, type ParameterLayer } from "../parameters";
import { parameterTable } from "../parameter-table";
import { scenarios, type Scenario } from "../scenarios";
import type { MeasuredRun, Source } from "../sources/source";
import { settingsSource } from "../sources/settings";
import type { sourceOptions } from "./options";

export type SourceValues = Values<typeof sourceOptions>;

/** Parameters from every source that was named, and what else those said. */
export interface Sources {
  readonly parameters: ReturnType<typeof parameterSet>;
  readonly scenario: Scenario | undefined;
  /** The option that is deployed, when a source describes a deployment. */
  readonly deployed: OptionId | undefined;
  /** Where they come from, for people: "stack onprem, measured by …". */
  readonly description: string | undefined;
  readonly commit: string | undefined;
  readonly run: MeasuredRun | undefined;
}

/** Each source is loaded when it is asked for: none of the others' packages are read. */
async function named(values: SourceValues): Promise<Source[]> {
  const found: Source[] = [];
  if (values.stack !== undefined) found.push(await (await import("../sources/stack")).stackSource(values.stack));
  if (values.plan !== undefined) found.push(await (await import("../sources/plan")).planSource(values.plan));
  if (values.file !== undefined) found.push(await (await import("../sources/file")).fileSource(values.file));
  if (values.run !== undefined) found.push(await (await import("../sources/run")).runSource(values.run));
  if (values.prometheus !== undefined) {
    const { prometheusSource } = await import("../sources/prometheus");
    const { prometheus: url, window } = values;
    found.push(await prometheusSource({ url, window, concurrency: concurrencyOf(found) }));
  }
  found.push(settingsSource(values.set));
  return found;
}

/**
 * Reads all sources and lays them over each other: scenario, stack, plan, file, run, measured, single values.
 * @throws UserError, UsageError or ParameterError with one message for each problem
 */
export async function readSources(values: SourceValues): Promise<Sources> {
  const scenario = values.scenario === undefined ? undefined : scenarioNamed(values.scenario);
  const sources = await named(values);
  const layers: ParameterLayer[] = [
    ...(scenario === undefined ? [] : [scenario.layer]),
    ...sources.map(({ layer }) => layer),
  ];
  const description = [
    values.stack === undefined ? undefined : `stack ${values.stack}`,
    values.plan === undefined ? undefined : `plan of Pulumi.${values.plan}.yaml`,
    values.file === undefined ? undefined : values.file === "-" ? "standard input" : `file ${values.file}`,
    values.run === undefined ? undefined : `recorded run ${values.run}`,
    values.prometheus === undefined ? undefined : `measured by ${values.prometheus}, last ${values.window}`,
  ].filter((each) => each !== undefined);
  return {
    parameters: parameterSet(layers),
    scenario,
    deployed: sources.findLast(({ deployed }) => deployed !== undefined)?.deployed,
    description: description.length === 0 ? undefined : description.join(", "),
    commit: sources.findLast(({ commit }) => commit !== undefined)?.commit,
    run: sources.findLast(({ run }) => run !== undefined)?.run,
  };
}

function scenarioNamed(name: string): Scenario {
  const found = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (found !== undefined) return found;
  throw new UserError(`There is no scenario "${name}".`, `There are: ${Object.keys(scenarios).join(", ")}.`);
}

function concurrencyOf(sources: readonly Source[]): number {
  const path = "processor.concurrency";
  const given = sources.findLast(({ layer }) => layer.values[path] !== undefined)?.layer.values[path];
  return Number(given ?? parameterTable.find((each) => each.path === path)?.fallback);
}
