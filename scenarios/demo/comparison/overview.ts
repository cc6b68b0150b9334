/** What a reader of the comparison must know in a minute: what is the same, what differs, and what each costs. Pure. */
import { standInSentence } from "../parts";
import { verdictOf } from "../verdict";
import { counted, dollars, seconds, whole } from "../words";
import type { ComparedScenario, DemoComparison } from "./model";

export interface OverviewRow {
  readonly what: string;
  readonly one: string;
  readonly other: string;
  /** What to make of both: "same", "+12 %", "3.9 times". */
  readonly says: string;
}

const list = (words: readonly string[]) =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;

/** "+12 %": how much more the second is. */
function more(one: number | undefined, other: number | undefined): string {
  if (one === undefined || other === undefined || one === 0) return "";
  const percent = Math.round((other / one - 1) * 100);
  return percent === 0 ? "the same" : `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %`;
}

export interface Overview {
  /** What forbids to compare, or weakens it, one sentence each. */
  readonly warnings: readonly string[];
  readonly sentences: readonly string[];
}

export function overview(comparison: DemoComparison): Overview {
  return {
    warnings: warnings(comparison),
    sentences: [
      program(comparison),
      differing(comparison),
      checks(comparison),
      ...(sameLoad(comparison) ? [...speed(comparison), ...cost(comparison)] : []),
    ],
  };
}

function warnings(comparison: DemoComparison): string[] {
  const { pair, names } = comparison;
  const standIns = pair.flatMap((record, index) => {
    const sentence = standInSentence(record);
    return sentence === undefined ? [] : [`${names[index] ?? ""}: ${sentence}`];
  });
  const incomplete = pair.flatMap(({ state }, index) =>
    state === "complete" ? [] : [`The demonstration ${names[index] ?? ""} did not run to its end (${state}).`],
  );
  const bothRan = pair.every(({ runs }) => runs.length > 0);
  const loads = bothRan && !sameLoad(comparison) ? ["The loads differ: neither times nor prices can be compared."] : [];
  return [...standIns, ...incomplete, ...loads];
}

const sameLoad = ({ facts }: DemoComparison) => facts.find(({ what }) => what === "Load")?.same === true;

function program({ facts, pair }: DemoComparison): string {
  const same = (what: string) => facts.find((fact) => fact.what.startsWith(what))?.same === true;
  if (!same("Commit"))
    return "The commits differ: what follows may come from the program as well as from where it ran.";
  const unclear = pair.some(({ commit }) => commit.endsWith("+changes"))
    ? " Files differed from that commit, so that it is not certain that both ran the same program."
    : "";
  const images = same("Images") ? "the same images" : "images that differ";
  return `Both are the same commit, with ${images} for what both run.${unclear}`;
}

function differing({ facts, portability }: DemoComparison): string {
  const names = facts
    .filter(({ same, what }) => !same && what !== "Commit")
    .map(({ what }) => (/^K/.test(what) ? what : what.toLowerCase()));
  const places =
    portability === undefined
      ? ""
      : ` Of what was deployed, ${counted(portability.identical.length, "resource")} are identical and ${portability.adapted.length} the same with other values; ${
          portability.unexplained.length === 0
            ? "every difference has its reason below."
            : `below: ${counted(portability.unexplained.length, "difference")} without a known reason.`
        }`;
  return `${names.length === 0 ? "Nothing differs in what they are made of." : `What differs: ${list(names)}.`}${places}`;
}

function checks({ requirements, names }: DemoComparison): string {
  const all = requirements.flatMap((requirement) => requirement.checks);
  const both = all.filter(({ one, other }) => one !== undefined && other !== undefined);
  const other = both.filter(({ same }) => !same);
  if (both.length === 0) return "There is no check that both made.";
  const said = other.map(({ id, one, other: second }) => `${id} (${word(one?.verdict)} / ${word(second?.verdict)})`);
  return other.length === 0
    ? `All ${both.length} checks have the same result on both.`
    : `${both.length - other.length} of ${both.length} checks have the same result on both; not ${list(said)}, in the order ${names[0]} / ${names[1]}.`;
}

