import os from "node:os";
import type { ClusterAccess } from "../cluster-access";
import type { ScenarioContext } from "../run";
import type { DeployedResource } from "./deployed";
import { demoRecordVersion, type DemoRecord } from "./record";

export interface Beginning {
  /** The command that repeats it. */
  readonly command: string;
  readonly stackName: string;
  /** What Pulumi has deployed; see readDeployed. */
  readonly deployed: readonly DeployedResource[] | undefined;
  /** What stands in for a part that is not there, in words for the reader: "AWS control plane: stand-in". */
  readonly standIn?: string | undefined;
}

/** The record of a demonstration that begins: everything but what it is about to find. */
export function beginRecord(
  { command, stackName, deployed, standIn }: Beginning,
  {
    cluster,
    stack,
    facts,
  }: Pick<ScenarioContext, "stack" | "facts"> & {
    readonly cluster: Pick<ClusterAccess, "version" | "server">;
  },
): DemoRecord {
  const now = new Date().toISOString();
  return {
    schemaVersion: demoRecordVersion,
    kind: "acm-demo",
    state: "running",
    startedAt: now,
    endedAt: now,
    command,
    stackName,
    commit: facts.commit,
    environment: {
      node: process.version,
      kubernetes: cluster.version,
      server: cluster.server,
      cpus: os.cpus().length,
      memoryGib: Math.round(os.totalmem() / 2 ** 30),
      ...(standIn === undefined ? {} : { standIn }),
    },
    stack,
    ...(deployed === undefined ? {} : { deployed: [...deployed] }),
    requirements: [],
    priceNotes: [],
    runs: [],
  };
}
