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

const compareNotes = ["Sources overlay each other in the order in which they are listed.", exitCodesText].join("\n");

/** Commands by their first word; "" is the comparison. */
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
};

async function main(argv: readonly string[]): Promise<ExitCode> {
  const firstOption = argv.findIndex((each) => each.startsWith("-"));
  const words = argv.slice(0, firstOption === -1 ? argv.length : firstOption);
  const [name = "", ...rest] = words;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    const known = Object.keys(commands).filter((each) => each !== "");
    throw new UsageError(
      `"${name}" is not a command. Known are: ${known.join(", ")}; without one, the options are compared.`,
    );
  }
  const { usage, summary, words: wanted, options, run } = await load();
  const values = readOptions(options, argv.slice(words.length));
  if (values === "help") {
    console.log(helpText(usage, summary, options, name === "" ? compareNotes : exitCodesText));
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
