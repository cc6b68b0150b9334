import { runProgram, stackSettings } from "../../plan/engine";
import type { Plan } from "../../plan/plan";
import { policyProblems, staleExceptions } from "../../plan/policies";

jest.setTimeout(400_000);

const example = stackSettings("aws")["acm:stack"] as { aws: object; kafka: object };
const network = { kind: "existing", vpcId: "vpc-0a1b2c3d", privateSubnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"] };
const twoBrokers = { ...example.kafka, brokers: 2, replicationFactor: 2, minInSyncReplicas: 1 };

/** What a stack file may choose instead of the example's: each adds resources that the reviewed lists do not have. */
const variants: Readonly<Record<string, object>> = {
  hpa: { autoscaler: { kind: "hpa" } },
  "IAM, interface endpoints, administrators, an ingress": {
    aws: {
      ...example.aws,
      network: { kind: "create", interfaceEndpoints: true },
      cluster: { kind: "create", administrators: ["arn:aws:iam::123456789012:role/admin"] },
      ingress: { domain: "acm.example.com" },
    },
    kafka: { ...example.kafka, security: "iam" },
  },
  "a network and a cluster that exist": {
    aws: { ...example.aws, network, cluster: { kind: "existing", name: "shared" }, keda: "existing" },
    kafka: twoBrokers,
  },
};

const plans: Plan[] = [];
test.each(Object.keys(variants))("the plan with %s keeps every policy", async (name) => {
  const plan = await runProgram({ stack: "aws", configuration: { ...example, ...variants[name] } });
  plans.push(plan);
  expect(policyProblems(plan)).toEqual([]);
});

test("no exception from a policy is kept that nothing needs", () => {
  expect(staleExceptions(plans)).toEqual([]);
});
