import type { Portability, StackDifference } from "./portability";
import { portabilityHtml } from "./portability-html";
import { table } from "./render";

export const portabilityFormats = ["markdown", "html", "json"] as const;
export type PortabilityFormat = (typeof portabilityFormats)[number];

export function renderPortability(format: PortabilityFormat, result: Portability): string {
  switch (format) {
    case "markdown":
      return page(result);
    case "html":
      return portabilityHtml(result);
    case "json":
      return `${JSON.stringify(portabilityJson(result), undefined, 2)}\n`;
  }
}

/** For JSON, which has no undefined: where a value is missing it is null. */
export function portabilityJson(result: Portability) {
  const places = (list: readonly StackDifference[]) =>
    list.map(({ one, other, ...rest }) => ({ ...rest, one: one ?? null, other: other ?? null }));
  return {
    ...result,
    explained: result.explained.map(({ reason: { places: _, ...reason }, places: found }) => ({
      ...reason,
      places: places(found),
    })),
    unexplained: places(result.unexplained),
  };
}

function page({ stacks: [one, other], identical, adapted, explained, unexplained }: Portability): string {
  const behaviour = explained.filter(({ reason }) => reason.behaviour !== undefined);
  return [
    `# One program, two stacks: ${one} and ${other}`,
    "",
    `Compared from their plans. ${identical.length} resources are identical, ${adapted.length} are the same with other values, and what only one stack has is listed by its reason. Images, rules, dashboards, topics, processor and autoscaler are the same objects.`,
    "",
    "## What can change behaviour",
    "",
    ...behaviour.map(({ reason }) => `- **${reason.title}**: ${reason.behaviour ?? ""}`),
    "",
    "## What differs, and why",
    "",
    ...explained.flatMap(({ reason, places }) => [
      `### ${reason.title}`,
      "",
      reason.why,
      "",
      table([one, other, "where"], rows(places)),
      "",
    ]),
    ...(unexplained.length === 0
      ? []
      : ["## Without a reason", "", table([one, other, "where"], rows(unexplained)), ""]),
    "## Identical",
    "",
    ...identical.map((label) => `- ${label}`),
    "",
  ].join("\n");
}

/** What is the same in many places stands once. */
export function differenceRows(
  places: readonly StackDifference[],
): { readonly one: string; readonly other: string; readonly where: readonly string[] }[] {
  const groups = new Map<string, { one: string; other: string; where: string[] }>();
  for (const place of places) {
    const row = { one: shown(place.one), other: shown(place.other), where: [] };
    const key = JSON.stringify(row);
    if (!groups.has(key)) groups.set(key, row);
    groups.get(key)?.where.push([place.resource, place.path].filter((part) => part !== "").join(" "));
  }
  return [...groups.values()];
}

function rows(places: readonly StackDifference[]): string[][] {
  const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  return differenceRows(places).map(({ one, other, where }) => [cell(one), cell(other), where.join("<br>")]);
}

function shown(value: unknown): string {
  if (value === undefined) return "";
  if (Array.isArray(value) && value.every((word) => typeof word === "string")) return value.join(" ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
