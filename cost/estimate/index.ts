/** `npm run cost -- estimate FILE`: a list of services priced by itself, apart from any stack. */
import { z } from "zod";
import type { Comparison, MissingPriceEntry } from "../compare";
import { evaluateLine, sumOf } from "../formula";
import { MissingPrice, type CostLine, type Input, type Option, type PriceBook } from "../model";
import { issueText, ParameterError } from "../parameters";
import * as capacity from "./capacity";
import { givenOf, type EstimatedService } from "./field";
import * as serverless from "./serverless";

/** Raised when an older reader would misunderstand a file. */
export const estimateVersion = 1;

/** What can be estimated, by the name that a file uses. */
export const estimatedServices: Readonly<Record<string, EstimatedService>> = {
  lambda: serverless.lambda,
  "step-functions": serverless.stepFunctions,
  kinesis: serverless.kinesisStreams,
  msk: capacity.msk,
  "msk-serverless": capacity.serverlessMsk,
  eks: capacity.eks,
  ec2: capacity.ec2,
  ebs: capacity.ebs,
  nat: capacity.nat,
  "load-balancer": capacity.loadBalancer,
  ecr: capacity.ecr,
  "data-transfer": capacity.dataTransfer,
};

const header = z.strictObject({
  version: z.literal(estimateVersion),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as "us-east-1"'),
  services: z.array(z.record(z.string(), z.unknown())).min(1),
});

const example = `{"version": ${estimateVersion}, "region": "us-east-1", "services": [{"service": "ecr", "gib": 5}]}`;

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly service: EstimatedService;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Prices the services of a file.
 * @throws {ParameterError} with everything that is wrong in the file, each with its path and what would be right
 */
export function estimate(content: unknown, prices: PriceBook): Comparison {
  const { region, entries } = readEstimate(content);
  const lines: CostLine[] = [];
  const missingPrices: MissingPriceEntry[] = [];
  for (const { name, path, service, values } of entries) {
    try {
      const given = givenOf(path, service.fields, values);
      const made = service.lines({ region, book: prices }, given);
      lines.push(...made.map((line) => ({ ...line, id: `${name}.${line.id}` })));
    } catch (error) {
      if (!(error instanceof MissingPrice)) throw error;
      const { key, message } = error;
      missingPrices.push({ option: "estimate", key, region, message: `${path}: ${message}` });
    }
  }
  const evaluated = lines.map(evaluateLine);
  const option: Option = {
    id: "estimate",
    title: "Estimate",
    parts: entries.map(({ name }) => name),
    lines: evaluated,
    monthlyUsd: sumOf(evaluated.map(({ amountUsd }) => amountUsd)),
    exclusions: ["everything that is not in the file"],
  };
  const dates = evaluated.flatMap((line) => Object.values(line.prices).map(({ priceDate }) => priceDate));
  const inputs = new Map(evaluated.flatMap((line) => Object.values(line.inputs)).map((input) => [input.path, input]));
  return {
    scenario: "estimate",
    // A total that lacks a service is none.
    options: missingPrices.length > 0 ? [] : [option],
    missingPrices,
    priceDate: dates.sort()[0],
    parameters: [regionInput(region), ...inputs.values()],
    warnings: [],
  };
}

const regionInput = (value: string): Input => ({
  path: "region",
  label: "cloud region",
  value,
  unit: "",
  origin: { kind: "file" },
});

function readEstimate(content: unknown): { region: string; entries: Entry[] } {
  const result = header.safeParse(content);
  if (!result.success) {
    throw new ParameterError(
      result.error.issues.map((issue) => {
        const where = issue.path.join(".");
        return `${where === "" ? "The estimate" : where}: ${text(issue)}. A small estimate: ${example}`;
      }),
    );
  }
  const problems: string[] = [];
  const entries = result.data.services.flatMap((values, index) => entry(values, index, problems));
  const names = entries.map(({ name }) => name);
  for (const { name, path } of entries) {
    if (names.indexOf(name) !== names.lastIndexOf(name)) {
      problems.push(`${path}.name: ${JSON.stringify(name)} is given twice; each service needs a name of its own`);
    }
  }
  if (problems.length > 0) throw new ParameterError(problems);
  return { region: result.data.region, entries };
}

const nameField = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'must be lower case letters, digits and hyphens, such as "enrichment"');

function entry(content: Readonly<Record<string, unknown>>, index: number, problems: string[]): Entry[] {
  const path = `services[${index}]`;
  const { service: kind, ...values } = content;
  const service =
    typeof kind === "string" && Object.hasOwn(estimatedServices, kind) ? estimatedServices[kind] : undefined;
  if (service === undefined) {
    const known = Object.keys(estimatedServices).join(", ");
    problems.push(`${path}.service: must be one of ${known} (now ${JSON.stringify(kind)})`);
    return [];
  }
  const shape = Object.fromEntries(
    Object.entries(service.fields).map(([name, { schema, fallback }]) => [
      name,
      fallback === undefined ? schema : schema.optional(),
    ]),
  );
  const result = z.strictObject({ name: nameField.optional(), ...shape }).safeParse(values);
  if (result.success) {
    const { name = `${String(kind)}-${index + 1}`, ...rest } = result.data as Record<string, unknown>;
    return [{ name: String(name), path, service, values: rest }];
  }
  for (const issue of result.error.issues) {
    const field = String(issue.path[0] ?? "");
    if (issue.code === "unrecognized_keys") {
      const known = Object.keys(service.fields).join(", ");
      problems.push(
        ...issue.keys.map((key) => `${path}.${key}: is not a field of ${String(kind)}; known are ${known}`),
      );
    } else if (!Object.hasOwn(values, field)) {
      const { label = "", unit = "" } = service.fields[field] ?? {};
      problems.push(`${path}.${field}: is missing: ${label}${unit === "" ? "" : ` (${unit})`}`);
    } else {
      problems.push(`${path}.${field}: ${issueText(issue)} (now ${JSON.stringify(values[field])})`);
    }
  }
  return [];
}

function text(issue: z.core.$ZodIssue): string {
  return issue.code === "unrecognized_keys" ? `${issue.keys.join(", ")} is not known` : issueText(issue);
}
