import { Zookeeper, zooCfg, zookeeperConnect } from "../../components/zookeeper";
import { parseStackConfiguration } from "../../config/load";
import { recordProgram, resource } from "../support/recording";

const { zookeeper } = parseStackConfiguration({ target: "onprem" });

describe("zoo.cfg", () => {
  test("names every server with the thesis' ports", () => {
    expect(zooCfg("acm", 3)).toContain("server.3=zookeeper-2.zookeeper-headless.acm.svc.cluster.local:2888:3888");
    expect(zooCfg("acm", 3)).toContain("clientPort=2181");
  });
  test("has no server lines for a single server, which would wait for a quorum", () => {
    expect(zooCfg("acm", 1)).not.toContain("server.");
  });
});

test("clients are given every server", () => {
  expect(zookeeperConnect("acm", 3).split(",")).toHaveLength(3);
});

test.each([false, true])("the ensemble (preview: %s)", async (preview) => {
  const resources = await recordProgram(
    () => new Zookeeper("zookeeper", { namespace: "acm", image: "acm/kafka:2.8.1", zookeeper }),
    { preview },
  );
  const { spec } = resource(resources, "kubernetes:apps/v1:StatefulSet", "zookeeper-servers").inputs;
  expect(spec.replicas).toBe(3);
  expect(spec.podManagementPolicy).toBe("Parallel");
  const service = resource(resources, "kubernetes:core/v1:Service", "zookeeper-headless").inputs;
  // Guards against the deadlock of a first start: no quorum, so nobody ready, so nobody found.
  expect(service.spec.publishNotReadyAddresses).toBe(true);
  expect(service.spec.ports.map(({ port }: { port: number }) => port)).toEqual([2181, 2888, 3888]);
  const budget = resource(resources, "kubernetes:policy/v1:PodDisruptionBudget", "zookeeper-budget").inputs;
  expect(budget.spec.maxUnavailable).toBe(1);
  expect(resources.filter(({ parent }) => parent === "zookeeper")).toHaveLength(4);
});
