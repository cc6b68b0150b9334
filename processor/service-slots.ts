/** Two 64-bit integers' worth of memory that the threads of a replica share. */
export type SlotsMemory = SharedArrayBuffer;

export interface ServiceSlotsOptions {
  /** Mean service time of one event in milliseconds; 0: nothing is emulated. */
  serviceTimeMs: number;
  /** Events served at once by the whole replica. */
  concurrency: number;
}

/**
 * Emulates a replica that serves `concurrency` events at once, each for `serviceTimeMs`: together
 * concurrency / serviceTimeMs events per millisecond, however many partitions and threads share the slots.
 *
 * It is a queue in virtual time: the shared clock says until when the slots are taken. A chunk of n events takes
 * n * serviceTimeMs / concurrency of it. Events wait since they were fetched, so a slot that falls free while another
 * chunk is being committed is used at once, as it would be by a real service that works on while it commits.
 */
export class ServiceSlots {
  private readonly busyUntil: BigInt64Array;

  constructor(
    private readonly options: ServiceSlotsOptions,
    memory: SlotsMemory = ServiceSlots.memory(),
    /** Microseconds of a clock that all threads share. */
    private readonly now: () => bigint = () => process.hrtime.bigint() / 1000n,
  ) {
    this.busyUntil = new BigInt64Array(memory);
  }

  static memory(): SlotsMemory {
    return new SharedArrayBuffer(8);
  }

  /** Whether anything is emulated. */
  get enabled(): boolean {
    return this.options.serviceTimeMs > 0;
  }

  /** Events per second of the whole replica; infinite when nothing is emulated. */
  get eventsPerSecond(): number {
    return this.enabled ? (1000 * this.options.concurrency) / this.options.serviceTimeMs : Infinity;
  }

  /** The time now, to be handed to {@link reserve} as the time of arrival. */
  arrival(): bigint {
    return this.now();
  }

  /**
   * Takes slots for the events.
   * @param arrivedAt when the events were fetched
   * @returns milliseconds from now until all of them are served
   */
  reserve(events: number, arrivedAt: bigint): number {
    if (!this.enabled || events === 0) return 0;
    const { serviceTimeMs, concurrency } = this.options;
    const one = BigInt(Math.round(serviceTimeMs * 1000));
    const share = BigInt(Math.round((events * serviceTimeMs * 1000) / concurrency));
    for (;;) {
      const busy = Atomics.load(this.busyUntil, 0);
      const start = busy > arrivedAt ? busy : arrivedAt;
      if (Atomics.compareExchange(this.busyUntil, 0, busy, start + share) !== busy) continue;
      // An event takes its service time even when every slot is free.
      const served = start + (share > one ? share : one);
      return Math.max(0, Number(served - this.now()) / 1000);
    }
  }
}
