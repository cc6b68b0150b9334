import { parametersWith } from "../analysis/changes";
import type { Comparison } from "../compare";
import type { ParameterSet } from "../model";
import type { ParameterValues } from "../parameters";
import type { Variant } from "../report/report";
import type { Scenario } from "./index";

const texts = (values: ParameterValues) =>
  Object.fromEntries(Object.entries(values).map(([path, value]) => [path, String(value)]));

/** Totals with each switch of a scenario thrown by itself, and with all of them. */
export function variantsOf(
  { id, switches }: Pick<Scenario, "id" | "switches">,
  parameters: ParameterSet,
  again: (parameters: ParameterSet) => Comparison,
): Variant[] {
  const [other, title] =
    id === "thesis"
      ? (["consistent", "all of them: inputs that agree with each other"] as const)
      : (["thesis", "all of them: chapter 8 as printed"] as const);
  const variant = (name: string, text: string, values: ParameterValues): Variant => ({
    name,
    title: text,
    totals: again(parametersWith(parameters, texts(values))).options.map(({ id: option, monthlyUsd }) => ({
      option,
      monthlyUsd,
    })),
  });
  return [
    ...switches.map((each) => variant(each.name, `${each.name} thrown`, each[other])),
    variant(other, title, Object.assign({}, ...switches.map((each) => each[other])) as ParameterValues),
  ];
}
