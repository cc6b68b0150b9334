import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What goes wrong, by a file that a test writes beside the account. */
export interface Faults {
  /** Most resources of a type that the account may hold, by token: a service quota. */
  readonly quotas?: Readonly<Record<string, number>>;
  /** How often the next creations of a type are answered "Rate exceeded". */
  readonly throttled?: Readonly<Record<string, number>>;
  /** Types whose next creation never becomes active. */
  readonly stuck?: readonly string[];
}

/** How often the SDK of the real provider asks again (aws:maxRetries is 25; shortened, as its waits are). */
export const attempts = 5;

export class FaultFile {
  private readonly file: string;

  constructor(folder: string) {
    this.file = path.join(folder, "faults.json");
  }

  read(): Faults {
    return existsSync(this.file) ? (JSON.parse(readFileSync(this.file, "utf8")) as Faults) : {};
  }

  write(faults: Faults): void {
    writeFileSync(this.file, JSON.stringify(faults, null, 2));
  }

  quota(token: string): number | undefined {
    return this.read().quotas?.[token];
  }

  /** Whether this request is throttled; counts it. */
  takeThrottle(token: string): boolean {
    const faults = this.read();
    const left = faults.throttled?.[token] ?? 0;
    if (left > 0) this.write({ ...faults, throttled: { ...faults.throttled, [token]: left - 1 } });
    return left > 0;
  }

  /** Whether this creation gets stuck; it does so once. */
  takeStuck(token: string): boolean {
    const faults = this.read();
    const stuck = faults.stuck?.includes(token) ?? false;
    if (stuck) this.write({ ...faults, stuck: (faults.stuck ?? []).filter((one) => one !== token) });
    return stuck;
  }
}
