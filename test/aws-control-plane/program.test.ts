/** The aws target's program, its AWS resources made by the stand-in: what AWS would refuse shows here, without an engine. */
import * as pulumi from "@pulumi/pulumi";
import { AcmStack } from "../../components/acm-stack";
import { parseStackConfiguration } from "../../config/load";
import { computedOutputs } from "../../plan/computed-outputs";
import { createTarget } from "../../targets/aws";
import { Account } from "./account";
import type { StoredResource } from "./store";
import { unwrapped } from "./plain";
import type { Properties } from "./values";

const stackFile = (aws: object = {}, kafka: object = {}) => ({
  target: "aws",
  aws: { region: "eu-central-1", owner: "event stream team", costCentre: "4711", ...aws },
  kafka,
  grafana: { enabled: false },
});

let account: Account;
beforeEach(() => (account = new Account()));
afterEach(() => account.remove());

/** Deploys a stack file; returns what AWS has refused, by resource. */
async function deploy(settings: object): Promise<{ made: StoredResource[]; refused: string[] }> {
  const made: StoredResource[] = [];
  const refused: string[] = [];
  const { aws } = account;
  await pulumi.runtime.setMocks(
    {
      newResource: async ({ type, name, inputs: given }) => {
        const inputs = unwrapped(given) as Properties;
        if (!type.startsWith("aws:"))
          return { id: `${name}-id`, state: { ...inputs, ...computedOutputs(type, name, inputs) } };
        const { inputs: checked, problems } = aws.check(type, name, {}, inputs);
        refused.push(...problems.map(({ property, reason }) => `${name}: ${property}: ${reason}`));
        try {
          const resource = await aws.create(type, checked);
          made.push(resource);
          return { id: resource.id, state: resource.outputs };
        } catch (error) {
          refused.push(`${name}: ${String(error)}`);
          throw error;
        }
      },
      call: ({ token, inputs }) => aws.invoke(token, inputs as Properties),
    },
    "acm",
    "test",
    false,
  );
  const configuration = parseStackConfiguration(settings);
  if (configuration.target !== "aws") throw new TypeError("not the aws target");
  await pulumi.runtime.runInPulumiStack(() => {
    const target = createTarget(configuration);
    new AcmStack("acm", { configuration, target, rules: "{}" }, { providers: { kubernetes: target.provider } });
    return Promise.resolve(undefined as never);
  });
  await (pulumi.runtime as unknown as { disconnect: () => Promise<void> }).disconnect();
  return { made, refused };
}

test.each([
  ["the default stack", stackFile()],
  [
    "growing volumes, interface endpoints and one NAT gateway",
    stackFile(
      { network: { kind: "create", natGateways: "one", interfaceEndpoints: true } },
      { maximumStorage: "500Gi" },
    ),
  ],
  ["IAM instead of passwords", stackFile({}, { security: "iam" })],
  [
    "Graviton nodes and an administrator",
    stackFile({
      cluster: {
        kind: "create",
        nodes: { instanceTypes: ["m7g.large"] },
        administrators: ["arn:aws:iam::111122223333:role/ops"],
      },
    }),
  ],
])(
  "AWS takes every resource of %s, and destroying it in the opposite order leaves nothing",
  async (_, settings) => {
    const { made, refused } = await deploy(settings);
    expect(refused).toEqual([]);
    expect(made.length).toBeGreaterThan(50);
    for (const { token, id, inputs } of made.reverse()) {
      // Protection is taken away by a deployment of its own first (aws.protectData).
      if (inputs["deletionProtection"] === true)
        await account.aws.update(token, id, { ...inputs, deletionProtection: false });
      await account.aws.delete(token, id);
    }
    expect(account.aws.store.all()).toEqual([]);
  },
  60_000,
);
