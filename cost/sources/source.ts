import type { OptionId } from "../model";
import type { ParameterLayer } from "../parameters";

/** A run of the load as the analysis prices it. */
export interface MeasuredRun {
  /** File, and the run's own name. */
  readonly source: string;
  readonly events: number;
  /** From the first event to the end of the recording. */
  readonly seconds: number;
  /** Replicas times the seconds that each existed. */
  readonly replicaSeconds: number;
  readonly maxReplicas: number;
}

/** What one source of parameters gives. */
export interface Source {
  readonly layer: ParameterLayer;
  /** The option that is deployed, when the source describes a deployment. */
  readonly deployed?: OptionId;
  /** Name of the stack that it describes. */
  readonly stack?: string;
  /** Commit that it was deployed or recorded from, when it says so. */
  readonly commit?: string;
  readonly run?: MeasuredRun;
}
