/** The two sides of `diff`: what each costs, whatever it is. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { UserError } from "../../local/user-error";
import type { Comparison } from "../compare";
import { parametersVersion } from "../parameters";
import type { FilePriceBook } from "../prices/price-book";
import { repository } from "../repository";
import { readStructured } from "../sources/file";
import { parseOutputs, sourceOfOutputs } from "../sources/outputs";
import { runScript } from "../sources/script";
import { parameterSet } from "../parameters";
import { settingsSource } from "../sources/settings";
import { compareSources } from "./compare";
import { readSources, type SourceValues } from "./sources";

/** What a side costs, by option and line. */
export interface Side {
  readonly title: string;
  readonly options: readonly {
    readonly id: string;
    readonly title: string;
    readonly monthlyUsd: string;
    readonly lines: readonly { readonly id: string; readonly service: string; readonly amountUsd: string }[];
  }[];
  readonly parameters: readonly { readonly path: string; readonly value: string }[];
}

/** A report that was kept: `--format json --output FILE`. */
const keptReport = z.object({
  options: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      monthlyUsd: z.string(),
      lines: z.array(z.object({ id: z.string(), service: z.string(), amountUsd: z.string() })),
    }),
  ),
  parameters: z.array(z.object({ path: z.string(), value: z.string() })),
});

const none: SourceValues = {
  scenario: undefined,
  stack: undefined,
  plan: undefined,
  file: undefined,
  run: undefined,
  prometheus: undefined,
  window: "1h",
  set: [],
};
const kinds = ["stack", "plan", "file", "run", "scenario", "commit"] as const;

export interface SideRequest {
  readonly prices: FilePriceBook;
  /** Pulumi.NAME.yaml that commits are planned with. */
  readonly plan: string | undefined;
  readonly set: readonly string[];
}

/**
 * `plan:aws`, `commit:HEAD~1`, or without a kind: an existing file, else a stack.
 * @throws UserError for what cannot be read
 */
export async function side(text: string, request: SideRequest): Promise<Side> {
  const [, kind, name = text] = new RegExp(`^(${kinds.join("|")}):(.+)$`, "s").exec(text) ?? [];
  if (kind === "commit") return commitSide(name, request);
  if (kind === "file" || (kind === undefined && existsSync(name))) return fileSide(name, request);
  return sourceSide(text, { ...none, [kind ?? "stack"]: name }, request);
}

async function sourceSide(title: string, values: SourceValues, { prices, set }: SideRequest): Promise<Side> {
  const sources = await readSources({ ...values, set });
  return ofComparison(title, compareSources(sources, prices, undefined).comparison);
}

function ofComparison(title: string, { options, parameters, missingPrices }: Comparison): Side {
  if (options.length === 0) {
    throw new UserError(`${title} cannot be priced.`, missingPrices.map(({ message }) => message).join("\n"));
  }
  return { title, options, parameters };
}

/** Parameters, a recorded run, or a report that was kept. */
async function fileSide(file: string, request: SideRequest): Promise<Side> {
  const content = ((await readStructured(file, "file")) ?? {}) as Record<string, unknown>;
  if ("runId" in content) return sourceSide(file, { ...none, run: file }, request);
  if ("version" in content) return sourceSide(file, { ...none, file }, request);
  const report = keptReport.safeParse(content);
  if (report.success) return { title: file, ...report.data };
  throw new UserError(
    `${file} is neither parameters of version ${parametersVersion}, nor a recorded run, nor a report of --format json.`,
    "Name one of these.",
  );
}

/** What the program of another commit would deploy, at today's prices: unpacked in out/, planned, and removed. */
async function commitSide(revision: string, { prices, plan, set }: SideRequest): Promise<Side> {
  if (plan === undefined) {
    throw new UserError(`commit:${revision} needs the name of a stack file.`, "Add --plan NAME, as in --plan aws.");
  }
  const parent = path.join(repository, "out");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, "commit-"));
  try {
    const commit = git("rev-parse", "--verify", "--quiet", `${revision}^{commit}`).toString().trim();
    execFileSync("tar", ["-x", "-C", folder], { input: git("archive", commit) });
    if (!existsSync(path.join(folder, "cost", "sources", "read-plan.ts"))) {
      throw new UserError(
        `The commit ${revision} is older than plans without a cluster.`,
        "Compare with a report that was kept from it.",
      );
    }
    const outputs = await runScript("read-plan.ts", plan, folder);
    const parsed = parseOutputs(
      outputs,
      `The plan of "${plan}" at ${revision}`,
      "Compare commits with the same outputs.",
    );
    const { layer } = sourceOfOutputs(parsed, {
      kind: "plan",
      detail: `Pulumi.${plan}.yaml at ${commit.slice(0, 12)}`,
    });
    const parameters = parameterSet([layer, settingsSource(set).layer]);
    const { comparison } = compareSources({ parameters, scenario: undefined }, prices, undefined);
    return ofComparison(`commit:${revision} (${commit.slice(0, 12)}, plan ${plan})`, comparison);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function git(...args: string[]): Buffer {
  try {
    return execFileSync("git", args, { cwd: repository, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 30 });
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    const said = stderr?.toString().trim().split("\n")[0] ?? "";
    throw new UserError(
      `git ${args[0] ?? ""} ${args.at(-1) ?? ""} failed${said === "" ? ": there is no such commit" : `: ${said}`}.`,
      "Name a commit of this repository.",
    );
  }
}
