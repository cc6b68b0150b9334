/** `npm run plan`: what a stack would be made of, on a machine with nothing but Node. */
import { flag, helpText, optionalText, readOptions, text, UsageError, type Values } from "../cli/options";
import { UserError } from "../local/user-error";
import { runProgram } from "./engine";
import { writeOutput } from "./output-files";
import { priceOf } from "./price";
import { manifests, resourceList } from "./render";
import { formats, renderPlan, type PlanFormat } from "./report";

const options = {
  stack: text("NAME", "stack whose file Pulumi.NAME.yaml is read"),
  output: optionalText("DIR", "write resources.json, resources.txt, manifests.yaml and plan.md there"),
  format: text("FORMAT", `what is printed: ${formats.join(", ")}`, {
    fallback: "markdown",
    pattern: new RegExp(`^(${formats.join("|")})$`),
    rule: `one of ${formats.join(", ")}`,
  }),
  unknown: flag("as in a preview of a new stack: nothing is known that a cloud computes"),
};

async function plan({ stack, output, format, unknown }: Values<typeof options>): Promise<void> {
  const result = await runProgram({ stack, unknown });
  const report = { plan: result, price: priceOf(result) };
  if (output !== undefined) {
    const files = {
      "resources.json": renderPlan("json", report),
      "resources.txt": resourceList(result),
      "manifests.yaml": manifests(result),
      "plan.md": renderPlan("markdown", report),
    };
    console.error(`Written to ${writeOutput(output, files)}: ${Object.keys(files).join(", ")}`);
  }
  process.stdout.write(renderPlan(format as PlanFormat, report));
}

async function main(): Promise<void> {
  const values = readOptions(options, process.argv.slice(2));
  if (values === "help") {
    console.log(
      helpText(
        "npm run plan -- --stack NAME [options]",
        "Runs the program in Pulumi's own runtime against an engine that only records, and shows what it asks for.",
        options,
        "Exit code: 0 planned, 1 the stack file is refused, 2 the command line cannot be used.",
      ),
    );
    return;
  }
  await plan(values);
}

main().catch((error: unknown) => {
  if (error instanceof UserError || error instanceof UsageError) console.error(error.message);
  else console.error(error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
