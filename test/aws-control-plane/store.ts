import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Properties } from "./values";

/** A resource as the control plane knows it. */
export interface StoredResource {
  readonly id: string;
  readonly token: string;
  readonly inputs: Properties;
  /** Everything that a read tells, inputs included. */
  readonly outputs: Properties;
  /** What the control plane remembers and never tells, such as the revisions of a configuration. */
  readonly hidden?: Properties;
}

/** What an account holds: a file, because Pulumi starts a process of the provider for each of its operations. */
export class Store {
  private readonly file: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.file = path.join(folder, "account.json");
  }

  all(): StoredResource[] {
    if (!existsSync(this.file)) return [];
    return JSON.parse(readFileSync(this.file, "utf8")) as StoredResource[];
  }

  /** Those of a type. */
  of(token: string): StoredResource[] {
    return this.all().filter((one) => one.token === token);
  }

  get(token: string, id: string): StoredResource | undefined {
    return this.of(token).find((one) => one.id === id);
  }

  /** The one that a reference means: its id, its name or its ARN. */
  find(token: string, reference: string): StoredResource | undefined {
    return this.of(token).find(({ id, outputs }) =>
      [id, outputs["arn"], outputs["keyId"], outputs["name"]].includes(reference),
    );
  }

  put(resource: StoredResource): void {
    this.change((all) => [...all.filter((one) => !same(one, resource)), resource]);
  }

  remove(token: string, id: string): void {
    this.change((all) => all.filter((one) => !same(one, { token, id })));
  }

  /** Secrets are among it: readable by its owner alone. */
  private change(change: (all: StoredResource[]) => StoredResource[]): void {
    this.locked(() => {
      const next = `${this.file}.new`;
      writeFileSync(next, JSON.stringify(change(this.all()), null, 1), { mode: 0o600 });
      renameSync(next, this.file);
    });
  }

  /** One writer at a time: two providers (the default and an explicit one) are two processes. */
  private locked(action: () => void): void {
    const lock = `${this.file}.lock`;
    for (let attempt = 0; ; attempt++) {
      try {
        closeSync(openSync(lock, "wx"));
        break;
      } catch (error) {
        // Changes take a millisecond: what holds it longer was killed.
        if (attempt > 400) rmSync(lock, { force: true });
        else if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
    }
    try {
      action();
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

const same = (one: { token: string; id: string }, other: { token: string; id: string }) =>
  one.token === other.token && one.id === other.id;
