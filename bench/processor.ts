/** Measures the processor against Kafka Streams programs that do the same work, and against what the broker can do. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import kafkajs from "kafkajs";
import { installRecordCodec } from "../processor/record-codec";
import { contenders, type Contender } from "./contenders";
import { endProcess, LoopbackKafka, startJava } from "./kafka";
import { contents, createTopic, load, measure, type Measurement } from "./measure";
import {
  BenchError,
  bundleProcessor,
  kafkaArtifacts,
  mavenClassPath,
  median,
  requireCommand,
  streamsArtifacts,
} from "./tools";

const usage = `usage: npm run bench:processor -- [--events 120000,500000] [--bytes 5000,500] [--rounds 3]
  --events LIST   events, for each size
  --bytes LIST    sizes of an event
  --rounds N      rounds; in each, every contender runs once, and the medians are compared
  --threads N     threads of the processor and of Kafka Streams (2)
  --heap SIZE     largest heap of Kafka Streams (512m)
  --only TEXT     only contenders whose name contains the text
  --output FILE   also write the result there, as Markdown
Runs on loopback: ZooKeeper, a Kafka 2.8.1 broker, the processor, Kafka Streams 3.9 and Kafka's performance tools.
Needs Java, javac and Maven; jars are kept in the cache directory. Nothing is left running.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      events: { type: "string", default: "120000,500000" },
      bytes: { type: "string", default: "5000,500" },
      rounds: { type: "string", default: "3" },
      threads: { type: "string", default: "2" },
      heap: { type: "string", default: "512m" },
      only: { type: "string", default: "" },
      output: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(usage);
  const events = values.events.split(",").map(Number);
  const sizes = values.bytes.split(",").map(Number);
  const [rounds, threads] = [Number(values.rounds), Number(values.threads)];
  if (![...events, ...sizes, rounds, threads].every((value) => Number.isSafeInteger(value) && value > 0))
    throw new BenchError("--events, --bytes, --rounds and --threads have to be whole numbers above 0.");
  if (events.length !== sizes.length) throw new BenchError("--events and --bytes need the same number of values.");
  requireCommand("java", "openjdk-17-jre-headless");
  requireCommand("javac", "openjdk-17-jdk-headless");
  const directory = mkdtempSync(path.join(os.tmpdir(), "acm-bench-"));
  const classPath = mavenClassPath("kafka-2.8.1", kafkaArtifacts);
  const streams = compileStreams(directory);
  const all = contenders({
    processor: await bundleProcessor(path.join(directory, "bundle")),
    streamsClassPath: streams,
    threads,
    heap: values.heap,
  }).filter(({ name }) => name.includes(values.only));
  installRecordCodec();
  const kafka = await LoopbackKafka.start({
    classPath,
    directory,
    heap: "1g",
    properties: { "file.delete.delay.ms": 500, "log.segment.bytes": 268_435_456 },
  });
  const stop = () => process.exit(130);
  process.once("SIGINT", stop);
  const lines: string[] = [];
  const say = (line: string) => {
    lines.push(line);
    console.log(line);
  };
  let failed = false;
  try {
    const client = new kafkajs.Kafka({
      brokers: kafka.bootstrapServers,
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 20 },
    });
    const admin = client.admin();
    await admin.connect();
    say(`${new Date().toISOString().slice(0, 10)}, ${machine()}\n`);
    for (const [index, bytes] of sizes.entries()) {
      const count = events[index] as number;
      const input = `raw-${bytes}`;
      console.log(`writing ${count} events of ${bytes} bytes …`);
      await load(client, admin, input, count, bytes);
      const results = new Map<string, Measurement[]>(all.map(({ name }) => [name, []]));
      const tools = new Map<string, number[]>();
      let reference: unknown[] | undefined;
      for (let round = 1; round <= rounds; round++) {
        // Another begins in each round: the broker is faster once it has run for a while.
        for (let turn = 0; turn < all.length; turn++) {
          const place = (turn + round) % all.length;
          const contender = all[place] as Contender;
          const output = `ready-${bytes}-${round}-${place}`;
          await createTopic(admin, output);
          const folder = path.join(directory, output);
          mkdirSync(folder);
          const job = { bootstrapServers: kafka.bootstrapServers, directory: folder, input, output, group: output };
          const result = await measure(contender, kafka, admin, job);
          results.get(contender.name)?.push(result);
          console.log(`round ${round}: ${row(contender.name, result)}`);
          const found = await contents(client, output);
          reference ??= found.sample;
          if (found.events !== count || !isDeepStrictEqual(found.sample, reference)) {
            failed = true;
            say(`${contender.name}: ${found.events} of ${count} events, or other content than the first contender's`);
          }
          await admin.deleteTopics({ topics: [output] });
        }
        if (values.only !== "") continue;
        for (const [name, rate] of await performanceTools(classPath, directory, kafka, admin, input, count, bytes))
          tools.set(name, [...(tools.get(name) ?? []), rate]);
      }
      report(say, results, tools, count, bytes, rounds);
      await admin.deleteTopics({ topics: [input] });
    }
    await admin.disconnect();
  } finally {
    process.removeListener("SIGINT", stop);
    await kafka.stop();
    if (!failed) rmSync(directory, { recursive: true, force: true });
  }
  if (values.output !== undefined) writeFileSync(values.output, `${lines.join("\n")}\n`);
  if (failed) {
    console.error(`The outputs differ; logs are in ${directory}.`);
    process.exitCode = 1;
  }
}

function compileStreams(directory: string): string {
  const jars = mavenClassPath("kafka-streams-3.9.1", streamsArtifacts);
  const classes = path.join(directory, "classes");
  const source = path.join(__dirname, "streams", "EnrichEvents.java");
  const result = spawnSync("javac", ["-d", classes, "-cp", jars, source], { encoding: "utf8" });
  if (result.status !== 0) throw new BenchError(`javac failed:\n${result.stderr}`);
  return `${classes}:${jars}`;
}

/** What the broker and the machine allow: Kafka's own tools, events per second. */
async function performanceTools(
  classPath: string,
  directory: string,
  kafka: LoopbackKafka,
  admin: kafkajs.Admin,
  input: string,
  events: number,
  bytes: number,
): Promise<[string, number][]> {
  const servers = kafka.bootstrapServers.join(",");
  const topic = `perf-${bytes}-${Date.now()}`;
  await createTopic(admin, topic);
  const run = async (name: string, main: string, args: string[]) => {
    const log = path.join(directory, `${name}.log`);
    rmSync(log, { force: true });
    const child = startJava({ classPath, directory, name, main, args, heap: "512m" });
    await new Promise((resolve) => child.once("exit", resolve));
    await endProcess(child, "SIGKILL");
    return readFileSync(log, "utf8");
  };
  const producer = await run("producer-perf", "org.apache.kafka.tools.ProducerPerformance", [
    ...["--topic", topic, "--num-records", String(events), "--record-size", String(bytes), "--throughput", "-1"],
    ...["--producer-props", `bootstrap.servers=${servers}`, "acks=all", "batch.size=262144", "linger.ms=50"],
  ]);
  const consumer = await run("consumer-perf", "kafka.tools.ConsumerPerformance", [
    ...["--bootstrap-server", servers, "--topic", input, "--messages", String(events)],
  ]);
  await admin.deleteTopics({ topics: [topic] });
  const written = Number(/([\d.]+) records\/sec[^\n]*\n?$/.exec(producer.trim())?.[1] ?? NaN);
  const fields = consumer.trim().split("\n").at(-1)?.split(",") ?? [];
  return [
    ["Kafka's producer tool, writing", written],
    ["Kafka's consumer tool, reading", Number(fields[9] ?? NaN)],
  ];
}

