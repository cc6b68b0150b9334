import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface KafkaOptions {
  /** Class path with the jars of Kafka and ZooKeeper. */
  classPath: string;
  /** An empty directory for data and logs. */
  directory: string;
  /** @default 1 */
  brokers?: number;
  /** Further lines of server.properties. */
  properties?: Record<string, string | number>;
  /** @default "512m" */
  heap?: string;
}

const zooKeeperSessionMs = 6_000;

interface Broker {
  id: number;
  port: number;
  process: ChildProcess | undefined;
  /** When it was killed without a farewell; ZooKeeper keeps its name for a session. */
  killedAt: number;
}

/** A ZooKeeper and Kafka brokers on loopback, for benchmarks and for tests that kill them. */
export class LoopbackKafka {
  private zooKeeper: ChildProcess | undefined;
  private zooKeeperPort = 0;
  private readonly brokers: Broker[] = [];

  private constructor(private readonly options: KafkaOptions) {}

  static async start(options: KafkaOptions): Promise<LoopbackKafka> {
    const kafka = new LoopbackKafka(options);
    try {
      await kafka.startAll();
    } catch (error) {
      await kafka.stop();
      throw error;
    }
    return kafka;
  }

  get bootstrapServers(): string[] {
    return this.brokers.map((broker) => `127.0.0.1:${broker.port}`);
  }

  /** CPU seconds of all brokers so far. */
  cpuSeconds(): number {
    return this.brokers.reduce((sum, { process: child }) => sum + (child === undefined ? 0 : cpuSecondsOf(child)), 0);
  }

  /** Ends a broker, by default as a node failure would. */
  async killBroker(id: number, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const broker = this.broker(id);
    await endProcess(broker.process, signal);
    broker.process = undefined;
    if (signal === "SIGKILL") broker.killedAt = Date.now();
  }

  /** Starts a broker; after a kill once ZooKeeper has forgotten it, since it refuses the same name before. */
  async startBroker(id: number): Promise<void> {
    const broker = this.broker(id);
    await sleep(Math.max(0, broker.killedAt + zooKeeperSessionMs + 2_000 - Date.now()));
    broker.process = this.java(`kafka-${id}`, "kafka.Kafka", [this.brokerFile(broker)], this.options.heap ?? "512m");
    await waitForPort(broker.port, broker.process);
  }

  async stop(): Promise<void> {
    await Promise.all(this.brokers.map(({ process: child }) => endProcess(child, "SIGKILL")));
    await endProcess(this.zooKeeper, "SIGKILL");
  }

  private async startAll(): Promise<void> {
    this.zooKeeperPort = await freePort();
    const data = path.join(this.options.directory, "zookeeper");
    mkdirSync(data, { recursive: true });
    const file = path.join(this.options.directory, "zookeeper.properties");
    writeFileSync(
      file,
      `dataDir=${data}\nclientPort=${this.zooKeeperPort}\nclientPortAddress=127.0.0.1\nmaxClientCnxns=0\nadmin.enableServer=false\ntickTime=1000\n`,
    );
    this.zooKeeper = this.java("zookeeper", "org.apache.zookeeper.server.quorum.QuorumPeerMain", [file], "128m");
    await waitForPort(this.zooKeeperPort, this.zooKeeper);
    for (let id = 0; id < (this.options.brokers ?? 1); id++)
      this.brokers.push({ id, port: await freePort(), process: undefined, killedAt: 0 });
    await Promise.all(this.brokers.map(({ id }) => this.startBroker(id)));
  }

  private broker(id: number): Broker {
    const broker = this.brokers[id];
    if (broker === undefined) throw new Error(`there is no broker ${id}`);
    return broker;
  }

  private brokerFile(broker: Broker): string {
    const replication = Math.min(3, this.options.brokers ?? 1);
    const properties: Record<string, string | number> = {
      "broker.id": broker.id,
      listeners: `PLAINTEXT://127.0.0.1:${broker.port}`,
      "zookeeper.connect": `127.0.0.1:${this.zooKeeperPort}`,
      "zookeeper.session.timeout.ms": zooKeeperSessionMs,
      "log.dirs": path.join(this.options.directory, `kafka-${broker.id}`),
      "auto.create.topics.enable": "false",
      "unclean.leader.election.enable": "false",
      "default.replication.factor": replication,
      "offsets.topic.replication.factor": replication,
      "transaction.state.log.replication.factor": replication,
      "min.insync.replicas": Math.max(1, replication - 1),
      "transaction.state.log.min.isr": Math.max(1, replication - 1),
      "offsets.topic.num.partitions": 10,
      "transaction.state.log.num.partitions": 10,
      "group.initial.rebalance.delay.ms": 500,
      "controlled.shutdown.retry.backoff.ms": 500,
      ...this.options.properties,
    };
    const file = path.join(this.options.directory, `kafka-${broker.id}.properties`);
    writeFileSync(
      file,
      Object.entries(properties)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(""),
    );
    return file;
  }

  private java(name: string, main: string, args: string[], heap: string): ChildProcess {
    return startJava({ ...this.options, name, main, args, heap });
  }
}

const children = new Set<ChildProcess>();
let tracking = false;

/** Has a process end with this one, however this one ends (but for SIGKILL). */
export function track(child: ChildProcess): ChildProcess {
  if (!tracking)
    process.once("exit", () => {
      for (const running of children) running.kill("SIGKILL");
    });
  tracking = true;
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

export interface JavaOptions {
  classPath: string;
  directory: string;
  name: string;
  main: string;
  args: string[];
  heap: string;
  /** Further options of the virtual machine. */
  options?: string[];
}

/** Starts a Java program; its output goes to `<directory>/<name>.log`. */
export function startJava({ classPath, directory, name, main, args, heap, options = [] }: JavaOptions): ChildProcess {
  const log = openSync(path.join(directory, `${name}.log`), "a");
  const configuration = path.join(directory, "log4j.properties");
  writeFileSync(
    configuration,
    "log4j.rootLogger=WARN,out\nlog4j.appender.out=org.apache.log4j.ConsoleAppender\nlog4j.appender.out.layout=org.apache.log4j.PatternLayout\nlog4j.appender.out.layout.ConversionPattern=%d %p %c %m%n\n",
  );
  const child = track(
    spawn(
      "java",
      [`-Xmx${heap}`, ...options, `-Dlog4j.configuration=file:${configuration}`, "-cp", classPath, main, ...args],
      { stdio: ["ignore", log, log] },
    ),
  );
  closeSync(log);
  return child;
}

/** Ends a process and waits until it is gone. */
export async function endProcess(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await gone;
}

/** User and system time of a process and its threads, seconds; Linux counts in hundredths. */
export function cpuSecondsOf(child: ChildProcess): number {
  try {
    const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** The most memory that a process has held, in MB (10^6 bytes). */
export function peakMemoryOf(child: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    return (Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function waitForPort(port: number, child: ChildProcess, timeoutMs = 60_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(200)) {
    if (child.exitCode !== null) throw new Error("A Java program ended at its start; see its log.");
    const open = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, "127.0.0.1");
      socket.once("connect", () => (socket.destroy(), resolve(true)));
      socket.once("error", () => resolve(false));
    });
    if (open) return;
  }
  throw new Error(`Nothing listens on port ${port} after ${timeoutMs / 1000} s; see the logs.`);
}
