import { digits, type Context } from "./model";
import { text, type Properties } from "./values";

type Function = (args: Properties, context: Context) => Properties;

const partitionSuffix = "amazonaws.com";

/** Functions of the provider, by token. */
const functions: Readonly<Record<string, Function>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { account, partition }) => ({
    accountId: account,
    arn: `arn:${partition}:iam::${account}:user/deployer`,
    userId: `AIDA${digits("deployer", 17).toUpperCase()}`,
    id: account,
  }),
  "aws:index/getRegion:getRegion": (_, { region }) => ({
    region,
    name: region,
    id: region,
    description: region,
    endpoint: `ec2.${region}.${partitionSuffix}`,
  }),
  "aws:index/getPartition:getPartition": (_, { partition }) => ({
    partition,
    id: partition,
    dnsSuffix: partitionSuffix,
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (_, { region }) => ({
    id: region,
    names: ["a", "b", "c"].map((letter) => `${region}${letter}`),
    zoneIds: [1, 2, 3].map((number) => `${region}-az${number}`),
    groupNames: [region],
  }),
  "aws:eks/getCluster:getCluster": ({ name }, context) => existing("aws:eks/cluster:Cluster", text(name), context),
  "aws:ec2/getVpc:getVpc": ({ id }, context) => existing("aws:ec2/vpc:Vpc", text(id), context),
  "aws:ec2/getSubnet:getSubnet": ({ id }, context) => existing("aws:ec2/subnet:Subnet", text(id), context),
};

function existing(token: string, reference: string, { store }: Context): Properties {
  const found = store.find(token, reference);
  if (found === undefined) throw new Error(`ResourceNotFoundException: no ${token} is called ${reference}`);
  return { ...found.outputs, id: found.id };
}

/** @throws for a function that the stand-in does not have */
export function invoke(token: string, args: Properties, context: Context): Properties {
  const found = functions[token];
  if (found === undefined) throw new Error(`the stand-in for AWS does not know the function ${token}`);
  return found(args, context);
}
