/** `npm run portability`: what two stacks of the program have in common, what differs, and why. */
import { helpText, optionalText, readOptions, text, UsageError } from "../cli/options";
import { UserError } from "../local/user-error";
import { runProgram } from "./engine";
import { writeOutput } from "./output-files";
import { comparePlans } from "./portability";
import { portabilityFormats, renderPortability, type PortabilityFormat } from "./portability-page";

const options = {
  one: text("NAME", "first stack", { fallback: "onprem" }),
  other: text("NAME", "second stack", { fallback: "aws" }),
  output: optionalText("DIR", "write portability.md, portability.html and portability.json there"),
  format: text("FORMAT", `what is printed: ${portabilityFormats.join(", ")}`, {
    fallback: "markdown",
    pattern: new RegExp(`^(${portabilityFormats.join("|")})$`),
    rule: `one of ${portabilityFormats.join(", ")}`,
  }),
};
const unexplainedCode = 3;

async function main(): Promise<void> {
  const values = readOptions(options, process.argv.slice(2));
  if (values === "help") {
    console.log(
      helpText(
        "npm run portability -- [options]",
        "Compares the plans of two stacks: what is identical, what differs and why, what can change behaviour.",
        options,
        `Exit code: 0 every difference has a reason, 1 a stack file is refused, 2 the command line cannot be used, ${unexplainedCode} a difference has no reason.`,
      ),
    );
    return;
  }
  const result = comparePlans(await runProgram({ stack: values.one }), await runProgram({ stack: values.other }));
  if (values.output !== undefined) {
    writeOutput(values.output, {
      "portability.md": renderPortability("markdown", result),
      "portability.html": renderPortability("html", result),
      "portability.json": renderPortability("json", result),
    });
  }
  process.stdout.write(renderPortability(values.format as PortabilityFormat, result));
  if (result.unexplained.length > 0) {
    const { length } = result.unexplained;
    console.error(
      length === 1
        ? "1 difference has no reason. Give it one in plan/portability-reasons.ts."
        : `${length} differences have no reason. Give each one in plan/portability-reasons.ts.`,
    );
    process.exitCode = unexplainedCode;
  }
}

main().catch((error: unknown) => {
  if (error instanceof UserError || error instanceof UsageError) console.error(error.message);
  else console.error(error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
