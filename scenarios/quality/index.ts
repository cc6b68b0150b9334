/**
 * What is checked beside REQ1 to REQ10 (../requirements): quality attributes and alternative scenarios, in the order of
 * the report. A new file of this folder that exports a `requirement` is listed here; a test finds one that is not.
 */
import type { Requirement } from "./check";
import { requirement as alternativeFlows } from "./alternative-flows";
import { requirement as availability } from "./availability";
import { requirement as elasticity } from "./elasticity";
import { requirement as metricsApi } from "./metrics-api";
import { requirement as portability } from "./portability";

export const qualityAttributes: readonly Requirement[] = [
  metricsApi,
  alternativeFlows,
  portability,
  elasticity,
  availability,
];
