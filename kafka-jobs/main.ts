import { helpText, readOptions, UsageError, type Options, type Values } from "../cli/options";
import { exitCodes, JobError, messageOf, RefusedError, report } from "./job";
import * as load from "./load";
import * as offsets from "./offsets";
import * as topics from "./topics";
import * as verify from "./verify";

interface Command<O extends Options = Options> {
  readonly summary: string;
  readonly options: O;
  readonly run: (values: Values<O>) => Promise<number>;
}

const commands: Readonly<Record<string, Command>> = {
  topics: topics as unknown as Command,
  load: load as unknown as Command,
  offsets: offsets as unknown as Command,
  verify: verify as unknown as Command,
};

const overview = [
  "Jobs on the Kafka of the ACM stack: topics, load and verification.",
  "",
  "usage: kafka-jobs COMMAND [options]",
  "",
  ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}`),
  "",
  "kafka-jobs COMMAND --help lists the options. Output: JSON lines; the last one of type result is the result.",
  "Exit code: 0 done, 1 failed, 2 the command line or a file cannot be used, 3 refused and nothing changed.",
].join("\n");

/** @returns the exit code */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(overview);
    return name === undefined ? exitCodes.usage : exitCodes.success;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (command === undefined) {
      throw new UsageError(`${name} is not a command. Known are: ${Object.keys(commands).join(", ")}.`);
    }
    const values = readOptions(command.options, rest);
    if (values === "help") {
      console.log(helpText(`kafka-jobs ${name} [options]`, command.summary, command.options));
      return exitCodes.success;
    }
    return await command.run(values);
  } catch (error) {
    report("error", { message: messageOf(error) });
    if (error instanceof UsageError) return exitCodes.usage;
    if (error instanceof RefusedError) return exitCodes.refused;
    // Anything but our own errors and Kafka's is a defect; its place is needed to mend it.
    if (!(error instanceof JobError) && process.env.ACM_DEBUG !== undefined) console.error(error);
    return exitCodes.failure;
  }
}

if (require.main === module) {
  void main(process.argv.slice(2)).then((code) => {
    // Requests that are never answered must not keep a finished job alive; the output is flushed first.
    process.stdout.write("", () => process.exit(code));
  });
}
