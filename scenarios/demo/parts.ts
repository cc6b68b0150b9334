/** Parts of the demonstration's page: what stands on top, and where and how it ran. */
import { facts } from "../../report/page";
import { html, type Content, type Html } from "../../report/html";
import { opens } from "../../report/table";
import { headlines } from "./headline";
import type { DemoRecord } from "./record";
import type { Verdict } from "./verdict";
import { counted, dollars, minute, seconds, tally, whole } from "./words";

/** Verdict, what is wrong, what stands in for something, four numbers, and what could not be checked. */
export function opening(record: DemoRecord, { says, problems, failed, skipped }: Verdict): Html {
  const wrong = [...failed.map(({ id, title, reason }) => `${id} ${title}: ${reason ?? ""}`), ...problems];
  return html`<p class="answer">${says}</p>
    ${wrong.length > 0 && html`<div class="note">${wrong.map((sentence) => html`<p>${sentence}</p>`)}</div>`}
    ${standInNote(record)}${cards(record)}
    ${
      skipped.length > 0 &&
      opens(
        `What could not be checked here, and why (${skipped.length})`,
        html`<ul>
          ${skipped.map(({ id, title, reason }) => html`<li>${id} ${title}: ${reason ?? "no reason was recorded"}</li>`)}
        </ul>`,
        html` class="printed"`,
      )
    }`;
}

/** Nothing that stood in for something may be taken for the thing itself. */
export function standInSentence({ environment: { standIn } }: DemoRecord): string | undefined {
  if (standIn === undefined) return undefined;
  return `${standIn}. Kubernetes, Kafka and what runs on them are real, on the machine named under Environment: times are that machine's, prices are those of what the stack asks for.`;
}

function standInNote(record: DemoRecord): Content {
  const sentence = standInSentence(record);
  return sentence !== undefined && html`<div class="note"><p>${sentence}</p></div>`;
}

const card = (number: string, says: string) =>
  html`<div class="card"><strong>${number}</strong><span>${says}</span></div>`;

function cards(record: DemoRecord): Html {
  const checks = record.requirements.flatMap((requirement) => requirement.checks);
  const scenarios = headlines(record);
  const [one, scaled] = [1, 2].map((wanted) => scenarios.find(({ scenario }) => scenario === wanted));
  const events = record.runs.reduce((sum, run) => sum + run.record.load.sent, 0);
  const wrong = scenarios.reduce((sum, { lost, writtenTwice }) => sum + lost + writtenTwice, 0);
  const passed = checks.filter(({ verdict }) => verdict === "passed").length;
  const rest = tally(checks.filter(({ verdict }) => verdict !== "passed"));
  return html`<div class="cards">
    ${checks.length > 0 && card(`${passed} of ${checks.length}`, `checks passed${rest === "" ? "" : `; ${rest}`}`)}
    ${
      one !== undefined &&
      scaled !== undefined &&
      card(
        `${seconds(one.seconds)} → ${seconds(scaled.seconds)}`,
        `until everything was read: one replica, and up to ${counted(scaled.replicas, "replica")}`,
      )
    }
    ${events > 0 && card(`${whole(wrong)} of ${whole(events)}`, "events lost or written twice")}
    ${
      scaled?.perMillionUsd !== undefined &&
      card(`${dollars(scaled.perMillionUsd)} USD`, "a million events, on what it ran on and at its load, with scaling")
    }
  </div>`;
}

/** Commands, in the order in which somebody else would type them. */
export function repetition({ commit, command, stackName, environment: { standIn } }: DemoRecord): Html {
  const checkout = commit === "unknown" ? [] : [`git checkout ${commit.replace("+changes", "")}`];
  const deploy = stackName === "local" ? "npm start" : `pulumi up --stack ${stackName}`;
  // What starts a stand-in deploys the stack itself.
  const commands = standIn === undefined ? [deploy, command] : [command];
  return html`<pre><code>${[...checkout, ...commands].join("\n")}</code></pre>
    ${commit.endsWith("+changes") && html`<p>Files differed from that commit when it ran.</p>`}`;
}

export function environmentFacts(record: DemoRecord): Html {
  const { environment, stack, commit } = record;
  const { kafka, processor } = stack.costParameters;
  const lines = (values: readonly string[]) => values.map((value, index) => [index > 0 && html`<br />`, value]);
  return facts([
    ["Target", `${stack.target}, stack "${record.stackName}", namespace "${stack.namespace}"`],
    ...(environment.standIn === undefined ? [] : [["Stand-in", environment.standIn] as const]),
    ["Commit", commit],
    ["Cluster", `Kubernetes ${environment.kubernetes} at ${environment.server}`],
    ["Kafka", `${kafka.version}, ${kafka.mode}, ${kafka.placement}, ${kafka.brokers} brokers`],
    [
      "Processor",
      `${processor.serviceTimeMs} ms an event, ${processor.concurrency} at once, ${processor.replicas.min} to ${processor.replicas.max} replicas, ${processor.deliveryGuarantee}`,
    ],
    [
      "Autoscaler",
      `${stack.autoscaler.kind}${stack.autoscaler.lagThreshold === undefined ? "" : `, ${stack.autoscaler.lagThreshold} events a replica`}`,
    ],
    ["Images", lines(stack.workloads.map(({ name, image }) => `${name}: ${image}`))],
    ["Seen from", `Node ${environment.node}, ${environment.cpus} CPUs, ${environment.memoryGib} GiB`],
    ["When", `${minute(record.startedAt)} to ${minute(record.endedAt)} UTC`],
  ]);
}
