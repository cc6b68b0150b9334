import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { runProgram } from "../../plan/engine";
import { secretText, unknownText, type Plan } from "../../plan/plan";
import { comparePlans } from "../../plan/portability";
import { reasons } from "../../plan/portability-reasons";
import { renderPortability } from "../../plan/portability-page";
import { policyProblems } from "../../plan/policies";
import { priceOf } from "../../plan/price";
import { manifests, resourceList } from "../../plan/render";
import { renderPlan } from "../../plan/report";

jest.setTimeout(400_000);

const stacks = ["aws", "onprem"] as const;
const plans = {} as Record<(typeof stacks)[number], Plan>;
beforeAll(async () => {
  for (const stack of stacks) plans[stack] = await runProgram({ stack });
});

/**
 * Each golden is to be read before it is changed: a new resource costs money or gives rights, a missing one is a part
 * that is gone. `npm run -s plan -- --stack aws --format list > test/plan/goldens/aws.txt` writes it.
 */
test.each(stacks)("the resources of %s are the reviewed ones", (stack) => {
  expect(resourceList(plans[stack])).toBe(readFileSync(path.join(__dirname, "goldens", `${stack}.txt`), "utf8"));
});

test.each(stacks)("the plan of %s keeps every policy", (stack) => {
  expect(policyProblems(plans[stack])).toEqual([]);
});

test.each(stacks)("manifests of %s are YAML with a kind each, and hold no secret", (stack) => {
  const documents = parseAllDocuments(manifests(plans[stack]));
  const objects = [...documents].map((document) => document.toJS() as { kind?: string; stringData?: object });
  expect(objects.every(({ kind }) => typeof kind === "string")).toBe(true);
  const secrets = objects
    .filter(({ kind }) => kind === "Secret")
    .flatMap(({ stringData = {} }) => Object.values(stringData));
  expect(secrets.length).toBeGreaterThan(0);
  expect(new Set(secrets)).toEqual(new Set([secretText]));
});

test("with unknown outputs the same resources are planned, and what a cloud computes is said to be unknown", async () => {
  const unknown = await runProgram({ stack: "aws", unknown: true });
  expect(resourceList(unknown)).toBe(resourceList(plans.aws));
  const nodes = unknown.resources.find(({ name }) => name === "nodes");
  expect(nodes?.inputs["nodeRoleArn"]).toBe(unknownText);
  expect(renderPlan("markdown", { plan: unknown })).toMatch(/\d+ values are known only once something exists/);
});

test("the price has every volume, and says what it does not have", () => {
  const price = priceOf(plans.aws);
  if ("missing" in price) throw new Error(price.missing);
  // Three nodes and Prometheus with 50 GiB each, at 0.08 USD.
  expect(price.services.find(({ service }) => service === "Amazon EBS")?.monthlyUsd).toBeCloseTo(16);
  expect(price.services.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0)).toBeCloseTo(Number(price.monthlyUsd));
  const page = renderPlan("markdown", { plan: plans.aws, price });
  expect(page).toMatch(/^Not in it: support plan;.*interface endpoints of the VPC/m);
});

test("the page counts by service; the JSON has everything", () => {
  expect(renderPlan("markdown", { plan: plans.aws })).toMatch(/\| AWS msk +\| Cluster +\| 1 +\|/);
  const json = JSON.parse(renderPlan("json", { plan: plans.aws })) as {
    resources: unknown[];
    countByService: unknown[];
  };
  expect(json.resources).toHaveLength(plans.aws.resources.length);
  expect(json.countByService).toContainEqual({ service: "AWS ec2", kind: "NatGateway", count: 3 });
});

describe("portability", () => {
  const compared = () => comparePlans(plans.onprem, plans.aws);
  test("every difference between the stacks has a reason", () => {
    expect(compared().unexplained).toEqual([]);
  });
  test("no reason is kept that no difference needs", () => {
    const used = compared().explained.map(({ reason }) => reason.id);
    expect(reasons.map(({ id }) => id).filter((id) => !used.includes(id))).toEqual([]);
  });
  test("what runs the events is the same", () => {
    expect(compared().identical).toEqual(
      expect.arrayContaining([
        "kubernetes:core/v1:ConfigMap kafka-topics-config",
        "kubernetes:core/v1:ConfigMap grafana-dashboards",
        "kubernetes:policy/v1:PodDisruptionBudget event-stream-processor-budget",
      ]),
    );
    expect(compared().adapted).toContain("kubernetes:apps/v1:StatefulSet event-stream-processor-replicas");
  });
  test.each<[string, RegExp, string, RegExp]>([
    ["another version of an image", /kafka-jobs:0\.1\.0/, "kafka-jobs:0.2.0", /image$/],
    ["another user", /"runAsUser":1000/, '"runAsUser":0', /runAsUser$/],
    [
      "another grace period",
      /"terminationGracePeriodSeconds":60/,
      '"terminationGracePeriodSeconds":5',
      /GracePeriodSeconds$/,
    ],
    ["another pace of discovery", /refresh_interval: 15s/, "refresh_interval: 5s", /refresh_interval$/],
    [
      "another option of the exporter",
      /"--kafka.version=3.9.0"/,
      '"--kafka.version=3.9.0","--log.level=debug"',
      /args$/,
    ],
  ])("%s has none", (_, from, to, path) => {
    const text = JSON.stringify(plans.aws.resources);
    expect(text).toMatch(from);
    const resources = JSON.parse(text.replace(from, to)) as Plan["resources"];
    const { unexplained } = comparePlans(plans.onprem, { ...plans.aws, resources });
    expect(unexplained.map((each) => each.path)).toContainEqual(expect.stringMatching(path));
  });
  test("a resource that only one stack has, has none", () => {
    const [first] = plans.aws.resources.filter(({ type }) => type === "kubernetes:core/v1:Service");
    if (first === undefined) throw new Error("no service");
    const changed = { ...plans.aws, resources: [...plans.aws.resources, { ...first, name: "new" }] };
    expect(comparePlans(plans.onprem, changed).unexplained).toHaveLength(1);
    expect(renderPortability("markdown", comparePlans(plans.onprem, changed))).toContain("## Without a reason");
  });
  test("the page names what can change behaviour; the JSON has every place", () => {
    expect(renderPortability("markdown", compared())).toMatch(
      /## What can change behaviour\n\n- \*\*Kafka version\*\*/,
    );
    expect(renderPortability("html", compared())).toMatch(/<h2 id="behaviour">[\s\S]*<strong>Kafka version<\/strong>/);
    const json = JSON.parse(renderPortability("json", compared())) as { explained: { id: string; places: object[] }[] };
    expect(json.explained.find(({ id }) => id === "kafka-version")?.places).toContainEqual(
      expect.objectContaining({ one: "2.8.1", other: "3.9.0" }),
    );
  });
});

describe("what the program refuses is its own sentence", () => {
  test("a stack without a file", async () => {
    await expect(runProgram({ stack: "mars" })).rejects.toThrow(
      /There is no stack "mars".*\nThere are: aws, local, onprem/,
    );
  });
  test("a configuration with a problem", async () => {
    const aws = { region: "us-east-1", owner: "team", costCentre: "1" };
    const configuration = { target: "aws", aws, kafka: { brokers: 4 } };
    await expect(runProgram({ stack: "aws", configuration })).rejects.toThrow(
      /acm:stack.kafka.brokers: must be a multiple/,
    );
  });
});