function report(
  say: (line: string) => void,
  results: ReadonlyMap<string, Measurement[]>,
  tools: ReadonlyMap<string, number[]>,
  events: number,
  bytes: number,
  rounds: number,
): void {
  const medians = new Map(
    [...results].map(([name, runs]) => {
      const of = (key: keyof Measurement) => median(runs.map((run) => run[key]));
      return [
        name,
        {
          eventsPerSecond: of("eventsPerSecond"),
          cpuSeconds: of("cpuSeconds"),
          eventsPerCpuSecond: of("eventsPerCpuSecond"),
          eventsPerCpuSecondRunning: of("eventsPerCpuSecondRunning"),
          peakMemory: of("peakMemory"),
          brokerCpuSeconds: of("brokerCpuSeconds"),
        },
      ] as const;
    }),
  );
  const [own] = medians.values();
  say(`\n${events} events of ${bytes} bytes, medians of ${rounds} rounds\n`);
  say(
    "| | events/s | CPU seconds | events per CPU second | the same without the start | peak memory, MB | broker's CPU seconds | this processor: events/s | per CPU second | memory |",
  );
  say("|---|---|---|---|---|---|---|---|---|---|");
  for (const [name, one] of medians) {
    const ratio = (key: keyof Measurement) => `${((own?.[key] ?? NaN) / one[key]).toFixed(2)} ×`;
    say(
      `| ${name} | ${whole(one.eventsPerSecond)} | ${one.cpuSeconds.toFixed(1)} | ${whole(one.eventsPerCpuSecond)} | ${whole(one.eventsPerCpuSecondRunning)} | ${whole(one.peakMemory)} | ${one.brokerCpuSeconds.toFixed(1)} | ${ratio("eventsPerSecond")} | ${ratio("eventsPerCpuSecond")} | ${ratio("peakMemory")} |`,
    );
  }
  for (const [name, rates] of tools) say(`| ${name} | ${whole(median(rates))} | | | | | | | | |`);
  say("");
}

function row(name: string, result: Measurement): string {
  return `${name}: ${whole(result.eventsPerSecond)} events/s, ${result.cpuSeconds.toFixed(1)} CPU s, ${whole(result.eventsPerCpuSecond)} events per CPU s (${whole(result.eventsPerCpuSecondRunning)} running), ${whole(result.peakMemory)} MB, broker ${result.brokerCpuSeconds.toFixed(1)} CPU s`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function machine(): string {
  const [cpu] = os.cpus();
  return `${os.cpus().length} × ${cpu?.model ?? "unknown CPU"}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
}

main().catch((error: unknown) => {
  console.error(error instanceof BenchError ? error.message : error);
  process.exitCode = 1;
});
