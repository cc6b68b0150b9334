import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { compareFiles } from "../../../scenarios/demo/compare-files";
import { facts, namesOf } from "../../../scenarios/demo/comparison/facts";
import { compareRecords, comparisonJson } from "../../../scenarios/demo/comparison/model";
import { overview, overviewRows } from "../../../scenarios/demo/comparison/overview";
import { comparisonPage } from "../../../scenarios/demo/comparison/page";
import { alignedCurves } from "../../../scenarios/demo/curves";
import type { DemoRecord } from "../../../scenarios/demo/record";
import { awsDemo, demo, onpremDemo, withFailure } from "./fixture";

const comparison = compareRecords(onpremDemo, awsDemo);

test("both are named by what differs", () => {
  expect(namesOf([demo, awsDemo])).toEqual(["onprem", "aws"]);
  expect(namesOf([demo, { ...demo, commit: "1111111" }])).toEqual(["0b110d8", "1111111"]);
  expect(namesOf([demo, { ...demo, startedAt: "later" }])).toEqual([demo.startedAt, "later"]);
});

test("what both are made of says whether it is the same", () => {
  const differing = facts([demo, awsDemo]).filter(({ same }) => !same);
  expect(differing.map(({ what }) => what)).toEqual(["Target", "Workloads", "Kafka", "Namespace", "Region"]);
  const registry: DemoRecord = {
    ...demo,
    stack: {
      ...demo.stack,
      workloads: demo.stack.workloads.map((each) => ({ ...each, image: `registry.example/acm/${each.image}` })),
    },
  };
  expect(facts([demo, registry]).every(({ same }) => same)).toBe(true);
});

