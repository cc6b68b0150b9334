import path from "node:path";
import type { PulumiTools } from "../../scenarios/pulumi-stack";
import type { ScenarioContext } from "../../scenarios/run";
import { outputFolder, TestStack } from "../cluster/context";
import { AwsStandIn, standInNotice } from "./stand-in";

/** The aws target against the stand-in for AWS's control plane, with real Kubernetes and Kafka behind it. */
export class AwsTestStack extends TestStack {
  private running: AwsStandIn | undefined;

  constructor() {
    super("aws");
  }

  /** What has been started. */
  get aws(): AwsStandIn {
    if (this.running === undefined) throw new Error("the stand-in for AWS has not been started");
    return this.running;
  }

  async start(): Promise<void> {
    process.stderr.write(`${standInNotice}\n`);
    this.running = await AwsStandIn.start(
      path.join(outputFolder, this.name, "account"),
      this.kubeconfig,
      this.progress,
    );
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }

  override get tools(): PulumiTools {
    return this.aws.tools(super.tools);
  }

  /** Writes the stack file: Pulumi.local.yaml, but for what a cloud decides otherwise. */
  configureVersions(kubernetes: string, kafka: string, addOns: Readonly<Record<string, string>> = {}): void {
    this.configure((settings) => {
      delete settings["cluster"];
      delete settings["zookeeper"];
      settings["target"] = "aws";
      settings["aws"] = {
        // Its prices are known.
        region: "us-east-1",
        name: "acm-test",
        owner: "cluster tests",
        costCentre: "none",
        // What a test makes, it removes.
        protectData: false,
        // No chart repository can be reached from here, and the local cluster has it.
        keda: "existing",
        cluster: { kind: "create", version: kubernetes, addOns },
      };
      settings["kafka"] = {
        version: kafka,
        maximumStorage: "200Gi",
        certificateAuthority: this.aws.certificateAuthority,
      };
    });
  }

  override async context(): Promise<ScenarioContext> {
    const context = await super.context();
    const { cluster } = context.facts;
    const server = `${cluster.server} (${standInNotice})`;
    return { ...context, facts: { ...context.facts, cluster: { ...cluster, server } } };
  }
}
