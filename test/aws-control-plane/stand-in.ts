import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { kafkaLibraries } from "../../local/base-images";
import { versions } from "../../config/versions";
import { localPaths } from "../../local/paths";
import type { Progress } from "../../local/progress";
import { stepOutput } from "../../local/steps";
import { loadKubeconfig } from "../../scenarios/cluster-access";
import type { PulumiTools } from "../../scenarios/pulumi-stack";
import { planesFile, type PlaneSettings } from "./data-plane";
import { Brokers } from "./data-plane/kafka";
import { buildMonitoring } from "./data-plane/monitoring";
import { VolumeDriver } from "./data-plane/volumes";
import { FaultFile } from "./faults";
import { installPlugin } from "./install";
import { Store } from "./store";

/** Said in every report of a run in which it took part. */
export const standInNotice = "AWS control plane: stand-in";

/** An account of the stand-in with the local Kubernetes and a Kafka of its own behind it. */
export class AwsStandIn {
  readonly account: Store;
  readonly faults: FaultFile;

  private constructor(
    private readonly folder: string,
    /** PEM file of the authority that signed the brokers' certificates. */
    readonly certificateAuthority: string,
    private readonly brokers: Brokers,
    private readonly volumes: VolumeDriver,
  ) {
    this.account = new Store(folder);
    this.faults = new FaultFile(folder);
  }

  /** @param folder of the account, made anew */
  static async start(folder: string, kubeconfig: string, progress: Progress): Promise<AwsStandIn> {
    await buildMonitoring(progress);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.join(folder, "bin"), { recursive: true });
    const config = loadKubeconfig(kubeconfig);
    const [cluster, user] = [config.getCurrentCluster(), config.getCurrentUser()];
    const paths = localPaths();
    const libraries = path.join(stepOutput(paths, kafkaLibraries(versions.kafkaKraft)), "libs");
    const settings: PlaneSettings = {
      kubernetes: { endpoint: cluster?.server ?? "", certificateAuthority: cluster?.caData ?? "" },
      kafka: { libraries },
    };
    writeFileSync(path.join(folder, planesFile), JSON.stringify(settings));
    const administrator = { certificate: decoded(user?.certData), key: decoded(user?.keyData) };
    writeFileSync(path.join(folder, "administrator.json"), JSON.stringify(administrator), { mode: 0o600 });
    symlinkSync(path.join(__dirname, "data-plane", "aws-command.mjs"), path.join(folder, "bin", "aws"));
    const brokers = new Brokers(libraries);
    // Those of a run that was killed.
    await brokers.stop();
    return new AwsStandIn(folder, await brokers.authority(), brokers, new VolumeDriver(kubeconfig));
  }

  /** Pulumi with the stand-in as its aws plugin and its aws command. */
  tools({ cliPath, environment }: PulumiTools): PulumiTools {
    const home = path.join(this.folder, "pulumi-home");
    installPlugin(home, environment["PULUMI_HOME"]);
    return {
      cliPath,
      environment: {
        ...environment,
        PULUMI_HOME: home,
        PATH: `${path.join(this.folder, "bin")}:${environment["PATH"] ?? process.env["PATH"] ?? ""}`,
        ACM_AWS_STAND_IN: this.folder,
        // Nothing of this machine's own account.
        AWS_ACCESS_KEY_ID: "stand-in",
        AWS_SECRET_ACCESS_KEY: "stand-in",
        AWS_CONFIG_FILE: "/dev/null",
        AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      },
    };
  }

  /** Ends what runs behind it. */
  async stop(): Promise<void> {
    try {
      await this.volumes.stop();
    } finally {
      // Also when Kubernetes is gone: they do not run in it.
      await this.brokers.stop();
    }
  }
}

const decoded = (base64: string | undefined) => Buffer.from(base64 ?? "", "base64").toString("utf8");
