/** Which row of AWS's price list each of our prices is. */
import type { FilePrice } from "../price-file";

/** How much of ours one of AWS's units is; a unit that is not here is refused. */
type OfferUnits = Readonly<Record<string, string>>;

const hours: OfferUnits = { hrs: "1", hours: "1", hour: "1", lcuhrs: "1", shardhour: "1", brokerhours: "1" };
const gigabytes: OfferUnits = { gb: "1", gigabytes: "1" };
const gigabyteMonths: OfferUnits = { gbmo: "1", gbmonth: "1" };
const gigabyteSeconds: OfferUnits = { lambdagbsecond: "1", gbsecond: "1", gbseconds: "1", seconds: "1" };
const requests: OfferUnits = { requests: "1", request: "1", putrequest: "1", putrequests: "1", quantity: "1" };

export interface UsageType {
  readonly key: string;
  readonly unit: FilePrice["unit"];
  /** Name of the service in the price list's addresses. */
  readonly offer: string;
  /** Without the region's code. */
  readonly usage: RegExp;
  readonly operation?: RegExp;
  readonly units: OfferUnits;
  /** Key of another price that this one is paid on top of. */
  readonly onTopOf?: string;
}

type Row = readonly [key: string, unit: FilePrice["unit"], usage: RegExp, units: OfferUnits, operation?: RegExp];

function of(offer: string, rows: readonly Row[]): UsageType[] {
  return rows.map(([key, unit, usage, units, operation]) => ({
    key,
    unit,
    offer,
    usage,
    units,
    ...(operation === undefined ? {} : { operation }),
  }));
}

