import { readFileSync } from "node:fs";

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

const { Statement: statements } = JSON.parse(readFileSync("docs/aws-permissions.json", "utf8")) as {
  Statement: Statement[];
};
const actions = statements.flatMap(({ Action }) => Action);

/** The actions that make and remove one of each kind that the reviewed list of resources has, by AWS's own names. */
const needed: Readonly<Record<string, readonly string[]>> = {
  // Its alarms are made in the caller's name: "end users have permissions for the target service and CloudWatch".
  // Source: docs.aws.amazon.com/autoscaling/application/userguide/security_iam_id-based-policy-examples.html.
  "appautoscaling/policy": [
    "application-autoscaling:PutScalingPolicy",
    "application-autoscaling:DeleteScalingPolicy",
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:DeleteAlarms",
    "kafka:DescribeCluster",
    "kafka:DescribeClusterOperation",
    "kafka:UpdateBrokerStorage",
  ],
  "appautoscaling/target": [
    "application-autoscaling:RegisterScalableTarget",
    "application-autoscaling:DeregisterScalableTarget",
  ],
  "cloudwatch/logGroup": ["logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:PutRetentionPolicy"],
  "ec2/defaultSecurityGroup": ["ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"],
  "ec2/eip": ["ec2:AllocateAddress", "ec2:ReleaseAddress"],
  "ec2/internetGateway": ["ec2:CreateInternetGateway", "ec2:AttachInternetGateway", "ec2:DeleteInternetGateway"],
  "ec2/launchTemplate": ["ec2:CreateLaunchTemplate", "ec2:DeleteLaunchTemplate", "ec2:CreateLaunchTemplateVersion"],
  "ec2/natGateway": ["ec2:CreateNatGateway", "ec2:DeleteNatGateway"],
  "ec2/route": ["ec2:CreateRoute", "ec2:DeleteRoute"],
  "ec2/routeTable": ["ec2:CreateRouteTable", "ec2:DeleteRouteTable"],
  "ec2/routeTableAssociation": ["ec2:AssociateRouteTable", "ec2:DisassociateRouteTable"],
  "ec2/securityGroup": ["ec2:CreateSecurityGroup", "ec2:DeleteSecurityGroup"],
  // Pods' interfaces that a node left behind are removed with the subnet that they are in.
  "ec2/subnet": [
    "ec2:CreateSubnet",
    "ec2:DeleteSubnet",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DetachNetworkInterface",
    "ec2:DeleteNetworkInterface",
  ],
  "ec2/vpc": ["ec2:CreateVpc", "ec2:DeleteVpc"],
  "ec2/vpcEndpoint": ["ec2:CreateVpcEndpoint", "ec2:DeleteVpcEndpoints"],
  "eks/addon": ["eks:CreateAddon", "eks:DeleteAddon", "eks:UpdateAddon"],
  "eks/cluster": ["eks:CreateCluster", "eks:DeleteCluster", "eks:UpdateClusterVersion"],
  "eks/nodeGroup": ["eks:CreateNodegroup", "eks:DeleteNodegroup", "eks:UpdateNodegroupVersion", "iam:PassRole"],
  "eks/podIdentityAssociation": ["eks:CreatePodIdentityAssociation", "eks:DeletePodIdentityAssociation"],
  "iam/role": ["iam:CreateRole", "iam:DeleteRole"],
  "iam/rolePolicy": ["iam:PutRolePolicy", "iam:DeleteRolePolicy"],
  "iam/rolePolicyAttachment": ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
  "kms/alias": ["kms:CreateAlias", "kms:DeleteAlias"],
  "kms/key": ["kms:CreateKey", "kms:ScheduleKeyDeletion", "kms:CreateGrant"],
  "msk/cluster": ["kafka:CreateClusterV2", "kafka:DeleteCluster", "kafka:UpdateClusterKafkaVersion"],
  "msk/configuration": ["kafka:CreateConfiguration", "kafka:DeleteConfiguration"],
  "msk/singleScramSecretAssociation": ["kafka:BatchAssociateScramSecret", "kafka:BatchDisassociateScramSecret"],
  "secretsmanager/secret": ["secretsmanager:CreateSecret", "secretsmanager:DeleteSecret"],
  "secretsmanager/secretPolicy": ["secretsmanager:PutResourcePolicy", "secretsmanager:DeleteResourcePolicy"],
  "secretsmanager/secretVersion": ["secretsmanager:PutSecretValue", "secretsmanager:GetSecretValue"],
  "vpc/securityGroupIngressRule": ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"],
};

test("the permissions of docs/aws-permissions.json cover every kind of resource that is planned", () => {
  const planned = new Set(
    [...readFileSync("test/plan/goldens/aws.txt", "utf8").matchAll(/^aws:([\w/]+):/gm)].map(([, kind]) => kind ?? ""),
  );
  expect([...planned].sort()).toEqual(Object.keys(needed).sort());
  for (const kind of planned) {
    expect([kind, needed[kind]?.filter((action) => !actions.includes(action))]).toEqual([kind, []]);
  }
});

test("no action stands for others", () => {
  expect(actions.filter((action) => action.includes("*"))).toEqual([]);
});

test("roles, credentials, clusters and logs are those of the stack's name", () => {
  for (const service of ["iam", "secretsmanager", "eks"]) {
    const open = statements.filter(
      ({ Action, Resource }) =>
        Resource === "*" && Action.some((action) => action.startsWith(`${service}:`) && !/:Describe/.test(action)),
    );
    expect([service, open]).toEqual([service, []]);
  }
});
