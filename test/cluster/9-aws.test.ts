/**
 * The aws target through Pulumi's real engine. AWS control plane: stand-in (test/aws-control-plane/); Kubernetes, Kafka and
 * everything that is deployed are real. Comes last: while the stack is there, its gp3 is the cluster's default storage class.
 */
import { Prometheus } from "../../scenarios/prometheus";
import { up } from "../../scenarios/pulumi-stack";
import { runScenario } from "../../scenarios/run";
import { AwsTestStack } from "../aws-control-plane/aws-stack";
import { load } from "./context";

const stack = new AwsTestStack();
const minutes = (count: number) => count * 60_000;
const eksToken = "aws:eks/cluster:Cluster";
const natToken = "aws:ec2/natGateway:NatGateway";
const mskToken = "aws:msk/cluster:Cluster";

/** Add-ons of the Kubernetes version before the default one; which numbers they have does not matter here. */
const addOnsBefore = Object.fromEntries(
  ["vpcCni", "kubeProxy", "coredns", "podIdentityAgent", "ebsCsiDriver", "metricsServer"].map((name) => [
    name,
    "v1.0.0-eksbuild.1",
  ]),
);

// The exporters of the brokers are built the first time.
beforeAll(() => stack.start(), minutes(8));
afterAll(async () => {
  // Of a run that has failed on the way.
  if (stack.aws.account.all().length > 0) {
    stack.aws.faults.write({});
    await stack.destroy();
  }
  await stack.stop();
}, minutes(4));

/** `pulumi up`; also tells which types were changed how: "replace kubernetes:batch/v1:Job". */
async function deploy() {
  const changes = new Set<string>();
  const done = await up({
    stack: await stack.open(),
    progress: stack.progress,
    onEvent: ({ resourcePreEvent }) => {
      const metadata = resourcePreEvent?.metadata;
      if (metadata !== undefined && metadata.op !== "same") changes.add(`${metadata.op} ${metadata.type}`);
    },
  });
  return { ...done, changes: [...changes] };
}
const made = (token: string) => stack.aws.account.of(token);

test(
  "AWS control plane: stand-in: a preview plans everything and makes nothing",
  async () => {
    stack.configureVersions("1.34", "3.8", addOnsBefore);
    const { changeSummary } = await (await stack.open()).preview();
    expect(Object.keys(changeSummary)).toEqual(["create"]);
    expect(changeSummary.create).toBeGreaterThan(80);
    expect(stack.aws.account.all()).toEqual([]);
  },
  minutes(1),
);

test(
  "AWS control plane: stand-in: a quota, and a cluster that never becomes active, are said as AWS says them",
  async () => {
    stack.aws.faults.write({ quotas: { "aws:ec2/eip:Eip": 1 } });
    await expect(deploy()).rejects.toThrow(/EipLimitExceeded.*reached: 1.*AllocateAddress/s);
    // The next goes on from there.
    stack.aws.faults.write({ stuck: [eksToken], throttled: { [natToken]: 3 } });
    await expect(deploy()).rejects.toThrow(/waiting for EKS Cluster \(acm-test\) create: timeout.*'CREATING'/s);
    expect(made(eksToken)[0]?.outputs["status"]).toBe("CREATING");
  },
  minutes(2),
);

test(
  "AWS control plane: stand-in: the next up completes the stack, and one more changes nothing",
  async () => {
    const { outputs } = await deploy();
    expect(outputs).toMatchObject({ target: "aws", namespace: stack.namespace });
    expect(made(eksToken)[0]?.outputs["status"]).toBe("ACTIVE");
    // Nothing of the throttling was seen. Counted here: an up that fails leaves out what had not begun.
    expect(stack.aws.faults.read()).toEqual({ stuck: [], throttled: { [natToken]: 0 } });
    expect(made(natToken)).toHaveLength(3);
    const { apps, core } = await stack.cluster();
    const { items } = await apps.listNamespacedStatefulSet({ namespace: stack.namespace });
    expect(Object.fromEntries(items.map(({ metadata, status }) => [metadata?.name, status?.readyReplicas]))).toEqual({
      "event-stream-processor": 1,
    });
    const { items: claims } = await core.listNamespacedPersistentVolumeClaim({ namespace: stack.namespace });
    expect(claims.map(({ spec, status }) => [spec?.storageClassName, status?.phase])).toEqual([["gp3", "Bound"]]);
    // What AWS says of its resources is what was recorded; so says the up that follows.
    await (await stack.open()).refresh();
    expect((await deploy()).changes).toEqual([]);
  },
  minutes(4),
);

test(
  "AWS control plane: stand-in: 75,000 events are enriched once each, and replicas follow",
  async () => {
    const record = await runScenario(load(75_000), await stack.context());
    expect(record.cluster.server).toContain("AWS control plane: stand-in");
    expect(record.problems).toEqual([]);
    expect(record.verification).toMatchObject({ enriched: 74_250, lost: 0, writtenTwice: 0, foreign: 0 });
    const raised = record.replicaChanges.filter(({ from, to }) => to > from);
    expect([raised[0]?.from, record.maxReadyReplicas]).toEqual([1, 3]);
    // The brokers' own metrics are among what Prometheus reads.
    const targets = await new Prometheus(await stack.cluster(), stack.namespace).query("min by (job) (up)");
    const up = Object.fromEntries(targets.map(({ labels, points }) => [labels["job"], points.at(-1)?.[1]]));
    expect(up).toMatchObject({ "kafka-brokers": 1, "kafka-broker-hosts": 1, "kafka-exporter": 1 });
  },
  minutes(5),
);

test(
  "AWS control plane: stand-in: Kubernetes and Kafka are upgraded in place, and events go on",
  async () => {
    stack.configureVersions("1.35", "3.9");
    const [before] = made(mskToken);
    const { changes } = await deploy();
    expect(changes.filter((change) => change.includes(" aws:")).sort()).toEqual([
      "update aws:eks/addon:Addon",
      `update ${eksToken}`,
      "update aws:eks/nodeGroup:NodeGroup",
      `update ${mskToken}`,
    ]);
    expect(made(eksToken)[0]?.outputs["version"]).toBe("1.35");
    expect(made(mskToken)[0]).toMatchObject({ id: before?.id, outputs: { kafkaVersion: "3.9.x.kraft" } });
    const record = await runScenario(load(5_000), await stack.context());
    expect(record.verification).toMatchObject({ enriched: 4_950, lost: 0, writtenTwice: 0 });
  },
  minutes(6),
);

test(
  "AWS control plane: stand-in: destroy leaves nothing, in the account and in the cluster",
  async () => {
    const left = await stack.destroy();
    expect(stack.aws.account.all().map(({ token, id }) => `${token} ${id}`)).toEqual([]);
    expect(left).not.toContain(stack.namespace);
    const { core } = await stack.cluster();
    await stack.stop();
    const { items: volumes } = await core.listPersistentVolume();
    expect(volumes.filter(({ spec }) => spec?.claimRef?.namespace === stack.namespace)).toEqual([]);
  },
  minutes(4),
);
