import { readFileSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../../local/user-error";
import { stackOutputs } from "../../outputs";
import { requirementResult } from "../quality/check";
import { runRecord, runRecordVersion, type RunRecord } from "../run-record";
import { deployedResource } from "./deployed";

/** Raised when a reader of an older version would misunderstand the record. */
export const demoRecordVersion = 1;

const points = z.array(z.tuple([z.number(), z.number()]));

/** A run of the experiment with what only the demonstration records of it. */
const demoRun = z.object({
  scenario: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  repeat: z.int(),
  startReplicas: z.int(),
  record: runRecord,
  /** Of all processor replicas together; empty where Prometheus knows nothing of it. */
  resources: z.object({ cpuCores: points, memoryMib: points }),
  /** What the run costs by option, US dollars as decimal text; absent when it could not be priced. */
  prices: z
    .array(z.object({ option: z.string(), title: z.string(), usd: z.string(), perMillionEventsUsd: z.string() }))
    .optional(),
});
export type DemoRun = z.infer<typeof demoRun>;

/** One demonstration: what `npm run demo` writes and `npm run report` reads. */
export const demoRecord = z.object({
  schemaVersion: z.literal(demoRecordVersion),
  kind: z.literal("acm-demo"),
  /** How it ended: what was recorded before an interruption or a failure is kept. */
  state: z.enum(["running", "complete", "interrupted", "failed"]),
  /** Why it failed. */
  problem: z.string().optional(),
  /** ISO 8601. */
  startedAt: z.string(),
  endedAt: z.string(),
  /** The command that repeats it. */
  command: z.string(),
  stackName: z.string(),
  commit: z.string(),
  environment: z.object({
    node: z.string(),
    kubernetes: z.string(),
    server: z.string(),
    cpus: z.int(),
    memoryGib: z.number(),
    /** What stands in for a part that is not there; every page of the record says it. */
    standIn: z.string().optional(),
  }),
  stack: stackOutputs,
  /**
   * What Pulumi had deployed when it began, so that a comparison shows what ran and not what today's files would make.
   * Absent in older records and where the state could not be read.
   */
  deployed: z.array(deployedResource).optional(),
  requirements: z.array(requirementResult),
  /** Why there are no prices, or what they leave out. */
  priceNotes: z.array(z.string()),
  runs: z.array(demoRun),
});
export type DemoRecord = z.infer<typeof demoRecord>;

/** @throws UserError when the file is no record of a demonstration */
export function readDemoRecord(file: string): DemoRecord {
  const content = readJson(file);
  if (isRun(content)) throw new UserError(`${file} is a record of one run, not of a demonstration.`, remedy);
  return demoRecordOf(content, file);
}

/**
 * A demonstration, or one run of `npm start`.
 * @throws UserError when the file is neither
 */
export function readAnyRecord(file: string): DemoRecord | RunRecord {
  const content = readJson(file);
  return isRun(content) ? checked(runRecord, content, file) : demoRecordOf(content, file);
}

const remedy = "Give a JSON file that npm run demo has written.";

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`, remedy);
  }
  try {
    return JSON.parse(text);
  } catch {
    const cut = /^\s*\{/.test(text) ? "is not whole: it begins as JSON and does not end as such" : "is not JSON";
    throw new UserError(`${file} ${cut}.`, remedy);
  }
}

function isRun(content: unknown): boolean {
  const { schemaVersion, runId } = (content ?? {}) as { schemaVersion?: unknown; runId?: unknown };
  return typeof runId === "string" && schemaVersion === runRecordVersion;
}

function demoRecordOf(content: unknown, file: string): DemoRecord {
  const { kind, schemaVersion } = (content ?? {}) as { kind?: unknown; schemaVersion?: unknown };
  if (kind !== "acm-demo") {
    const is = typeof kind === "string" ? `; it says that it is "${kind}"` : "";
    throw new UserError(`${file} is no record of a demonstration${is}.`, remedy);
  }
  if (schemaVersion !== demoRecordVersion) {
    const version = schemaVersion === undefined ? "without a version" : `of version ${JSON.stringify(schemaVersion)}`;
    throw new UserError(
      `${file} is a record ${version}; this program reads version ${demoRecordVersion}.`,
      "Use the commit that wrote it, or record it again: npm run demo.",
    );
  }
  return checked(demoRecord, content, file);
}

function checked<T extends z.ZodType>(schema: T, content: unknown, file: string): z.infer<T> {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new UserError(
    `${file} is damaged: ${first?.path.map(String).join(".") ?? ""}: ${first?.message ?? ""}.`,
    remedy,
  );
}
