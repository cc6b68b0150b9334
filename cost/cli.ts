/** `npm run cost`: what the event stream costs, here and elsewhere. */
import { helpText, readOptions, UsageError, type Options, type Values } from "../cli/options";
import { exitCodes, exitCodesText, type ExitCode } from "./exit-codes";
import { compareOptions } from "./commands/options";

interface Command {
  readonly usage: string;
  readonly summary: string;
  /** Words that stand before the options. */
  readonly words: readonly string[];
  readonly options: Options;
  readonly run: (values: Values<Options>, words: readonly string[], line: string) => Promise<ExitCode>;
}

/** Binds the types of options and values of one command. */
function command<O extends Options>(each: {
  usage: string;
  summary: string;
  words?: readonly string[];
  options: O;
  run: (values: Values<O>, words: readonly string[], line: string) => Promise<ExitCode>;
}): Command {
  return { words: [], ...each, run: each.run as Command["run"] };
}

const compareNotes = () =>
  [
    "Sources overlay each other in the order in which they are listed.",
    `Other commands, each with its own --help: ${Object.keys(commands)
      .filter((each) => each !== "")
      .join(", ")}.`,
    exitCodesText,
  ].join("\n");

/** Commands by their first words; "" is the comparison. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  "": () =>
    Promise.resolve(
      command({
        usage: "npm run cost -- [options]",
        summary:
          "Compares what the event stream costs on premises, on EKS, on virtual machines, on Lambda and with Step Functions.",
        options: compareOptions,
        run: async (values, _words, line) => (await import("./commands/compare")).compareCommand(values, line),
      }),
    ),
  estimate: async () => {
    const { estimateOptions } = await import("./commands/options");
    return command({
      usage: "npm run cost -- estimate FILE [options]",
      summary:
        'Prices a list of services from inputs of its own, apart from any stack. FILE is JSON or YAML; "-" reads JSON from standard input.',
      words: ["FILE"],
      options: estimateOptions,
      run: async (values, [file = ""], line) =>
        (await import("./commands/estimate")).estimateCommand(values, file, line),
    });
  },
  diff: async () => {
    const { diffOptions, diffCommand, diffNotes } = await import("./commands/diff");
    return command({
      usage: "npm run cost -- diff A B [options]",
      summary: `What changes in cost from A to B. ${diffNotes}`,
      words: ["A", "B"],
      options: diffOptions,
      run: diffCommand,
    });
  },
  "prices list": async () => {
    const { listOptions, listPrices } = await import("./commands/prices");
    return command({
      usage: "npm run cost -- prices list [options]",
      summary: "Lists a region's prices with unit, tiers, date, confidence and source, and those that are missing.",
      options: listOptions,
      run: (values) => Promise.resolve(listPrices(values)),
    });
  },
  "prices check": async () => {
    const { checkOptions, checkPrices } = await import("./commands/prices");
    return command({
      usage: "npm run cost -- prices check [options]",
      summary: "Checks every price file, and tells how old the prices are.",
      options: checkOptions,
      run: (values) => Promise.resolve(checkPrices(values)),
    });
  },
  "prices refresh": async () => {
    const { refreshOptions, refreshPrices } = await import("./commands/prices");
    return command({
      usage: "npm run cost -- prices refresh --region REGION [options]",
      summary:
        "Reads a region's prices from AWS's public price list, shows what has changed, and writes new dated files.",
      options: refreshOptions,
      run: (values) => refreshPrices(values),
    });
  },
};

/** Words and options of a command, which may stand in any order: an option's value is no word. */
function apart(argv: readonly string[], options: Options): [words: string[], options: string[]] {
  const words: string[] = [];
  const given: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const each = argv[index] ?? "";
    if (!each.startsWith("--")) (each.startsWith("-") && each !== "-" ? given : words).push(each);
    else {
      given.push(each);
      const takesValue = options[each.slice(2)]?.placeholder !== undefined;
      const next = argv[index + 1];
      if (takesValue && next !== undefined) {
        given.push(next);
        index++;
      }
    }
  }
  return [words, given];
}

async function main(argv: readonly string[]): Promise<ExitCode> {
  const firstOption = argv.findIndex((each) => each.startsWith("-"));
  const words = argv.slice(0, firstOption === -1 ? argv.length : firstOption);
  const name = [words.slice(0, 2).join(" "), words[0] ?? ""].find((each) => Object.hasOwn(commands, each));
  const load = name === undefined ? undefined : commands[name];
  if (name === undefined || load === undefined) {
    const known = Object.keys(commands).filter((each) => each !== "");
    throw new UsageError(
      `"${words.join(" ")}" is not a command. Known are: ${known.join(", ")}; without one, all options are compared.`,
    );
  }
  const { usage, summary, words: wanted, options, run } = await load();
  const [rest, given] = apart(argv.slice(name === "" ? 0 : name.split(" ").length), options);
  const values = readOptions(options, given);
  if (values === "help") {
    console.log(helpText(usage, summary, options, name === "" ? compareNotes() : exitCodesText));
    return exitCodes.ok;
  }
  if (rest.length !== wanted.length) {
    throw new UsageError(
      wanted.length === 0
        ? `"${rest[0] ?? ""}" does not belong here. Options begin with two hyphens; see --help.`
        : `${name} needs ${wanted.join(" and ")}: ${usage}`,
    );
  }
  return run(values, rest, `npm run cost -- ${argv.join(" ")}`.trim());
}

/** Problems are for people: what is wrong and what to do, without a stack trace. */
export async function runCost(argv: readonly string[]): Promise<void> {
  try {
    process.exitCode = await main(argv);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof UsageError ? exitCodes.usage : exitCodes.error;
  }
}