const word = (verdict: "passed" | "failed" | "skipped" | undefined) =>
  verdict === "skipped" ? "not checked" : verdict;

const scaled = (scenarios: readonly ComparedScenario[]) => scenarios.find(({ scenario }) => scenario === 2);

function speed({ scenarios, names }: DemoComparison): string[] {
  const { one, other } = scaled(scenarios) ?? {};
  if (one === undefined || other === undefined) return [];
  return [
    `With scaling the load was read after ${seconds(one.seconds)} on ${names[0]} and ${seconds(other.seconds)} on ${names[1]} (${more(one.seconds, other.seconds)}).`,
  ];
}

function cost({ prices, names }: DemoComparison): string[] {
  const own = (side: "one" | "other") => prices.find(({ ranOn }) => ranOn.includes(side));
  const [one, other] = [own("one"), own("other")];
  if (one?.one === undefined || other?.other === undefined) return [];
  const said = (usd: number, title: string, name: string) => `${dollars(usd)} USD on ${name} (${title})`;
  return [
    `A million events at that load cost ${said(one.one, one.title, names[0])} and ${said(other.other, other.title, names[1])}, ${times(one.one, other.other)} as much.`,
  ];
}

/** "3.9 times" */
const times = (one: number, other: number) => `${(other / one).toPrecision(2)} times`;

/** The same as figures. */
export function overviewRows(comparison: DemoComparison): OverviewRow[] {
  const { pair, facts, scenarios, prices } = comparison;
  const [left, right] = pair.map((record) => verdictOf(record).counts);
  const passed = (counts: typeof left) =>
    counts === undefined ? "" : `${counts.passed} of ${counts.passed + counts.failed + counts.skipped}`;
  const fact = (what: string) => facts.find((each) => each.what === what);
  const row = (what: string): OverviewRow[] => {
    const found = fact(what);
    return found === undefined ? [] : [{ ...found, says: found.same ? "same" : "differs" }];
  };
  const timed = scenarios.flatMap(({ scenario, one, other }): OverviewRow[] => [
    {
      what: `Scenario ${scenario}: all read after`,
      one: one === undefined ? "–" : `${seconds(one.seconds)}, ${counted(one.replicas, "replica")}`,
      other: other === undefined ? "–" : `${seconds(other.seconds)}, ${counted(other.replicas, "replica")}`,
      says: sameLoad(comparison) ? more(one?.seconds, other?.seconds) : "",
    },
  ]);
  const wrong = (side: "one" | "other") =>
    scenarios.reduce((sum, each) => sum + (each[side]?.lost ?? 0) + (each[side]?.writtenTwice ?? 0), 0);
  const own = (side: "one" | "other") => prices.find(({ ranOn }) => ranOn.includes(side));
  const [one, other] = [own("one")?.one, own("other")?.other];
  const usd = (value: number | undefined, title: string | undefined) =>
    value === undefined ? "not priced" : `${dollars(value)} USD, ${title ?? ""}`;
  return [
    { what: "Checks passed", one: passed(left), other: passed(right), says: checksSay(comparison) },
    ...row("Commit").map((each) => ({ ...each, one: each.one.slice(0, 12), other: each.other.slice(0, 12) })),
    ...row("Kafka"),
    ...row("Kubernetes"),
    ...timed,
    {
      what: "Events lost or written twice",
      one: whole(wrong("one")),
      other: whole(wrong("other")),
      says: wrong("one") === wrong("other") ? "same" : "differs",
    },
    {
      what: "A million events, on what it ran on",
      one: usd(one, own("one")?.title),
      other: usd(other, own("other")?.title),
      says: one === undefined || other === undefined || !sameLoad(comparison) ? "" : times(one, other),
    },
  ];
}

function checksSay({ requirements }: DemoComparison): string {
  const differ = requirements.flatMap(({ checks: own }) => own.filter(({ same }) => !same)).length;
  return differ === 0 ? "same" : `${counted(differ, "check")} ${differ === 1 ? "differs" : "differ"}`;
}
