/**
 * The brokers behind an MSK cluster: a real three-node Kafka in KRaft mode beside the local Kubernetes, in its network
 * but outside of it, with TLS and SCRAM-SHA-512, the authorizer that MSK enables, and the settings of the MSK
 * configuration. Each broker has an address of its own on the node's bridge, which pods reach and nothing outside does.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runInside, runningAnchor, startDaemon, tryInside, type Anchor } from "../../../local/anchor";
import { cachePathInside, inside, localPaths, type Paths } from "../../../local/paths";
import { identify, isRunning, runningProcesses } from "../../../local/processes";
import {
  brokerAddresses,
  fixedProperties,
  hosts,
  internalPort,
  logging,
  makeCertificates,
  mskDefaults,
  numbers,
  saslPort,
} from "./broker-settings";
import { jmxAgent, jmxConfiguration, startNodeExporter, stopNodeExporter } from "./monitoring";

const heap = "320m";

/** Fixed for this cluster: 16 bytes in base64 (KIP-631). */
const clusterId = "YWNtLW1zay1zdGFuZC1pbg";

/** The brokers' files: below the cluster's folder, which is what processes in its namespaces see, and ends with it. */
const folderName = "msk";

export class Brokers {
  private readonly paths: Paths = localPaths();
  private readonly folder = path.join(this.paths.cluster, folderName);

  /** @param libraries folder of the broker's jar files, below the cache of local/ */
  constructor(private readonly libraries: string) {}

  /**
   * Makes the authority that signs the brokers' certificates, where there is none yet. Amazon's is public; this one
   * must be given to clients, before there are brokers.
   * @returns its file
   */
  async authority(): Promise<string> {
    const file = path.join(this.folder, "ca.crt");
    mkdirSync(this.folder, { recursive: true });
    if (!existsSync(file)) await makeCertificates(this.folder);
    return file;
  }

  /** @param version only a reason to restart: the brokers are the one Kafka that is built here */
  async run(version: string, properties: Readonly<Record<string, string>>): Promise<void> {
    const anchor = this.anchor();
    await this.authority();
    await this.addAddresses(anchor);
    await startNodeExporter(this.paths, anchor);
    const changed = numbers.filter((id) => this.writeProperties(id, version, properties));
    if (!existsSync(path.join(this.folder, "data-1"))) await this.format(anchor);
    const stopped = numbers.filter((id) => this.pid(id) === undefined);
    await Promise.all(stopped.map((id) => this.start(anchor, id)));
    await Promise.all(stopped.map((id) => this.waitFor(anchor, id)));
    // MSK restarts the brokers one after the other.
    for (const id of changed.filter((one) => !stopped.includes(one))) {
      await this.end(id);
      await this.start(anchor, id);
      await this.waitFor(anchor, id);
      await this.waitForReplicas(anchor);
    }
  }

  /** Ends the brokers and forgets what they held; the authority stays for the next ones. */
  async stop(): Promise<void> {
    stopNodeExporter();
    await Promise.all(numbers.map((id) => this.end(id, "SIGKILL")));
    for (const id of numbers) rmSync(path.join(this.folder, `data-${id}`), { recursive: true, force: true });
    const anchor = runningAnchor(this.paths);
    if (anchor === undefined) return;
    for (const address of brokerAddresses) {
      await tryInside(anchor, "ip", ["address", "del", `${address}/32`, "dev", "node0"]);
    }
  }

  setUser(name: string, password: string): Promise<void> {
    return this.alterUser(name, "--add-config-file", `SCRAM-SHA-512=iterations=4096,password=${password}\n`);
  }

  removeUser(name: string): Promise<void> {
    return this.alterUser(name, "--delete-config", undefined);
  }

  /** A file of ours as the processes in the cluster's namespaces see it. */
  private seen(file: string): string {
    return path.join(inside.cluster, folderName, file);
  }

  private anchor(): Anchor {
    const anchor = runningAnchor(this.paths);
    if (anchor === undefined) throw new Error("the brokers run in the local cluster's network, and no cluster runs");
    return anchor;
  }

  /** The password is in a file, not among the arguments that every process list shows. */
  private async alterUser(name: string, action: string, content: string | undefined): Promise<void> {
    const file = path.join(this.folder, "user.properties");
    if (content !== undefined) writeFileSync(file, content, { mode: 0o600 });
    try {
      await runInside(this.anchor(), "java", [
        ...this.java("64m"),
        "kafka.admin.ConfigCommand",
        ...["--bootstrap-server", `127.0.0.1:${internalPort(1)}`, "--entity-type", "users", "--entity-name", name],
        ...["--alter", action, content === undefined ? "SCRAM-SHA-512" : this.seen("user.properties")],
      ]);
    } finally {
      rmSync(file, { force: true });
    }
  }

