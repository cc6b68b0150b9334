import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { runProgram } from "../../plan/engine";
import { secretText, unknownText, type Plan } from "../../plan/plan";
import { policyProblems, staleExceptions } from "../../plan/policies";
import { manifests, resourceList } from "../../plan/render";
import { renderPlan } from "../../plan/report";

jest.setTimeout(120_000);

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
test("no exception from a policy is kept that nothing needs", () => {
  expect(staleExceptions(Object.values(plans))).toEqual([]);
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

test("the page counts by service; the JSON has everything", () => {
  expect(renderPlan("markdown", { plan: plans.aws })).toMatch(/\| AWS msk +\| Cluster +\| 1 +\|/);
  const json = JSON.parse(renderPlan("json", { plan: plans.aws })) as {
    resources: unknown[];
    countByService: unknown[];
  };
  expect(json.resources).toHaveLength(plans.aws.resources.length);
  expect(json.countByService).toContainEqual({ service: "AWS ec2", kind: "NatGateway", count: 3 });
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
