import { parseOutputs, sourceOfOutputs } from "./outputs";
import { runScript } from "./script";
import type { Source } from "./source";

/**
 * What the program would deploy with Pulumi.<name>.yaml: no CLI, no cluster, no account.
 * @throws UserError for a stack without a file, or with the program's own words
 */
export async function planSource(name: string): Promise<Source> {
  const outputs = parseOutputs(
    await runScript("read-plan.ts", name),
    `The plan of "${name}"`,
    `See: npm run plan -- --stack ${name}`,
  );
  return { ...sourceOfOutputs(outputs, { kind: "plan", detail: `Pulumi.${name}.yaml` }), stack: name };
}
