/**
 * `npm run local -- …` and `npm stop`: looks after the local cluster. Each command loads what it needs, so that `stop`
 * needs nothing of node_modules.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { localPaths } from "./paths";
import { consoleProgress, type Progress } from "./progress";
import { tail } from "./shell";
import { UserError } from "./user-error";

const usage = `usage: npm run local -- COMMAND

  start            start the cluster alone, without the stack (npm start does both)
  stop [--purge]   end it and remove everything of it; --purge removes the built tools and images, too (npm stop)
  status           what runs, where it answers, how much memory it takes
  logs [NAME]      the last lines of a component's log (without NAME: which there are)
  kubectl …        kubectl with the cluster's kubeconfig
  metrics          add metrics-server and Prometheus Adapter's image, for a stack with the autoscaler "hpa"
  build            build tools and images without starting anything

Environment: XDG_CACHE_HOME (tools and images), XDG_STATE_HOME (the running cluster), and the ports on 127.0.0.1:
ACM_LOCAL_API_PORT (16443), ACM_LOCAL_PROMETHEUS_PORT (19090), ACM_LOCAL_PROCESSOR_PORT (19095).`;

const mebibytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MiB`;

async function printStatus(): Promise<number> {
  const { localClusterStatus } = await import("./status");
  const status = localClusterStatus();
  if (status.components.length === 0) {
    console.log("The local cluster does not run.");
    if (status.leftovers.length === 0) return 0;
    console.log(
      `Something of an earlier one is left; the next start or npm stop removes it:\n  ${status.leftovers.join("\n  ")}`,
    );
    return 1;
  }
  console.log(
    status.running
      ? "The local cluster runs."
      : "The local cluster runs only in part; npm run local -- start makes it whole.",
  );
  for (const { name, pid, residentBytes } of status.components) {
    console.log(`  ${name.padEnd(24)} ${pid === undefined ? "ended" : `process ${pid}, ${mebibytes(residentBytes)}`}`);
  }
  console.log(`  ${"everything with its pods".padEnd(24)} ${mebibytes(status.residentBytes)}`);
  console.log(`Kubeconfig: ${status.kubeconfig ?? "none yet"}`);
  for (const [name, port] of Object.entries(status.ports)) console.log(`  ${name.padEnd(24)} 127.0.0.1:${port}`);
  return status.running ? 0 : 1;
}

function printLog(name: string | undefined): number {
  const folder = path.join(localPaths().cluster, "logs");
  const known = existsSync(folder) ? readdirSync(folder).map((file) => path.basename(file, ".log")) : [];
  if (name === undefined || !known.includes(name)) {
    if (name !== undefined) console.error(`There is no log of ${JSON.stringify(name)}.`);
    console.log(
      known.length === 0
        ? "The local cluster does not run: there are no logs."
        : `Logs: ${known.join(", ")} (in ${folder})`,
    );
    return name === undefined ? 0 : 1;
  }
  console.log(tail(readFileSync(path.join(folder, `${name}.log`), "utf8"), 100));
  return 0;
}

async function kubectl(args: readonly string[]): Promise<number> {
  const { kubePath } = await import("./control-plane");
  const paths = localPaths();
  if (!existsSync(paths.kubeconfig)) throw new UserError("The local cluster does not run.", "Start it: npm start");
  const command = ["kubectl", `--kubeconfig=${paths.kubeconfig}`, ...args];
  return spawnSync(kubePath(paths), command, { stdio: "inherit" }).status ?? 1;
}

async function stop(args: readonly string[], progress: Progress): Promise<number> {
  const unknown = args.find((argument) => argument !== "--purge");
  if (unknown !== undefined)
    throw new UserError(`stop has no option ${unknown}.`, "Use: npm stop, or npm stop -- --purge");
  const { stopLocalCluster } = await import("./stop");
  const remains = await stopLocalCluster({ purge: args.includes("--purge") }, progress);
  if (remains.length === 0) {
    console.log("Nothing of the local cluster is left: no process, mount, network namespace or control group.");
    return 0;
  }
  console.error(
    `Something of the local cluster is left:\n  ${remains.join("\n  ")}\nRun npm stop again; if it stays, restart the machine.`,
  );
  return 1;
}

async function main([command, ...args]: readonly string[]): Promise<number> {
  const progress = consoleProgress();
  switch (command) {
    case "start": {
      const { startLocalCluster } = await import("./cluster");
      const cluster = await startLocalCluster(progress);
      console.log(`The local cluster runs. Kubeconfig: ${cluster.kubeconfig}`);
      return 0;
    }
    case "metrics": {
      const { addMetricsApis } = await import("./metrics");
      await addMetricsApis(progress);
      progress.done();
      console.log("metrics-server answers, and Prometheus Adapter's image is there.");
      return 0;
    }
    case "build": {
      const { buildLocalCluster } = await import("./cluster");
      await buildLocalCluster(progress);
      console.log("Tools and images are built.");
      return 0;
    }
    case "stop":
      return stop(args, progress);
    case "status":
      return printStatus();
    case "logs":
      return printLog(args[0]);
    case "kubectl":
      return kubectl(args);
    case undefined:
    case "help":
    case "--help":
      console.log(usage);
      return 0;
    default:
      console.error(`npm run local has no command ${JSON.stringify(command)}.\n${usage}`);
      return 2;
  }
}

// `npm run local -- logs etcd | head`: a reader that has read enough is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = 1;
    if (error instanceof UserError) console.error(`\n${error.message}`);
    else
      console.error(
        `\n${error instanceof Error ? error.message : String(error)}\nThis is a defect of the local cluster; run the command again, or npm stop first.`,
      );
  },
);
