/** What the analysis of a comparison says. Every amount is an exact decimal in US dollars; a load is in events a day. */
import type { Comparison } from "../compare";
import type { OptionId, ParameterSet } from "../model";

/** One recorded run of the event stream, as `npm start` leaves it. */
export interface RecordedRun {
  /** Where it comes from: a file, a run's id. */
  readonly source: string;
  readonly events: number;
  /** From the first event to the end of the recording. */
  readonly seconds: number;
  /** Replicas times the seconds that each existed. */
  readonly replicaSeconds: number;
  readonly maxReplicas: number;
}

export interface AnalysisRequest {
  readonly comparison: Comparison;
  readonly parameters: ParameterSet;
  /** The comparison with other parameters and the same prices. */
  readonly compare: (parameters: ParameterSet) => Comparison;
  /** What differences are taken to; "on-premises" by default, the first option where that one is missing. */
  readonly baseline?: OptionId;
  readonly run?: RecordedRun;
}

export interface Difference {
  readonly option: OptionId;
  readonly monthlyUsd: string;
  readonly yearlyUsd: string;
  readonly perMillionEventsUsd: string;
  /** To the baseline. */
  readonly differenceUsd: string;
  /** To the baseline, in percent; absent when the baseline costs nothing. */
  readonly differencePercent?: string;
  readonly cheapest: boolean;
  readonly baseline: boolean;
}

export interface CaseInput {
  readonly path: string;
  readonly label: string;
  readonly unit: string;
  readonly low: string;
  readonly middle: string;
  readonly high: string;
}

export interface Cases {
  readonly inputs: readonly CaseInput[];
  readonly options: readonly {
    readonly option: OptionId;
    readonly lowUsd: string;
    readonly middleUsd: string;
    readonly highUsd: string;
  }[];
}

/** What one input does to one option. */
export interface Swing {
  /** Path of a parameter, or key of a price. */
  readonly path: string;
  readonly kind: "parameter" | "price";
  readonly label: string;
  readonly unit: string;
  readonly low: string;
  readonly high: string;
  readonly lowUsd: string;
  readonly highUsd: string;
}

export interface Sensitivity {
  readonly option: OptionId;
  readonly middleUsd: string;
  /** The widest first. */
  readonly swings: readonly Swing[];
}

/** A load at which two options cost the same. */
export interface Crossing {
  readonly eventsPerDay: string;
  readonly monthlyUsd: string;
  readonly cheaperBelow: OptionId;
  readonly cheaperAbove: OptionId;
}

export interface BreakEvenPair {
  readonly options: readonly [OptionId, OptionId];
  readonly crossings: readonly Crossing[];
  /** Cheaper at every load that was searched, when there is no crossing. */
  readonly alwaysCheaper?: OptionId;
}

export interface BreakEven {
  /** Loads that were searched. */
  readonly from: string;
  readonly to: string;
  readonly current: string;
  readonly pairs: readonly BreakEvenPair[];
  /** For a picture; rounded to cents. */
  readonly curves: readonly { readonly option: OptionId; readonly points: readonly (readonly [number, number])[] }[];
  /** Load at which the servers' cores are all busy: to the right of it the on-premises price no longer holds. */
  readonly onPremisesCapacity?: string;
}

export interface InstanceTypeTurn {
  readonly instanceType: string;
  readonly vcpu: number;
  readonly memoryGib: number;
  readonly monthlyUsd: string;
  readonly differenceUsd: string;
  readonly cheaperThanBaseline: boolean;
  /** The one that the comparison has. */
  readonly current: boolean;
}

/** Where "the baseline is cheaper" stops being true. */
export interface TurningPoints {
  readonly baseline: OptionId;
  readonly instanceTypes: readonly InstanceTypeTurn[];
  /** Price of a machine's hour at which virtual machines cost as much as the baseline. */
  readonly machineHourUsd?: { readonly current: string; readonly turnsAt: string };
  /** Utilisation of the servers at which an option costs as much as they do, in percent. */
  readonly utilisation: readonly {
    readonly option: OptionId;
    readonly percent: string;
    readonly eventsPerDay: string;
  }[];
  readonly currentUtilisationPercent?: string;
}

/** Money that leaves the house over some years. */
export interface Years {
  readonly option: OptionId;
  readonly years: number;
  /** Bought, and lasting longer than a year. */
  readonly capitalUsd: string;
  readonly runningUsd: string;
  readonly totalUsd: string;
}

export interface AutoscalingHour {
  readonly hour: number;
  readonly eventsPerSecond: number;
  /** Replicas that the load asks for, at least the fewest. */
  readonly replicas: number;
}

/** Replica-hours of a day with autoscaling, against as many replicas all day as the busiest hour needs. */
export interface Autoscaling {
  readonly hours: readonly AutoscalingHour[];
  readonly fixedReplicas: number;
  readonly fixedReplicaHours: number;
  readonly scaledReplicaHours: number;
  readonly savedReplicaHours: number;
  readonly savedPercent: string;
  /** What the saved cores are worth at the price of the servers' cores; freed for other work, not cash. */
  readonly freedUsdPerMonth?: string;
  /** Set when the busiest hour asks for more than the most replicas allowed. */
  readonly shortOf?: { readonly wanted: number; readonly allowed: number };
}

export interface RunCost {
  readonly run: RecordedRun;
  readonly options: readonly {
    readonly option: OptionId;
    readonly usd: string;
    readonly perMillionEventsUsd: string;
  }[];
  /** As many replicas all the time as the run had at its most. */
  readonly fixedReplicaSeconds: number;
  readonly savedPercent: string;
}

export interface Analysis {
  readonly baseline: OptionId;
  readonly differences: readonly Difference[];
  readonly cases: Cases;
  readonly sensitivity: readonly Sensitivity[];
  readonly breakEven: BreakEven;
  readonly turningPoints: TurningPoints;
  readonly years: readonly Years[];
  /** undefined when the parameters have no profile of a day. */
  readonly autoscaling: Autoscaling | undefined;
  readonly run: RunCost | undefined;
}
