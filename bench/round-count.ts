import { createReadStream } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { startJava } from "./kafka";
import { BenchError } from "./tools";

/** The topics of a round, and where its logs are. */
export interface RoundTopics {
  readonly input: string;
  readonly output: string;
  /** Events that were sent. */
  readonly events: number;
  readonly bootstrapServers: readonly string[];
  readonly classPath: string;
  readonly folder: string;
}

/**
 * Holds the output against the input, event by event.
 * @throws BenchError when the input itself is not complete
 */
export async function countEvents(round: RoundTopics): Promise<{ lost: number; twice: number }> {
  const written = await readTopic(round, round.input, /^\{"id":"(event-\d+)"/);
  const seen = await readTopic(round, round.output, /^\{"id":"(event-\d+)".*"processedAt":"[^"]+"\}\}$/);
  let lost = 0;
  let twice = 0;
  for (let sequence = 0; sequence < round.events; sequence++) {
    const id = `event-${sequence}`;
    const missing = (written.get(id) ?? 0) - (seen.get(id) ?? 0);
    if (!written.has(id)) throw new BenchError(`The input lacks ${id}: the load did not arrive.`);
    if (missing > 0) lost++;
    if (missing < 0) twice++;
  }
  return { lost, twice };
}

/** How often each event is in a topic, by Kafka's own consumer, so that no code of ours judges itself. */
async function readTopic(
  { bootstrapServers, classPath, folder }: RoundTopics,
  topic: string,
  pattern: RegExp,
): Promise<Map<string, number>> {
  const args = [
    ...["--bootstrap-server", bootstrapServers.join(",")],
    ...["--topic", topic, "--from-beginning", "--isolation-level", "read_committed", "--timeout-ms", "15000"],
  ];
  const main = "kafka.tools.ConsoleConsumer";
  const reader = startJava({ classPath, directory: folder, name: topic, main, args, heap: "256m" });
  await new Promise((resolve) => reader.once("exit", resolve));
  const seen = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(path.join(folder, `${topic}.log`)) })) {
    const id = pattern.exec(line)?.[1];
    if (id !== undefined) seen.set(id, (seen.get(id) ?? 0) + 1);
  }
  return seen;
}

/** How often replicas joined the group, by their logs. @param started replicas that were started */
export async function countJoins(folder: string, started: number): Promise<number> {
  let joins = 0;
  for (let index = 1; index <= started; index++) {
    const input = createReadStream(path.join(folder, `replica-${index}.log`));
    for await (const line of createInterface({ input })) if (line.includes("joined the consumer group")) joins++;
  }
  return joins;
}