  private java(memory: string): string[] {
    const fast = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", `-Xmx${memory}`];
    const log = `-Dlog4j.configuration=file:${this.seen("log4j.properties")}`;
    // A broker asks for the name of its own address at every login: without an answer at hand, that takes seconds.
    const names = `-Djdk.net.hosts.file=${this.seen("hosts")}`;
    return [...fast, log, names, "-cp", `${cachePathInside(this.paths, this.libraries)}/*`];
  }

  private async addAddresses(anchor: Anchor): Promise<void> {
    for (const address of brokerAddresses) {
      await tryInside(anchor, "ip", ["address", "add", `${address}/32`, "dev", "node0"]);
    }
  }

  /** @returns whether the file differs from the one before */
  private writeProperties(id: number, version: string, ofConfiguration: Readonly<Record<string, string>>): boolean {
    writeFileSync(path.join(this.folder, "log4j.properties"), logging);
    writeFileSync(path.join(this.folder, "hosts"), hosts);
    writeFileSync(path.join(this.folder, "jmx.json"), jmxConfiguration);
    const all = { ...mskDefaults, ...ofConfiguration, ...fixedProperties(id, (file) => this.seen(file)) };
    const lines = Object.entries(all).map(([key, value]) => `${key}=${value}\n`);
    const content = [`# MSK ${version}\n`, ...lines].join("");
    const file = path.join(this.folder, `broker-${id}.properties`);
    const before = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    writeFileSync(file, content, { mode: 0o600 });
    return before !== undefined && before !== content;
  }

  private propertiesFile(id: number): string {
    return this.seen(`broker-${id}.properties`);
  }

  private async format(anchor: Anchor): Promise<void> {
    await Promise.all(
      numbers.map((id) =>
        runInside(anchor, "java", [
          ...this.java("64m"),
          ...["kafka.tools.StorageTool", "format", "--ignore-formatted"],
          ...["--cluster-id", clusterId, "--config", this.propertiesFile(id)],
        ]),
      ),
    );
  }

  private async start(anchor: Anchor, id: number): Promise<void> {
    const agent = jmxAgent(this.paths, brokerAddresses[id - 1] ?? "", this.seen("jmx.json"));
    const command = ["java", agent, ...this.java(heap), "kafka.Kafka", this.propertiesFile(id)];
    await startDaemon(this.paths, anchor, { name: `msk-broker-${id}`, command });
  }

  private pid(id: number): number | undefined {
    return runningProcesses().find(
      ({ command }) => command.includes("kafka.Kafka") && command.at(-1) === this.propertiesFile(id),
    )?.pid;
  }

  private async end(id: number, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const pid = this.pid(id);
    const process = pid === undefined ? undefined : identify(pid);
    if (pid === undefined || process === undefined) return;
    globalThis.process.kill(pid, signal);
    for (let waited = 0; isRunning(process); waited += 100) {
      if (waited === 40_000) globalThis.process.kill(pid, "SIGKILL");
      await sleep(100);
    }
  }

  /** Until the broker is one of the cluster: its port opens only then. */
  private async waitFor(anchor: Anchor, id: number): Promise<void> {
    const address = brokerAddresses[id - 1] ?? "";
    for (let attempt = 0; attempt < 240; attempt++) {
      const probe = await tryInside(anchor, "bash", ["-c", `exec 3<>/dev/tcp/${address}/${saslPort}`]);
      if (probe.code === 0) return;
      if (attempt > 20 && this.pid(id) === undefined) break;
      await sleep(500);
    }
    throw new Error(`broker ${id} does not start: see ${this.paths.cluster}/logs/msk-broker-${id}.log`);
  }

  /** Until every partition has all of its copies again, as MSK does before it takes the next broker. */
  private async waitForReplicas(anchor: Anchor): Promise<void> {
    const bootstrap = numbers.map((id) => `127.0.0.1:${internalPort(id)}`).join(",");
    const command = ["org.apache.kafka.tools.TopicCommand", "--bootstrap-server", bootstrap, "--describe"];
    for (let attempt = 0; attempt < 30; attempt++) {
      const lacking = [...this.java("64m"), ...command, "--under-replicated-partitions"];
      if ((await runInside(anchor, "java", lacking)).trim() === "") return;
      await sleep(500);
    }
    throw new Error("the brokers do not catch up after a restart");
  }
}
