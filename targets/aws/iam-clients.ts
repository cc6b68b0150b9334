import { PodIdentityAssociation } from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import { tags, type AwsContext, type PolicyStatement } from "./context";
import type { KubernetesCluster } from "./kubernetes-cluster";
import { podIdentity, serviceRole } from "./roles";
import { kedaNamespace } from "./platform";

/** Service account of the stack's Kafka clients: monitoring, which needs no rights on Kafka, does not run under it. */
export const clientAccount = "kafka-clients";

export interface IamClientsArgs {
  readonly context: AwsContext;
  readonly cluster: KubernetesCluster;
  readonly mskArn: pulumi.Input<string>;
  readonly namespace: pulumi.Input<string>;
  readonly topics: readonly string[];
  readonly consumerGroup: string;
}

/** What a name of Kafka's is called in IAM. @param arn of the MSK cluster: `arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/ID` */
function arnOf(arn: string, kind: "topic" | "group" | "transactional-id", name: string): string {
  return `${arn.replace(":cluster/", `:${kind}/`)}/${name}`;
}

/** Rights of the processor, the topics Job and the load on the stack's own topics and group. */
export function clientStatements(arn: string, topics: readonly string[], consumerGroup: string): PolicyStatement[] {
  return [
    ...readingStatements(arn, topics, consumerGroup),
    {
      Sid: "MakeAndWriteTopics",
      Effect: "Allow",
      Action: [
        "kafka-cluster:CreateTopic",
        "kafka-cluster:AlterTopic",
        "kafka-cluster:AlterTopicDynamicConfiguration",
        "kafka-cluster:ReadData",
        "kafka-cluster:WriteData",
      ],
      Resource: topics.map((topic) => arnOf(arn, "topic", topic)),
    },
    {
      Sid: "CommitOffsets",
      Effect: "Allow",
      Action: "kafka-cluster:AlterGroup",
      Resource: arnOf(arn, "group", consumerGroup),
    },
    {
      Sid: "Transactions",
      Effect: "Allow",
      Action: ["kafka-cluster:DescribeTransactionalId", "kafka-cluster:AlterTransactionalId"],
      // One for each input partition, whose number is part of its name.
      Resource: arnOf(arn, "transactional-id", `${consumerGroup}-*`),
    },
    { Sid: "IdempotentWrites", Effect: "Allow", Action: "kafka-cluster:WriteDataIdempotently", Resource: arn },
  ];
}

/** Rights of KEDA, which compares committed offsets with the ends of the topics. */
export function readingStatements(arn: string, topics: readonly string[], consumerGroup: string): PolicyStatement[] {
  return [
    {
      Sid: "Connect",
      Effect: "Allow",
      Action: ["kafka-cluster:Connect", "kafka-cluster:DescribeCluster"],
      Resource: arn,
    },
    {
      Sid: "DescribeTopics",
      Effect: "Allow",
      Action: ["kafka-cluster:DescribeTopic", "kafka-cluster:DescribeTopicDynamicConfiguration"],
      Resource: topics.map((topic) => arnOf(arn, "topic", topic)),
    },
    {
      Sid: "DescribeGroup",
      Effect: "Allow",
      Action: "kafka-cluster:DescribeGroup",
      Resource: arnOf(arn, "group", consumerGroup),
    },
  ];
}

/** Roles by which pods prove to MSK who they are: the stack's own, and KEDA's operator, which only reads. */
export class IamClients extends pulumi.ComponentResource {
  /** What must exist before a client is started. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: IamClientsArgs, options?: pulumi.ComponentResourceOptions) {
    super("acm:aws:IamClients", name, {}, options);
    const parent = { parent: this };
    const { context, topics, consumerGroup } = args;
    const identity = (
      label: string,
      description: string,
      pods: { readonly namespace: pulumi.Input<string>; readonly serviceAccount: string },
      statements: typeof clientStatements,
    ) => {
      const role = serviceRole(
        {
          context,
          name: label,
          description,
          service: podIdentity,
          statements: pulumi.output(args.mskArn).apply((arn) => statements(arn, topics, consumerGroup)),
        },
        parent,
      );
      return new PodIdentityAssociation(
        `${label}-identity`,
        { clusterName: args.cluster.name, ...pods, roleArn: role.arn, tags: tags(context, label) },
        { ...parent, dependsOn: [...role.rights] },
      );
    };
    this.ready = [
      identity(
        "kafka-clients",
        "Pods of the event stream",
        { namespace: args.namespace, serviceAccount: clientAccount },
        clientStatements,
      ),
      identity(
        "kafka-lag",
        "KEDA reads the lag of the consumer group",
        { namespace: kedaNamespace, serviceAccount: "keda-operator" },
        readingStatements,
      ),
    ];
    this.registerOutputs({});
  }
}
