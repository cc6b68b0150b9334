/** The composition root: configuration → target → stack → outputs. */
import * as pulumi from "@pulumi/pulumi";
import { AcmStack } from "./components/acm-stack";
import { readConfigurationDirectory, readJsonText } from "./config/files";
import { warnings } from "./config/invariants";
import { ConfigurationError, parseStackConfiguration } from "./config/load";
import { enrichmentRules } from "./processor/rules";
import { loadTarget } from "./targets";

async function main() {
  const settings = new pulumi.Config("acm");
  const configuration = parseStackConfiguration(settings.getObject("stack"));
  const { processor, grafana } = configuration;
  const rules = readJsonText(__dirname, "processor.rulesFile", processor.rulesFile, enrichmentRules);
  const operatorFiles =
    processor.configDirectory === undefined
      ? {}
      : {
          operatorFiles: readConfigurationDirectory(__dirname, "processor.configDirectory", processor.configDirectory),
        };
  const grafanaAdminPassword = settings.getSecret("grafanaAdminPassword");
  if (grafana.enabled && grafanaAdminPassword === undefined) {
    throw new ConfigurationError([
      "acm:grafanaAdminPassword: is missing; set it with: pulumi config set --secret acm:grafanaAdminPassword, or set acm:stack.grafana.enabled to false",
    ]);
  }
  for (const warning of warnings(configuration)) await pulumi.log.warn(warning);

  const chosen = await loadTarget(configuration);
  // A plan has neither cluster nor account to look at (plan/engine.ts).
  const problems = settings.getBoolean("planOnly") === true ? [] : await chosen.problems();
  if (problems.length > 0) throw failure(problems.join("\n"));
  const target = chosen.create();
  const stack = new AcmStack(
    "acm",
    {
      configuration,
      target,
      rules,
      registryCredentials: settings.getSecret("registryCredentials"),
      ...operatorFiles,
      ...(grafanaAdminPassword === undefined ? {} : { grafanaAdminPassword }),
    },
    { providers: { kubernetes: target.provider } },
  );
  // Each output by its own name, so that `pulumi stack output costParameters` works.
  return stack.outputs;
}

/** A sentence for the author of the stack file. Without a stack trace, which nobody sees and Pulumi takes seconds to format. */
function failure(message: string): Error {
  return Object.assign(new pulumi.RunError(message), { stack: "" });
}

export = () =>
  main().catch((error: unknown) => {
    throw error instanceof ConfigurationError ? failure(error.message) : error;
  });
