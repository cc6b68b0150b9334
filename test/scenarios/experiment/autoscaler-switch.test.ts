/** The switch against an API server that keeps, as Kubernetes does, who has set a field. */
import { ApiException } from "@kubernetes/client-node";
import { autoscalerSwitch } from "../../../scenarios/experiment/autoscaler-switch";
import { fieldManager } from "../../../scenarios/experiment/owned-object";
import type { ClusterAccess } from "../../../scenarios/cluster-access";

interface Applied {
  metadata: { uid?: string; annotations?: Record<string, string> };
  spec?: object;
}

/** One autoscaling object and one StatefulSet. */
class FakeCluster {
  exists = true;
  replicas = 3;
  annotations: Record<string, string> = {};
  /** What scenarios have applied last; undefined: nothing that is still there. */
  applied: Applied | undefined;
  readonly scaled: number[] = [];

  readonly access = {
    objects: {
      getNamespacedCustomObject: () => {
        if (!this.exists) return Promise.reject(new ApiException(404, "not found", "", {}));
        return Promise.resolve({
          metadata: {
            uid: "u1",
            annotations: { ...this.annotations, ...this.applied?.metadata.annotations },
            managedFields: [
              { manager: "pulumi-kubernetes-1a2b" },
              ...(this.applied === undefined ? [] : [{ manager: fieldManager }]),
            ],
          },
        });
      },
      patchNamespacedCustomObject: ({ body, fieldManager: manager }: { body: Applied; fieldManager: string }) => {
        expect(manager).toBe(fieldManager);
        expect(body.metadata.uid).toBe("u1");
        const { annotations } = body.metadata;
        this.applied = annotations === undefined && body.spec === undefined ? undefined : body;
        return Promise.resolve({});
      },
    },
    apps: {
      readNamespacedStatefulSet: () => Promise.resolve({ spec: { replicas: this.replicas } }),
      patchNamespacedStatefulSetScale: ({ body }: { body: { spec: { replicas: number } } }) => {
        this.replicas = body.spec.replicas;
        this.scaled.push(this.replicas);
        return Promise.resolve({});
      },
    },
  } as unknown as ClusterAccess;

  switch(kind: "keda" | "hpa" | "none") {
    const found = autoscalerSwitch(this.access, {
      namespace: "acm",
      autoscaler: { kind, lagThreshold: 100, replicas: { min: 1, max: 3 } },
    });
    if (found === undefined) throw new Error("there is no switch");
    return found;
  }
}

test("a fixed number of replicas has no switch", () => {
  expect(() => new FakeCluster().switch("none")).toThrow("there is no switch");
});

describe.each(["keda", "hpa"] as const)("%s", (kind) => {
  test("nothing of it is left after the release, and a second release does nothing", async () => {
    const cluster = new FakeCluster();
    const autoscaler = cluster.switch(kind);
    await autoscaler.hold(1);
    expect(cluster.applied).toBeDefined();
    await autoscaler.release();
    expect(cluster.applied).toBeUndefined();
    const before = [...cluster.scaled];
    await autoscaler.release();
    expect(cluster.scaled).toEqual(before);
  });

  test("another process finds and undoes what a killed one has left", async () => {
    const cluster = new FakeCluster();
    await cluster.switch(kind).hold(0);
    expect(await cluster.switch(kind).repair()).toBe(true);
    expect(cluster.applied).toBeUndefined();
    expect(await cluster.switch(kind).repair()).toBe(false);
  });

  test("an autoscaler that is gone is named and not made anew", async () => {
    const cluster = new FakeCluster();
    cluster.exists = false;
    await expect(cluster.switch(kind).hold(1)).rejects.toThrow(/Nothing scales the processor in namespace "acm"/);
    await cluster.switch(kind).release();
    expect(cluster.applied).toBeUndefined();
    expect(cluster.scaled).toEqual([]);
  });
});

describe("hpa", () => {
  test("its limits stay; both directions are disabled, and the replicas are set", async () => {
    const cluster = new FakeCluster();
    await cluster.switch("hpa").hold(1);
    const disabled = { selectPolicy: "Disabled" };
    expect(cluster.applied?.spec).toEqual({ behavior: { scaleUp: disabled, scaleDown: disabled } });
    expect(cluster.scaled).toEqual([1]);
  });

  test("from 0 replicas, at which Kubernetes leaves it alone, it is brought back first", async () => {
    const cluster = new FakeCluster();
    const autoscaler = cluster.switch("hpa");
    await autoscaler.hold(0);
    await autoscaler.release();
    expect(cluster.scaled).toEqual([0, 1]);
  });

  test("0 replicas that somebody else has set are not touched", async () => {
    const cluster = new FakeCluster();
    cluster.replicas = 0;
    await cluster.switch("hpa").release();
    await expect(cluster.switch("hpa").repair()).rejects.toThrow(/Somebody has scaled .* to 0[^]*--replicas 1/);
    expect(cluster.scaled).toEqual([]);
  });
});

test("a pause of KEDA that somebody else has set is not touched", async () => {
  const cluster = new FakeCluster();
  cluster.annotations = { "autoscaling.keda.sh/paused": "true" };
  await cluster.switch("keda").release();
  await expect(cluster.switch("keda").repair()).rejects.toThrow(
    /Somebody has paused KEDA[^]*autoscaling.keda.sh\/paused-/,
  );
  expect(cluster.applied).toBeUndefined();
});
