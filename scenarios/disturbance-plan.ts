/** What can be done to the running stack. */
export type DisturbanceKind = "kill processor" | "delete broker" | "delete coordinator";

export interface PlannedDisturbance {
  /** Seconds after the first events. */
  readonly after: number;
  readonly kind: DisturbanceKind;
  /** 0 to 1: chooses among the replicas that exist then. */
  readonly choice: number;
}

/** Seconds between two kills of a processor: shorter than a restart and a rebalance together, at the low end. */
const killEvery = { minimum: 4, maximum: 9 };

/**
 * When what is disturbed. The same seed gives the same plan. In the middle of it one broker and the leader of the
 * cluster's coordination (ZooKeeper, or the KRaft controller) go; processors are killed all the time.
 * @param duration seconds
 */
export function planDisturbances(seed: number, duration: number): PlannedDisturbance[] {
  const random = generator(seed);
  const plan: PlannedDisturbance[] = [];
  let after = 1 + random() * killEvery.minimum;
  while (after < duration) {
    plan.push({ after, kind: "kill processor", choice: random() });
    after += killEvery.minimum + random() * (killEvery.maximum - killEvery.minimum);
  }
  plan.push({ after: duration * (0.1 + 0.2 * random()), kind: "delete broker", choice: random() });
  // A broker needs its time to return; the leader goes afterwards, or two of three brokers could be away in KRaft mode.
  plan.push({ after: duration * (0.75 + 0.2 * random()), kind: "delete coordinator", choice: random() });
  return plan.sort((a, b) => a.after - b.after);
}

/** Mulberry32: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The chosen one of a list. */
export function chosen<T>(list: readonly T[], choice: number): T | undefined {
  return list[Math.min(list.length - 1, Math.floor(choice * list.length))];
}
