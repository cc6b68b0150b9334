import defaultRules from "../../processor/default-rules.json";
import { parseJson } from "../../processor/json-file";
import { enrichmentRules } from "../../processor/rules";

const check = (change: object) => () => parseJson({ ...defaultRules, ...change }, enrichmentRules, "rules file r.json");

test("the default rules are valid", () => {
  expect(check({})().countries.map((country) => country.code)).toContain("IE");
});

test.each([
  ["an unknown home country", { homeCountry: "FR" }, 'homeCountry: must be the code of one of countries, but is "FR"'],
  ["a lower-case country", { homeCountry: "ie" }, "must be two capital letters"],
  [
    "a campaign twice",
    { campaigns: [{ id: "a" }, { id: "a" }] },
    'campaigns[1].id: must be unique, this campaign is given twice, but is "a"',
  ],
  [
    "a campaign for a segment that is not there",
    { campaigns: [{ id: "a", segments: ["royal"] }] },
    "campaigns[0].segments[0]: must be one of the segments of this file",
  ],
  ["a kind that is not there", { campaigns: [{ id: "a", kinds: ["fax"] }] }, "campaigns[0].kinds[0]: must be"],
  [
    "a name that JSON would have to escape",
    { campaigns: [{ id: 'a"b' }] },
    "campaigns[0].id: must be a name of letters",
  ],
  [
    "an area upside down",
    { campaigns: [{ id: "a", area: { south: 2, north: 1, west: 0, east: 1 } }] },
    "must have south at most north",
  ],
])("%s is refused with its path", (_what, change, message) => {
  expect(check(change)).toThrow(message);
});
