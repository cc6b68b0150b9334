import type { OptionId, PriceBook } from "../model";
import type { ParameterLayer } from "../parameters";
import {
  reconstructions,
  thesisLayer,
  thesisOptions,
  thesisSwitches,
  type Reconstruction,
  type ThesisSwitch,
} from "./thesis";
import { thesisRows, type ThesisRow } from "./thesis-rows";

/** A named set of parameters, for `--scenario NAME`. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly layer: ParameterLayer;
  /** The options that it is about. */
  readonly options: readonly OptionId[];
  readonly switches: readonly ThesisSwitch[];
  readonly reconstructions: readonly Reconstruction[];
  /** Printed figures beside exact ones. */
  readonly rows: (prices: PriceBook) => readonly ThesisRow[];
}

const common = { options: thesisOptions, switches: thesisSwitches, reconstructions, rows: thesisRows } as const;

export const scenarios: Readonly<Record<string, Scenario>> = {
  thesis: { ...common, id: "thesis", title: "Chapter 8 of the thesis, as printed", layer: thesisLayer("thesis") },
  consistent: {
    ...common,
    id: "consistent",
    title: "Chapter 8 of the thesis with inputs that agree with each other",
    layer: thesisLayer("consistent"),
  },
};
