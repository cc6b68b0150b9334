import type { RawEvent } from "./event";
import type { Campaign, EnrichmentRules } from "./rules";

/** What enrichment adds to an event, as the member `enrichment`. */
export interface Enrichment {
  /** The number in E.164 (`+353871234567`); null when it cannot be one. */
  number: string | null;
  /** ISO 3166 code of the number's country; null when the rules do not know it. */
  country: string | null;
  operator: string | null;
  segment: string;
  /** For each campaign of the rules whether this event makes the subscriber eligible. */
  campaigns: Record<string, boolean>;
  /** When it was enriched: RFC 3339, UTC. */
  processedAt: string;
}

type Country = EnrichmentRules["countries"][number];
type Condition = (event: RawEvent, country: string | null, operator: string | null, segment: string) => boolean;

/** Looks values up by the longest prefix. */
class PrefixTable<T> {
  private readonly byPrefix = new Map<string, T>();
  private longest = 0;

  add(prefix: string, value: T): void {
    this.byPrefix.set(prefix, value);
    this.longest = Math.max(this.longest, prefix.length);
  }

  find(text: string): T | undefined {
    for (let length = Math.min(this.longest, text.length); length > 0; length--) {
      const value = this.byPrefix.get(text.slice(0, length));
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

/** Rules compiled for one lookup after another; make one per process, it has no state that changes. */
export class Enricher {
  private readonly homeCallingCode: string;
  private readonly countries = new PrefixTable<Country>();
  private readonly operators = new PrefixTable<string>();
  private readonly segmentOfNumber = new Map<string, string>();
  private readonly segmentOfPrefix = new PrefixTable<string>();
  private readonly defaultSegment: string;
  private readonly campaigns: readonly { id: string; json: string; eligible: Condition }[];

  constructor(rules: EnrichmentRules) {
    this.homeCallingCode = rules.countries.find((country) => country.code === rules.homeCountry)?.callingCode ?? "";
    for (const country of rules.countries) {
      this.countries.add(`+${country.callingCode}`, country);
      for (const operator of country.operators)
        for (const prefix of operator.prefixes) this.operators.add(`+${country.callingCode}${prefix}`, operator.name);
    }
    for (const { segment, numbers } of rules.segments.numbers)
      for (const number of numbers) this.segmentOfNumber.set(number, segment);
    for (const { segment, prefixes } of rules.segments.prefixes)
      for (const prefix of prefixes) this.segmentOfPrefix.add(prefix, segment);
    this.defaultSegment = rules.segments.default;
    this.campaigns = rules.campaigns.map((campaign) => ({
      id: campaign.id,
      json: `${JSON.stringify(campaign.id)}:`,
      eligible: condition(campaign),
    }));
  }

  /** The enrichment as an object. {@link enrichmentJson} gives the same as text. */
  enrich(event: RawEvent, processedAt: string): Enrichment {
    return JSON.parse(this.enrichmentJson(event, processedAt)) as Enrichment;
  }

  /**
   * The enrichment as JSON text. Built without JSON.stringify, for speed: every value is digits, or a name from the
   * rules, whose schema admits no character that JSON would have to escape.
   */
  enrichmentJson(event: RawEvent, processedAt: string): string {
    const number = this.normalise(event.number);
    const country = number === null ? null : (this.countries.find(number)?.code ?? null);
    const operator = number === null ? null : (this.operators.find(number) ?? null);
    const segment =
      number === null
        ? this.defaultSegment
        : (this.segmentOfNumber.get(number) ?? this.segmentOfPrefix.find(number) ?? this.defaultSegment);
    let campaigns = "";
    for (const campaign of this.campaigns) {
      campaigns += campaign.json;
      campaigns += campaign.eligible(event, country, operator, segment) ? "true," : "false,";
    }
    return `{"number":${quoted(number)},"country":${quoted(country)},"operator":${quoted(operator)},"segment":"${segment}","campaigns":{${campaigns.slice(0, -1)}},"processedAt":"${processedAt}"}`;
  }

  /** The number in E.164, or null when it would have more than 15 digits. */
  normalise(number: string): string | null {
    const digits = number.includes(" ") || number.includes("-") ? number.replace(/[ -]/g, "") : number;
    const normalised = digits.startsWith("+")
      ? digits
      : digits.startsWith("00")
        ? `+${digits.slice(2)}`
        : digits.startsWith("0")
          ? `+${this.homeCallingCode}${digits.slice(1)}`
          : `+${digits}`;
    return normalised.length > 16 ? null : normalised;
  }
}

function quoted(value: string | null): string {
  return value === null ? "null" : `"${value}"`;
}

/** One check per condition that the campaign gives, in the order of their cost. */
function condition(campaign: Campaign): Condition {
  const checks: Condition[] = [];
  const { kinds, countries, operators, segments, minimumAmount, minimumDurationSeconds, area } = campaign;
  if (kinds !== undefined) checks.push((event) => kinds.includes(event.kind));
  if (minimumAmount !== undefined) checks.push((event) => event.kind === "topup" && event.amount >= minimumAmount);
  if (minimumDurationSeconds !== undefined)
    checks.push((event) => event.kind === "call" && event.durationSeconds >= minimumDurationSeconds);
  if (area !== undefined)
    checks.push(
      (event) =>
        event.kind === "location" &&
        event.latitude >= area.south &&
        event.latitude <= area.north &&
        event.longitude >= area.west &&
        event.longitude <= area.east,
    );
  if (countries !== undefined) checks.push((_event, country) => country !== null && countries.includes(country));
  if (operators !== undefined)
    checks.push((_event, _country, operator) => operator !== null && operators.includes(operator));
  if (segments !== undefined) checks.push((_event, _country, _operator, segment) => segments.includes(segment));
  return (event, country, operator, segment) => checks.every((check) => check(event, country, operator, segment));
}
