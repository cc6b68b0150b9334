import { readFileSync } from "node:fs";
import { Kafka, logLevel, type LogEntry } from "kafkajs";
import type { z } from "zod";
import { UsageError } from "../cli/options";
import { kafkaClientOptions, kafkaConnection, type KafkaConnection } from "../kafka-client/connection";

/** A job that could not do its work; the message is for people. Exit code 1. */
export class JobError extends Error {
  override readonly name = "JobError";
}

/** A wish that is refused before anything was changed. Exit code 3. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

export const exitCodes = { success: 0, failure: 1, usage: 2, refused: 3 } as const;

/** Writes one JSON line to the standard output. The last line of type "result" is what a reader takes. */
export function report(type: "progress" | "result" | "error" | "log", content: object): void {
  process.stdout.write(`${JSON.stringify({ type, ...content })}\n`);
}

/** Reads and checks a JSON file. @throws UsageError with the path and what is wrong */
export function readJsonFile<T extends z.ZodType>(file: string, schema: T): z.infer<T> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof SyntaxError ? "is not JSON" : "cannot be read";
    throw new UsageError(`${file} ${reason} (${(error as Error).message}). Give the path of a readable JSON file.`);
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
  throw new UsageError(`${file} has an unexpected content. ${problems.join("; ")}.`);
}

/** The connection file of the ConfigMap `kafka-connection`. */
export function readConnection(file: string): KafkaConnection {
  return readJsonFile(file, kafkaConnection);
}

/**
 * A Kafka client for a job. Warnings become JSON lines: kafkajs logs every retry as an error, and a retry is no
 * failure of the job.
 * @param retries attempts of one request, about a second apart
 */
export function kafkaClient(connection: KafkaConnection, clientId: string, retries = 30): Kafka {
  process.env.KAFKAJS_NO_PARTITIONER_WARNING = "1";
  return new Kafka({
    ...kafkaClientOptions(connection, clientId),
    connectionTimeout: 5_000,
    requestTimeout: 15_000,
    // Seconds, not minutes, between two attempts: a broker's restart takes about ten seconds.
    retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries },
    logLevel: logLevel.WARN,
    logCreator: () => logRetry,
  });
}

function logRetry({ namespace, log }: LogEntry): void {
  report("log", {
    source: namespace,
    message: log.message,
    ...(log.error === undefined ? {} : { error: String(log.error) }),
  });
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Asks until the answer is complete.
 * @param ask what is still missing, as a continuation of "waiting for "; undefined when nothing is
 * @throws JobError when the time is over, with what was still missing
 */
export async function waitUntil(
  ask: () => Promise<string | undefined>,
  timeoutSeconds: number,
  intervalMilliseconds = 500,
): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  let reported: string | undefined;
  for (;;) {
    let missing: string | undefined;
    try {
      missing = await ask();
    } catch (error) {
      missing = `Kafka to answer (${messageOf(error)})`;
    }
    if (missing === undefined) return;
    if (Date.now() > deadline) {
      throw new JobError(
        `Gave up after ${timeoutSeconds} s waiting for ${missing}. Look at the Kafka pods and their logs.`,
      );
    }
    if (missing !== reported) report("progress", { waitingFor: missing });
    reported = missing;
    await sleep(intervalMilliseconds);
  }
}

/** What an error says, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
