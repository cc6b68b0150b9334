import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ControlPlane } from "./control-plane";
import type { Properties } from "./values";

export const vpcToken = "aws:ec2/vpc:Vpc";
export const subnetToken = "aws:ec2/subnet:Subnet";
export const eksToken = "aws:eks/cluster:Cluster";
export const mskToken = "aws:msk/cluster:Cluster";

/** An empty account for each test, without a data plane. */
export class Account {
  private readonly folder = mkdtempSync(path.join(os.tmpdir(), "acm-aws-"));
  readonly aws = new ControlPlane(this.folder, { region: "eu-central-1", defaultTags: { stack: "test" } });

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  async create(token: string, inputs: Properties): Promise<Properties> {
    return (await this.aws.create(token, inputs)).outputs;
  }

  /** Makes a resource; returns its id. */
  async made(token: string, inputs: Properties): Promise<string> {
    return (await this.aws.create(token, inputs)).id;
  }

  /** A VPC with a subnet in each of three zones. */
  async network(): Promise<{ vpcId: string; subnets: string[] }> {
    const vpcId = await this.made(vpcToken, { cidrBlock: "10.0.0.0/16" });
    const subnets: string[] = [];
    for (const [index, zone] of ["a", "b", "c"].entries()) {
      const inputs = { vpcId, cidrBlock: `10.0.${index}.0/24`, availabilityZone: `eu-central-1${zone}` };
      subnets.push(await this.made(subnetToken, inputs));
    }
    return { vpcId, subnets };
  }

  /** Inputs of an EKS cluster, its role being made. */
  async eksInputs(subnetIds: string[]): Promise<Properties> {
    const inputs = { name: "control", assumeRolePolicy: trust("eks.amazonaws.com") };
    const role = await this.create("aws:iam/role:Role", inputs);
    return { name: "acm", version: "1.34", roleArn: role["arn"], vpcConfig: { subnetIds } };
  }
}

/** A policy that lets a service take a role. */
export function trust(service: string): string {
  const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

export function mskInputs(clientSubnets: string[], more: Properties = {}): Properties {
  return {
    clusterName: "acm",
    kafkaVersion: "3.9.x.kraft",
    numberOfBrokerNodes: 3,
    brokerNodeGroupInfo: { clientSubnets, instanceType: "kafka.m7g.large", securityGroups: [] },
    clientAuthentication: { sasl: { scram: true } },
    ...more,
  };
}