test("a few sentences say what is the same, what differs, and what each costs", () => {
  const { warnings, sentences } = overview(comparison);
  expect(warnings).toEqual([expect.stringMatching(/^aws: AWS control plane: stand-in\. .* times are that machine's/)]);
  const text = sentences.join("\n");
  expect(text).toContain("Both are the same commit, with the same images for what both run.");
  expect(text).toContain("What differs: target, workloads, Kafka, namespace and region.");
  expect(text).toContain("1 of 2 checks have the same result on both; not REQ3.2 (passed / not checked)");
  expect(text).toMatch(/With scaling the load was read after 53 s on onprem and 53 s on aws \(the same\)/);
  expect(text).toContain(
    "A million events at that load cost 0.410 USD on onprem (On premises) and 2.05 USD on aws (EKS with MSK), 5.0 times as much.",
  );
  expect(overviewRows(comparison).find(({ what }) => what.startsWith("A million"))?.says).toBe("5.0 times");
});

test("what forbids or weakens the comparison is said first", () => {
  const [first] = demo.runs;
  if (first === undefined) throw new Error("no run");
  const { record } = first;
  const half = { ...first, record: { ...record, parameters: { ...record.parameters, events: 15_000 } } };
  const other: DemoRecord = { ...demo, commit: "1111111+changes", state: "interrupted", runs: [half] };
  const { warnings, sentences } = overview(compareRecords(demo, other));
  expect(warnings).toEqual([
    "The demonstration 1111111+chan did not run to its end (interrupted).",
    "The loads differ: neither times nor prices can be compared.",
  ]);
  expect(sentences[0]).toMatch(/^The commits differ/);
  expect(sentences.join()).not.toMatch(/With scaling|A million/);
  const changed = { ...demo, commit: "0b110d8+changes" };
  expect(overview(compareRecords(changed, { ...changed, startedAt: "later" })).sentences[0]).toContain("not certain");
});

describe("what was deployed", () => {
  test("is compared from the records: identical, explained, without a reason", () => {
    const { portability } = comparison;
    // The namespace is one fact, not a difference of every object.
    expect(portability?.identical).toEqual(["kubernetes:core/v1:ConfigMap kafka-topics-config"]);
    expect(portability?.explained.map(({ reason }) => reason.id)).toEqual([
      "kafka-version",
      "kafka-clients",
      "kafka-brokers",
      "sizes",
    ]);
    expect(portability?.unexplained).toEqual([]);
  });

  test("a difference that nothing explains stands on the page", () => {
    const text = JSON.stringify(awsDemo).replace(
      '"terminationGracePeriodSeconds":60',
      '"terminationGracePeriodSeconds":5',
    );
    const changed = compareRecords(onpremDemo, JSON.parse(text) as DemoRecord);
    expect(changed.portability?.unexplained.map((each) => each.path)).toEqual(["spec.terminationGracePeriodSeconds"]);
    expect(overview(changed).sentences.join()).toContain("below: 1 difference without a known reason.");
    expect(comparisonPage(changed)).toContain("Places that differ without a known reason");
  });

  test("is left out, and says so, when a record does not carry it", () => {
    const without = compareRecords(demo, awsDemo);
    expect(without.portability).toBeUndefined();
    expect(comparisonPage(without)).toContain("is not in both records");
    expect(JSON.parse(comparisonJson(without, overview(without)))).toMatchObject({ portability: null });
  });
});

test("curves lie on one axis, each scenario from its first event, with room for the longest", () => {
  const [first, second] = alignedCurves([demo.runs, demo.runs.filter(({ scenario }) => scenario !== 2)]);
  expect(first?.map(({ scenario }) => scenario)).toEqual([1, 2, 3]);
  expect(second?.map(({ scenario, from }) => [scenario, from])).toEqual(
    first?.filter(({ scenario }) => scenario !== 2).map(({ scenario, from }) => [scenario, from]),
  );
});

test("the page has the overview on top, requirements, curves over each other, prices and both environments", () => {
  const page = comparisonPage(compareRecords(onpremDemo, { ...withFailure, stack: awsDemo.stack }));
  const places = ["In one minute", 'id="requirements"', 'id="overlay-lag"', 'id="overlay-replicas"', 'id="prices"'];
  const found = places.map((each) => page.indexOf(each));
  expect(found).toEqual([...found].sort((a, b) => a - b));
  expect(found).not.toContain(-1);
  expect(page).toContain("Not everything held on aws.");
  expect(page).toContain("✗ failed");
  // One entry of the legend for each, not for each scenario of each.
  expect(page.match(/<ul class="legend">[\s\S]*?<\/ul>/)?.[0].match(/<li>/g)).toHaveLength(2);
});

describe("files", () => {
  let folder: string;
  const write = (name: string, content: unknown) => {
    const file = path.join(folder, name);
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "acm-compare-"));
    jest.spyOn(console, "log").mockImplementation(() => undefined);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    jest.restoreAllMocks();
  });

  test("the page and the same for programs stand beside each other", () => {
    const out = path.join(folder, "out");
    expect(compareFiles([write("a.json", onpremDemo), write("b.json", awsDemo)], out)).toBe(0);
    expect(readdirSync(out).sort()).toEqual(["onprem-and-aws.html", "onprem-and-aws.json"]);
    const json = JSON.parse(readFileSync(path.join(out, "onprem-and-aws.json"), "utf8")) as Record<string, unknown>;
    expect(json).toMatchObject({
      schemaVersion: 1,
      kind: "acm-demo-comparison",
      names: ["onprem", "aws"],
      overview: overview(comparison).sentences,
      demonstrations: [
        { target: "onprem" },
        { target: "aws", environment: { standIn: "AWS control plane: stand-in" } },
      ],
      prices: [
        { option: "on-premises", one: 0.41 },
        { option: "eks-msk", one: null, other: 2.05, ranOn: ["other"] },
      ],
    });
  });

  test.each<[string, (good: string) => string[], RegExp]>([
    ["an option", (good) => [good, good, "--output", "x"], /--output does not belong to --compare\. Write --compare A/],
    ["one file", (good) => [good], /takes two files; 1 were given/],
    ["three files", (good) => [good, good, good], /takes two files; 3 were given/],
    ["the same file twice", (good) => [good, good], /was given .* twice/],
    ["a file that is not there", (good) => [good, "none.json"], /none\.json cannot be read: ENOENT/],
    ["a cut file", (good) => [good, write("cut.json", JSON.stringify(demo).slice(0, 900))], /cut\.json is not whole/],
    [
      "another version",
      (good) => [good, write("new.json", { ...demo, schemaVersion: 7 })],
      /of version 7; this program/,
    ],
    ["one run", (good) => [good, write("run.json", demo.runs[0]?.record)], /is a record of one run/],
  ])("%s is refused in one message, and nothing is written", (_, files, message) => {
    const out = path.join(folder, "out");
    expect(() => compareFiles(files(write("good.json", demo)), out)).toThrow(message);
    expect(readdirSync(folder)).not.toContain("out");
  });
});
