/**
 * Counts what exactly-once is worth: replicas of the processor are killed, paused, stopped and started, brokers are
 * killed and started, all at random while events flow; afterwards every event has to be in the output once.
 */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { ChaosRound, type Round } from "./chaos-round";
import { LoopbackKafka } from "./kafka";
import { BenchError, bundleProcessor, kafkaArtifacts, mavenClassPath, requireCommand } from "./tools";

const usage = `usage: npm run bench:exactly-once -- [--rounds 10] [--events 40000] [--seconds 40] [--seed N] [--keep]
Starts three brokers on loopback (replication factor 3, min in-sync replicas 2) and up to three replicas of the
processor. In every round the replicas and brokers are disturbed at random for the seconds given, then the output is
read as read_committed by Kafka's own console consumer. Ends with 1 when an event was lost or written twice.
  --guarantee exactly-once|at-least-once   what the processors promise
  --keep                                   leave logs and data where they are
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "10" },
      events: { type: "string", default: "40000" },
      seconds: { type: "string", default: "40" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      guarantee: { type: "string", default: "exactly-once" },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(usage);
  const [rounds, events, seconds, seed] = [values.rounds, values.events, values.seconds, values.seed].map(Number);
  if (![rounds, events, seconds, seed].every((value) => Number.isSafeInteger(value) && (value as number) > 0))
    throw new BenchError("--rounds, --events, --seconds and --seed have to be whole numbers above 0.");
  requireCommand("java", "openjdk-17-jre-headless");
  const classPath = mavenClassPath("kafka-2.8.1", kafkaArtifacts);
  const directory = mkdtempSync(path.join(os.tmpdir(), "acm-exactly-once-"));
  const random = randomNumbers(seed as number);
  console.log(`seed ${seed}, logs in ${directory}`);
  const main = await bundleProcessor(path.join(directory, "bundle"));
  const kafka = await LoopbackKafka.start({
    classPath,
    directory,
    brokers: 3,
    heap: "384m",
    properties: { "num.io.threads": 4, "replica.lag.time.max.ms": 6000 },
  });
  const stop = () => process.exit(130);
  process.once("SIGINT", stop);
  const results: Round[] = [];
  try {
    for (let round = 1; round <= (rounds as number); round++) {
      const test = new ChaosRound({
        round,
        events: events as number,
        seconds: seconds as number,
        guarantee: values.guarantee,
        kafka,
        directory,
        classPath,
        main,
        random,
      });
      const result = await test.run();
      results.push(result);
      console.log(
        `round ${round}: ${result.events} events, lost ${result.lost}, twice ${result.twice}, ${result.rebalances} joins, ${result.seconds} s; ` +
          Object.entries(result.actions)
            .map(([action, count]) => `${action} ${count}`)
            .join(", "),
      );
    }
  } finally {
    process.removeListener("SIGINT", stop);
    await kafka.stop();
    const clean = results.every(({ lost, twice }) => lost === 0 && twice === 0);
    if (clean && !values.keep) rmSync(directory, { recursive: true, force: true });
    else console.log(`kept: ${directory}`);
  }
  const sum = (pick: (result: Round) => number) => results.reduce((total, result) => total + pick(result), 0);
  console.log(
    `\n${results.length} rounds, ${sum((result) => result.events)} events: ${sum((result) => result.lost)} lost, ${sum((result) => result.twice)} twice`,
  );
  if (sum(({ lost, twice }) => lost + twice) > 0) process.exitCode = 1;
}

/** Random numbers in [0, 1) that the seed decides (mulberry32), so that a failing sequence can be tried again. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

main().catch((error: unknown) => {
  console.error(error instanceof BenchError ? error.message : error);
  process.exitCode = 1;
});
