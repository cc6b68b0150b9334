import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { apiServerPort } from "./control-plane";
import { processesInside, type Anchor } from "./anchor";
import { nameServer } from "./node";
import { repository, type Paths } from "./paths";
import { UserError } from "./user-error";

/** A port on 127.0.0.1 of this machine and what answers there. */
interface Forward {
  readonly name: "kubernetes" | "prometheus" | "processor";
  readonly port: number;
  /** Environment variable that chooses another port. */
  readonly variable: string;
  readonly targetHost: string;
  readonly targetPort: number;
}

const defaults: readonly Forward[] = [
  {
    name: "kubernetes",
    port: 16443,
    variable: "ACM_LOCAL_API_PORT",
    targetHost: "127.0.0.1",
    targetPort: apiServerPort,
  },
  {
    name: "prometheus",
    port: 19090,
    variable: "ACM_LOCAL_PROMETHEUS_PORT",
    targetHost: "prometheus.acm.svc.cluster.local",
    targetPort: 9090,
  },
  {
    name: "processor",
    port: 19095,
    variable: "ACM_LOCAL_PROCESSOR_PORT",
    targetHost: "event-stream-processor.acm.svc.cluster.local",
    targetPort: 9095,
  },
];

/** The forwards with the ports that the environment chooses. @throws UserError for a port that is none */
export function forwards(environment: NodeJS.ProcessEnv = process.env): readonly Forward[] {
  return defaults.map((forward) => {
    const chosen = environment[forward.variable];
    if (chosen === undefined || chosen === "") return forward;
    const port = Number(chosen);
    if (!/^\d+$/.test(chosen) || port < 1 || port > 65535) {
      throw new UserError(
        `${forward.variable} is ${JSON.stringify(chosen)}.`,
        "Give a port number from 1 to 65535, for example 19000.",
      );
    }
    return { ...forward, port };
  });
}

/** Variable → port, for the check that all are free. */
export function forwardPorts(chosen: readonly Forward[]): Record<string, number> {
  return Object.fromEntries(chosen.map(({ variable, port }) => [variable, port]));
}

const programName = "local/forwarder-process.mjs";
const program = path.join(repository, programName);

/** True while the forwarder runs in the cluster's namespaces. */
export function forwarderRuns(anchor: Anchor): boolean {
  // Also that of another clone of this repository, which has started the cluster.
  return processesInside(anchor).some(({ command }) => command.some((part) => part.endsWith(`/${programName}`)));
}

async function listen(port: number): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject).listen({ host: "127.0.0.1", port }, () => resolve(server));
  });
}

/**
 * Opens the ports here, on the host, and hands them to a process that enters only the network and process-id
 * namespaces. No interface and no route connects the two networks, and the process ends with the cluster.
 */
export async function startForwarder(paths: Paths, anchor: Anchor, chosen: readonly Forward[]): Promise<void> {
  const servers = await Promise.all(chosen.map(({ port }) => listen(port)));
  const descriptors = servers.map((server) => (server as net.Server & { _handle: { fd: number } })._handle.fd);
  const settings = {
    nameServer,
    forwards: chosen.map(({ targetHost, targetPort }, index) => ({
      fd: 3 + index,
      host: targetHost,
      port: targetPort,
    })),
  };
  const log = openSync(path.join(paths.cluster, "logs/forwarder.log"), "a");
  const enter = ["--target", String(anchor.process.pid), "--pid", "--net", "setsid", "--fork"];
  const child = spawn(
    "nsenter",
    [...enter, process.execPath, "--max-old-space-size=32", program, JSON.stringify(settings)],
    {
      cwd: "/",
      stdio: ["ignore", log, log, ...descriptors],
    },
  );
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(127)).on("close", resolve);
  });
  closeSync(log);
  for (const server of servers) server.close();
  if (code !== 0)
    throw new UserError(
      `The port forwarder cannot be started (exit code ${code}).`,
      `See ${paths.cluster}/logs/forwarder.log.`,
    );
}
