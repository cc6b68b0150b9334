import { flag, helpText, number, optionalText, readOptions, text, UsageError } from "../../cli/options";

const options = {
  events: number("N", "events to send", { fallback: 75_000, minimum: 1, maximum: 1_000_000, whole: true }),
  rate: number("R", "events a second", { fallback: 2_500, minimum: 0.1, maximum: 10_000 }),
  name: text("NAME", "what it is called", { pattern: /^[a-z]+$/, rule: "lower-case letters" }),
  kubeconfig: optionalText("FILE", "another cluster"),
  json: flag("prints JSON"),
};

test("values are typed, defaults fill what is not given", () => {
  expect(readOptions(options, ["--name", "load", "--rate=0.5", "--json"])).toEqual({
    events: 75_000,
    rate: 0.5,
    name: "load",
    kubeconfig: undefined,
    json: true,
  });
});

test.each([
  [["--events", "0"], "--events 0 cannot be used. It must be a whole number from 1 to 1000000."],
  [["--events", "1.5"], "--events 1.5 cannot be used. It must be a whole number from 1 to 1000000."],
  [["--events=-1"], "--events -1 cannot be used. It must be a whole number from 1 to 1000000."],
  [["--rate", "abc"], "--rate abc cannot be used. It must be a number from 0.1 to 10000."],
  [["--rate", "0x10"], "--rate 0x10 cannot be used. It must be a number from 0.1 to 10000."],
  [["--rate", "Infinity"], "--rate Infinity cannot be used. It must be a number from 0.1 to 10000."],
  [["--name", "A1"], "--name A1 cannot be used. It must be lower-case letters."],
  [["--name", "a", "--kubeconfig="], "--kubeconfig  cannot be used. It must be not empty."],
  [[], "--name is missing. Give --name NAME: what it is called."],
  [["--evnts", "1"], "--evnts is not an option. Known are: --events, --rate, --name, --kubeconfig, --json."],
  [["stray"], '"stray" does not belong here. Options begin with two hyphens.'],
  [["--rate"], "--rate: its value cannot be read. Write --rate=VALUE, or see --help."],
  [["--json=yes"], "--json: its value cannot be read."],
])("%j is refused in one message", (argv, message) => {
  expect(() => readOptions(options, argv)).toThrow(UsageError);
  expect(() => readOptions(options, argv)).toThrow(message);
});

test("--help wins over everything that is missing", () => {
  expect(readOptions(options, ["--help"])).toBe("help");
  expect(readOptions(options, ["-h", "--events", "0"])).toBe("help");
});

test("the help names every option with its default", () => {
  const help = helpText("npm start -- [options]", "Starts it.", options);
  for (const name of Object.keys(options)) expect(help).toContain(`--${name}`);
  expect(help).toContain("(default 75000)");
  expect(help).toContain("(required)");
  expect(Math.max(...help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
});
