/**
 * Where the rules of each resource type are published: the class of @pulumi/aws, the CloudFormation resource schema,
 * and the operation of the API that creates it.
 */
export interface TypeSource {
  /** CloudFormation type; absent where AWS has none. */
  readonly schema?: string;
  /** [service of botocore, operation]. */
  readonly operation?: readonly [string, string];
}

/** Every resource type that the stand-in knows, by Pulumi token. */
export const sources: Readonly<Record<string, TypeSource>> = {
  "aws:ec2/vpc:Vpc": { schema: "AWS::EC2::VPC", operation: ["ec2", "CreateVpc"] },
  "aws:ec2/subnet:Subnet": { schema: "AWS::EC2::Subnet", operation: ["ec2", "CreateSubnet"] },
  "aws:ec2/internetGateway:InternetGateway": { schema: "AWS::EC2::InternetGateway" },
  "aws:ec2/eip:Eip": { schema: "AWS::EC2::EIP", operation: ["ec2", "AllocateAddress"] },
  "aws:ec2/natGateway:NatGateway": { schema: "AWS::EC2::NatGateway", operation: ["ec2", "CreateNatGateway"] },
  "aws:ec2/routeTable:RouteTable": { schema: "AWS::EC2::RouteTable", operation: ["ec2", "CreateRouteTable"] },
  "aws:ec2/route:Route": { schema: "AWS::EC2::Route", operation: ["ec2", "CreateRoute"] },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { schema: "AWS::EC2::SubnetRouteTableAssociation" },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { schema: "AWS::EC2::VPCEndpoint", operation: ["ec2", "CreateVpcEndpoint"] },
  "aws:ec2/securityGroup:SecurityGroup": { schema: "AWS::EC2::SecurityGroup" },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {},
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": { schema: "AWS::EC2::SecurityGroupIngress" },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": { schema: "AWS::EC2::SecurityGroupEgress" },
  "aws:ec2/launchTemplate:LaunchTemplate": { schema: "AWS::EC2::LaunchTemplate" },
  "aws:iam/role:Role": { schema: "AWS::IAM::Role", operation: ["iam", "CreateRole"] },
  "aws:iam/policy:Policy": { schema: "AWS::IAM::ManagedPolicy", operation: ["iam", "CreatePolicy"] },
  "aws:iam/rolePolicy:RolePolicy": { schema: "AWS::IAM::RolePolicy", operation: ["iam", "PutRolePolicy"] },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { operation: ["iam", "AttachRolePolicy"] },
  "aws:kms/key:Key": { schema: "AWS::KMS::Key", operation: ["kms", "CreateKey"] },
  "aws:kms/alias:Alias": { schema: "AWS::KMS::Alias", operation: ["kms", "CreateAlias"] },
  "aws:cloudwatch/logGroup:LogGroup": { schema: "AWS::Logs::LogGroup", operation: ["logs", "CreateLogGroup"] },
  "aws:eks/cluster:Cluster": { schema: "AWS::EKS::Cluster", operation: ["eks", "CreateCluster"] },
  "aws:eks/nodeGroup:NodeGroup": { schema: "AWS::EKS::Nodegroup", operation: ["eks", "CreateNodegroup"] },
  "aws:eks/addon:Addon": { schema: "AWS::EKS::Addon", operation: ["eks", "CreateAddon"] },
  "aws:eks/accessEntry:AccessEntry": { schema: "AWS::EKS::AccessEntry", operation: ["eks", "CreateAccessEntry"] },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": { operation: ["eks", "AssociateAccessPolicy"] },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    schema: "AWS::EKS::PodIdentityAssociation",
    operation: ["eks", "CreatePodIdentityAssociation"],
  },
  "aws:msk/cluster:Cluster": { schema: "AWS::MSK::Cluster", operation: ["kafka", "CreateCluster"] },
  "aws:msk/configuration:Configuration": {
    schema: "AWS::MSK::Configuration",
    operation: ["kafka", "CreateConfiguration"],
  },
  "aws:msk/scramSecretAssociation:ScramSecretAssociation": { schema: "AWS::MSK::BatchScramSecret" },
  "aws:msk/singleScramSecretAssociation:SingleScramSecretAssociation": {},
  "aws:secretsmanager/secret:Secret": {
    schema: "AWS::SecretsManager::Secret",
    operation: ["secretsmanager", "CreateSecret"],
  },
  "aws:secretsmanager/secretVersion:SecretVersion": { operation: ["secretsmanager", "PutSecretValue"] },
  "aws:secretsmanager/secretPolicy:SecretPolicy": { schema: "AWS::SecretsManager::ResourcePolicy" },
  "aws:appautoscaling/target:Target": {
    schema: "AWS::ApplicationAutoScaling::ScalableTarget",
    operation: ["application-autoscaling", "RegisterScalableTarget"],
  },
  "aws:appautoscaling/policy:Policy": {
    schema: "AWS::ApplicationAutoScaling::ScalingPolicy",
    operation: ["application-autoscaling", "PutScalingPolicy"],
  },
};
