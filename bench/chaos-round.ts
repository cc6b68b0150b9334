import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import kafkajs from "kafkajs";
import { endProcess, freePort, track, type LoopbackKafka } from "./kafka";
import { countEvents, countJoins } from "./round-count";
import { createTopics, produce } from "./round-load";

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
    await createTopics(admin, [this.input, this.output]);
    await this.startReplica();
    await Promise.all([
      produce(client, this.input, { events, seconds, bytes: round % 2 === 0 ? 2_000 : 500 }),
      this.disturb(seconds),
    ]);
    await this.calm();
    await this.waitUntilRead(admin);
    await this.endReplicas("SIGTERM");
    const { classPath } = this.options;
    const { input, output, folder } = this;
    const { lost, twice } = await countEvents({
      ...{ input, output, events, folder, classPath },
      bootstrapServers: kafka.bootstrapServers,
    });
    await admin.deleteTopics({ topics: [this.input, this.output] }).catch(() => undefined);
    await admin.disconnect();
    const rebalances = await countJoins(folder, this.started);
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
