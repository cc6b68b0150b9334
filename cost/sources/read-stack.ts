/** Prints the outputs of a deployed stack, asked from the Pulumi command. */
import { isLocalStack, pulumiTools } from "../../local/pulumi";
import { silentProgress } from "../../local/progress";
import { tail, tryRun } from "../../local/shell";
import { UserError } from "../../local/user-error";
import { repository } from "../repository";
import { answer } from "./script";

/** Pulumi answers from its own state; longer means a backend that cannot be reached. */
const timeout = 60_000;

const never = (stack: string) =>
  new UserError(
    `The stack "${stack}" was never deployed.`,
    stack === "local"
      ? "Run npm start, or price what it would be: npm run cost -- --plan local"
      : `Run pulumi up --stack ${stack}, or price what it would be: npm run cost -- --plan ${stack}`,
  );

/** Stacks that `npm start` made are in a folder of this user; all others are where `pulumi login` says. */
async function command(stack: string): Promise<{ cliPath: string; environment: NodeJS.ProcessEnv }> {
  if (isLocalStack(stack)) {
    const { cliPath, environment } = await pulumiTools(silentProgress);
    return { cliPath, environment: { ...process.env, ...environment } };
  }
  if (stack === "local") throw never(stack);
  if ((await tryRun("pulumi", ["version"])).code !== 0) {
    throw new UserError(
      `The stack "${stack}" was never deployed by npm start, and there is no pulumi command to ask for others.`,
      `Install Pulumi and run pulumi login, or price what it would be: npm run cost -- --plan ${stack}`,
    );
  }
  return { cliPath: "pulumi", environment: process.env };
}

void answer(async (stack) => {
  const { cliPath, environment } = await command(stack);
  const { code, stdout, stderr } = await tryRun(
    cliPath,
    ["stack", "output", "--json", "--stack", stack, "--non-interactive"],
    { cwd: repository, env: environment, timeout },
  );
  if (code !== 0) {
    if (/no stack named|not found/i.test(stderr)) throw never(stack);
    throw new UserError(
      `Pulumi cannot read the stack "${stack}": ${tail(stderr, 2).replaceAll("\n", " ")}`,
      "Correct that and run it again.",
    );
  }
  const outputs = JSON.parse(stdout) as object;
  if (Object.keys(outputs).length === 0) throw never(stack);
  return outputs;
});