export const usageTypes: readonly UsageType[] = [
  ...of("AWSLambda", [
    ["lambda.requests", "request", /^Request$/, requests],
    ["lambda.duration.x86_64", "GB-second", /^Lambda-GB-Second$/, gigabyteSeconds],
    ["lambda.duration.arm64", "GB-second", /^Lambda-GB-Second-ARM$/, gigabyteSeconds],
    ["lambda.ephemeralStorage", "GB-second", /^Lambda-Storage-GB-Second$/, gigabyteSeconds],
  ]),
  ...of("AmazonStates", [
    ["sfn.standard.transition", "transition", /^StateTransition$/, { statetransitions: "1", statetransition: "1" }],
    ["sfn.express.requests", "request", /^StepFunctions-Request$/, requests],
    ["sfn.express.duration", "GB-second", /^StepFunctions-GB-Second$/, gigabyteSeconds],
  ]),
  ...of("AmazonKinesis", [
    ["kinesis.provisioned.shardHour", "shard-hour", /^Storage-ShardHour$/, hours],
    [
      "kinesis.provisioned.putUnit",
      "unit",
      /^PutRequestPayloadUnits$/,
      { ...requests, putrequestpayloadunits: "1", payloadunits: "1", units: "1" },
    ],
    ["kinesis.provisioned.extendedRetention", "shard-hour", /^Extended-ShardHour$/, hours],
    ["kinesis.efo.consumerShardHour", "consumer-shard-hour", /^EnhancedFanoutHour$/i, hours],
    ["kinesis.efo.data", "GB", /^ReadBytes$/, gigabytes],
    ["kinesis.longTermRetention", "GB-month", /^LongTermRetention-ByteHrs$/, gigabyteMonths],
    ["kinesis.longTermRetrieval", "GB", /^LongTermRetention-ReadBytes$/, gigabytes],
    ["kinesis.onDemand.streamHour", "hour", /^OnDemand-StreamHour$/, hours],
    ["kinesis.onDemand.in", "GB", /^OnDemand-BilledIncomingBytes$/, gigabytes],
    ["kinesis.onDemand.out", "GB", /^OnDemand-BilledOutgoingBytes$/, gigabytes],
    ["kinesis.onDemand.efoOut", "GB", /^OnDemand-BilledOutgoingEFOBytes$/, gigabytes],
    ["kinesis.onDemand.extendedRetention", "GB-month", /^OnDemand-ExtendedRetention-ByteHrs$/, gigabyteMonths],
  ]),
  ...of("AmazonMSK", [
    ["msk.storage", "GB-month", /^Kafka\.Storage\.GP2$/, gigabyteMonths],
    ["msk.tieredStorage", "GB-month", /^Kafka\.Storage\.Tiered$/, gigabyteMonths],
    ["msk.serverless.clusterHour", "hour", /^KafkaServerless-ClusterHours$/, hours],
    ["msk.serverless.partitionHour", "partition-hour", /^KafkaServerless-PartitionHours$/, hours],
    ["msk.serverless.in", "GB", /^KafkaServerless-In-Bytes$/, gigabytes],
    ["msk.serverless.out", "GB", /^KafkaServerless-Out-Bytes$/, gigabytes],
    ["msk.serverless.storage", "GB-month", /^KafkaServerless-Storage/, gigabyteMonths],
  ]),
  ...of("AmazonEC2", [
    ["ebs.gp2", "GB-month", /^EBS:VolumeUsage\.gp2$/, gigabyteMonths],
    ["ebs.gp3", "GB-month", /^EBS:VolumeUsage\.gp3$/, gigabyteMonths],
    ["ebs.gp3.iops", "IOPS-month", /^EBS:VolumeP-IOPS\.gp3$/, { iopsmo: "1" }],
    // Published by the GiB a second in most regions.
    ["ebs.gp3.throughput", "MiB/s-month", /^EBS:VolumeP-Throughput\.gp3$/, { gibpsmo: "1024", mibpsmo: "1" }],
    ["ebs.io1", "GB-month", /^EBS:VolumeUsage\.piops$/, gigabyteMonths],
    ["ebs.io1.iops", "IOPS-month", /^EBS:VolumeP-IOPS\.piops$/, { iopsmo: "1" }],
    ["ebs.io2", "GB-month", /^EBS:VolumeUsage\.io2$/, gigabyteMonths],
    ["ebs.st1", "GB-month", /^EBS:VolumeUsage\.st1$/, gigabyteMonths],
    ["ebs.sc1", "GB-month", /^EBS:VolumeUsage\.sc1$/, gigabyteMonths],
    ["nat.hour", "hour", /^NatGateway-Hours$/, hours, /^NatGateway$/],
    ["nat.gb", "GB", /^NatGateway-Bytes$/, gigabytes, /^NatGateway$/],
  ]),
  ...of("AWSELB", [
    ["alb.hour", "hour", /^LoadBalancerUsage$/, hours, /^LoadBalancing:Application$/],
    ["alb.lcu", "LCU-hour", /^LCUUsage$/, hours, /^LoadBalancing:Application$/],
    ["nlb.hour", "hour", /^LoadBalancerUsage$/, hours, /^LoadBalancing:Network$/],
    ["nlb.lcu", "NLCU-hour", /^LCUUsage$/, hours, /^LoadBalancing:Network$/],
  ]),
  ...of("AmazonVPC", [["publicIpv4.hour", "hour", /^PublicIPv4:InUseAddress$/, hours]]),
  ...of("AmazonECR", [["ecr.storage", "GB-month", /^TimedStorage-ByteHrs$/, gigabyteMonths]]),
  ...of("AmazonEKS", [["eks.controlPlane.standard", "cluster-hour", /^AmazonEKS-Hours:perCluster$/, hours]]),
  {
    key: "eks.controlPlane.extended",
    unit: "cluster-hour",
    offer: "AmazonEKS",
    usage: /^AmazonEKS-Hours:extendedSupport$/,
    units: hours,
    // The list has the surcharge; a cluster in extended support pays both.
    onTopOf: "eks.controlPlane.standard",
  },
  ...of("AmazonCloudWatch", [
    ["logs.ingestion", "GB", /^DataProcessing-Bytes$/, gigabytes, /^PutLogEvents$/],
    ["logs.storage", "GB-month", /^TimedStorage-ByteHrs$/, gigabyteMonths],
  ]),
  ...of("AWSDataTransfer", [
    ["transfer.interZone", "GB", /^DataTransfer-Regional-Bytes$/, gigabytes],
    ["transfer.internet", "GB", /^DataTransfer-Out-Bytes$/, gigabytes],
  ]),
];

/** A broker's type is part of its usage type: `Kafka.m7g.large`, `Express.m7g.large`. */
export const brokerUsage = /^(Kafka|Express)\.([a-z]\w*\.(?:\d*x?large|medium|small))$/;
export const hourUnits = hours;

export const offers: readonly string[] = [...new Set(usageTypes.map(({ offer }) => offer))];

/** "GB-Mo" → "gbmo", as units are compared. */
export function plainUnit(unit: string): string {
  return unit.toLowerCase().replaceAll(/[^a-z]/g, "");
}
