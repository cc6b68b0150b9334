import { spawn, type ChildProcess } from "node:child_process";
import { createReadStream, mkdirSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import kafkajs from "kafkajs";
import { generateEvent } from "../processor/event-generator";
import { endProcess, freePort, startJava, track, type LoopbackKafka } from "./kafka";
import { BenchError } from "./tools";

const partitions = 5;
/** The least that brokers admit by default. */
const sessionTimeoutMs = 6_000;

/** What came of a round. */
export interface Round {
  round: number;
  events: number;
  actions: Record<string, number>;
  rebalances: number;
  lost: number;
  twice: number;
  seconds: number;
}

export interface RoundOptions {
  round: number;
  events: number;
  seconds: number;
  guarantee: string;
  kafka: LoopbackKafka;
  directory: string;
  classPath: string;
  main: string;
  random: () => number;
}

/** One round: topics and a group of its own, events that flow, replicas and brokers that are disturbed, a count. */
export class ChaosRound {
  private readonly input: string;
  private readonly output: string;
  private readonly group: string;
  private readonly folder: string;
  private readonly replicas: { process: ChildProcess; paused: boolean }[] = [];
  private readonly actions: Record<string, number> = {};
  private brokerDown: number | undefined;
  private started = 0;

  constructor(private readonly options: RoundOptions) {
    this.input = `raw-events-${options.round}`;
    this.output = `ready-events-${options.round}`;
    this.group = `group-${options.round}`;
    this.folder = path.join(options.directory, `round-${options.round}`);
    mkdirSync(this.folder);
  }

  /** Runs the round; whatever happens, no replica is left behind. */
  async run(): Promise<Round> {
    try {
      return await this.play();
    } finally {
      await this.endReplicas("SIGKILL");
    }
  }

  private async endReplicas(signal: NodeJS.Signals): Promise<void> {
    await Promise.all(this.replicas.map(({ process: child }) => endProcess(child, signal)));
  }

  private async play(): Promise<Round> {
    const began = Date.now();
    const { kafka, events, seconds, round } = this.options;
    const client = new kafkajs.Kafka({
      brokers: kafka.bootstrapServers,
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 30, maxRetryTime: 2_000 },
    });
    const admin = client.admin();
    await admin.connect();
    await this.createTopics(admin);
    await this.startReplica();
    await Promise.all([this.produce(client, events, seconds), this.disturb(seconds)]);
    await this.calm();
    await this.waitUntilRead(admin);
    await this.endReplicas("SIGTERM");
    const { lost, twice } = await this.count();
    await admin.deleteTopics({ topics: [this.input, this.output] }).catch(() => undefined);
    await admin.disconnect();
    const rebalances = await this.joins();
    return {
      round,
      events,
      actions: this.actions,
      rebalances,
      lost,
      twice,
      seconds: Math.round((Date.now() - began) / 1000),
    };
  }

  /** Tried again until every broker has registered, which each topic's three replicas need. */
  private async createTopics(admin: kafkajs.Admin): Promise<void> {
    const topics = [this.input, this.output].map((topic) => ({
      topic,
      numPartitions: partitions,
      replicationFactor: 3,
    }));
    for (let attempt = 1; ; attempt++) {
      try {
        await admin.createTopics({ waitForLeaders: true, topics });
        return;
      } catch (error) {
        if (attempt === 30) throw error;
        await sleep(1_000);
      }
    }
  }

  /**
   * Writes the events over about the first three quarters of the time. A write whose answer a dying broker keeps back is
   * repeated, so the input may hold an event twice: the output is held against the input as it is.
   */
  private async produce(client: kafkajs.Kafka, events: number, seconds: number): Promise<void> {
    const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    const batch = 500;
    const bytes = this.options.round % 2 === 0 ? 2_000 : 500;
    const began = Date.now();
    for (let sent = 0; sent < events; sent += batch) {
      const due = began + (0.75 * seconds * 1000 * sent) / events;
      await sleep(Math.max(0, due - Date.now()));
      const messages = Array.from({ length: Math.min(batch, events - sent) }, (_, index) => {
        const { key, value } = generateEvent(undefined, sent + index, { bytes });
        return { key, value, partition: Number(key.slice(-4)) % partitions };
      });
      // One partition per request: kafkajs loses messages when a leader moves while it writes to several brokers, since
      // its retry passes over the brokers that have answered already.
      for (let partition = 0; partition < partitions; partition++) {
        const own = messages.filter((message) => message.partition === partition);
        if (own.length > 0) await producer.send({ topic: this.input, messages: own });
      }
    }
    await producer.disconnect();
  }

  private async disturb(seconds: number): Promise<void> {
    const { random, kafka } = this.options;
    const until = Date.now() + seconds * 1000;
    while (Date.now() < until) {
      await sleep(500 + random() * 3_500);
      const running = this.replicas.filter((replica) => alive(replica.process) && !replica.paused);
      const dice = random();
      if (running.length === 0 || (dice < 0.35 && running.length < 3)) await this.startReplica();
      else if (dice < 0.6) await this.end(pick(running, random), "SIGKILL");
      else if (dice < 0.72) await this.end(pick(running, random), "SIGTERM");
      else if (dice < 0.84) this.pause(pick(running, random));
      else if (this.brokerDown === undefined) {
        this.brokerDown = Math.floor(random() * 3);
        const signal = random() < 0.5 ? "SIGKILL" : "SIGTERM";
        this.did(`broker ${signal}`);
        await kafka.killBroker(this.brokerDown, signal);
      } else await this.bringBrokerBack();
    }
  }

  /** Everything runs again, so that the rest can be read. */
  private async calm(): Promise<void> {
    await this.bringBrokerBack();
    for (const replica of this.replicas) {
      if (!replica.paused) continue;
      replica.process.kill("SIGCONT");
      replica.paused = false;
    }
    if (!this.replicas.some((replica) => alive(replica.process))) await this.startReplica();
  }

  private async bringBrokerBack(): Promise<void> {
    if (this.brokerDown === undefined) return;
    await this.options.kafka.startBroker(this.brokerDown);
    this.brokerDown = undefined;
    this.did("broker start");
  }

  private async end(replica: ChaosRound["replicas"][number], signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    this.did(signal);
    if (signal === "SIGKILL") return endProcess(replica.process, signal);
    replica.process.kill(signal);
    await sleep(0);
  }

  /** A replica that hangs for longer than its session, and wakes up with a batch in hand that is not its own any more. */
  private pause(replica: ChaosRound["replicas"][number]): void {
    this.did("SIGSTOP");
    replica.process.kill("SIGSTOP");
    replica.paused = true;
    setTimeout(
      () => {
        replica.process.kill("SIGCONT");
        replica.paused = false;
      },
      sessionTimeoutMs + 2_000 + this.options.random() * 6_000,
    ).unref();
  }

  private async startReplica(): Promise<void> {
    this.did("start");
    const index = ++this.started;
    const settings = path.join(this.folder, `settings-${index}.json`);
    // Odd rounds serve slowly, in many small transactions; even ones as fast as they can.
    const slow = this.options.round % 2 === 1;
    writeFileSync(
      settings,
      JSON.stringify({
        kafka: {
          bootstrapServers: this.options.kafka.bootstrapServers,
          security: { kind: "plaintext" },
          clientVersion: "2.8.1",
        },
        consumerGroup: this.group,
        topics: { input: this.input, output: this.output },
        deliveryGuarantee: this.options.guarantee,
        sessionTimeoutMs,
        port: await freePort(),
        workers: this.options.round % 3 === 0 ? 2 : 1,
        ...(slow ? { serviceTimeMs: 10, concurrency: 20, limits: { chunkMs: 100 } } : {}),
      }),
    );
    const log = openSync(path.join(this.folder, `replica-${index}.log`), "w");
    const rules = path.join(path.dirname(__dirname), "processor", "default-rules.json");
    const child = track(
      spawn(process.execPath, [this.options.main, "--settings", settings, "--rules", rules], {
        stdio: ["ignore", log, log],
      }),
    );
    this.replicas.push({ process: child, paused: false });
  }

  private async waitUntilRead(admin: kafkajs.Admin): Promise<void> {
    for (const deadline = Date.now() + 180_000; Date.now() < deadline; await sleep(1_000)) {
      if (!this.replicas.some((replica) => alive(replica.process))) await this.startReplica();
      try {
        const ends = await admin.fetchTopicOffsets(this.input);
        const [commits] = await admin.fetchOffsets({ groupId: this.group, topics: [this.input] });
        const lag = ends.reduce((sum, { partition, high }) => {
          const committed = commits?.partitions.find((entry) => entry.partition === partition)?.offset ?? "-1";
          return sum + Number(high) - Math.max(0, Number(committed));
        }, 0);
        if (lag === 0) return;
      } catch {
        // A broker that has just come back; asked again.
      }
    }
    console.log(`round ${this.options.round}: events were left unread after 180 s; they count as lost`);
  }

  /** Holds the output against the input, event by event. */
  private async count(): Promise<{ lost: number; twice: number }> {
    const written = await this.read(this.input, /^\{"id":"(event-\d+)"/);
    const seen = await this.read(this.output, /^\{"id":"(event-\d+)".*"processedAt":"[^"]+"\}\}$/);
    let lost = 0;
    let twice = 0;
    for (let sequence = 0; sequence < this.options.events; sequence++) {
      const id = `event-${sequence}`;
      const missing = (written.get(id) ?? 0) - (seen.get(id) ?? 0);
      if (!written.has(id)) throw new BenchError(`The input lacks ${id}: the load did not arrive.`);
      if (missing > 0) lost++;
      if (missing < 0) twice++;
    }
    return { lost, twice };
  }

  /** How often each event is in a topic, by Kafka's own consumer, so that no code of ours judges itself. */
  private async read(topic: string, pattern: RegExp): Promise<Map<string, number>> {
    const args = [
      ...["--bootstrap-server", this.options.kafka.bootstrapServers.join(",")],
      ...["--topic", topic, "--from-beginning", "--isolation-level", "read_committed", "--timeout-ms", "15000"],
    ];
    const { classPath, directory } = { ...this.options, directory: this.folder };
    const reader = startJava({
      classPath,
      directory,
      name: topic,
      main: "kafka.tools.ConsoleConsumer",
      args,
      heap: "256m",
    });
    await new Promise((resolve) => reader.once("exit", resolve));
    const seen = new Map<string, number>();
    for await (const line of createInterface({ input: createReadStream(path.join(directory, `${topic}.log`)) })) {
      const id = pattern.exec(line)?.[1];
      if (id !== undefined) seen.set(id, (seen.get(id) ?? 0) + 1);
    }
    return seen;
  }

  private async joins(): Promise<number> {
    let joins = 0;
    for (let index = 1; index <= this.started; index++) {
      const input = createReadStream(path.join(this.folder, `replica-${index}.log`));
      for await (const line of createInterface({ input })) if (line.includes("joined the consumer group")) joins++;
    }
    return joins;
  }

  private did(action: string): void {
    this.actions[action] = (this.actions[action] ?? 0) + 1;
  }
}

function alive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function pick<T>(values: readonly T[], random: () => number): T {
  return values[Math.floor(random() * values.length)] as T;
}
