import { parseOutputs, sourceOfOutputs } from "./outputs";
import { runScript } from "./script";
import type { Source } from "./source";

/**
 * A deployed stack, by its outputs.
 * @throws UserError when it was never deployed, cannot be read, or has outputs of another version
 */
export async function stackSource(name: string): Promise<Source> {
  const outputs = parseOutputs(
    await runScript("read-stack.ts", name),
    `The stack "${name}"`,
    `Deploy it with this version of the program: pulumi up --stack ${name}`,
  );
  return { ...sourceOfOutputs(outputs, { kind: "stack", detail: name }), stack: name };
}
