/** Every parameter of the comparison, once: its path, what it means, its unit, what it may be, and its default. */
import { z } from "zod";

export type ParameterValue = number | string | boolean | readonly number[];

export interface ParameterDefinition {
  readonly path: string;
  readonly label: string;
  /** "" for text, flags and plain counts. */
  readonly unit: string;
  readonly schema: z.ZodType<ParameterValue>;
  /** undefined: an optional value, which nobody assumes. */
  readonly fallback: ParameterValue | undefined;
  /** Where the default comes from, when it is the thesis. */
  readonly thesis?: string;
}

const positive = (maximum: number) => z.number().positive().max(maximum);
const notNegative = (maximum: number) => z.number().min(0).max(maximum);
const count = (maximum: number) => z.int().min(1).max(maximum);
const countOrNone = (maximum: number) => z.int().min(0).max(maximum);
const fraction = z.number().min(0).max(1);
const usd = notNegative(1e12);

type Row = readonly [
  path: string,
  label: string,
  unit: string,
  schema: z.ZodType<ParameterValue>,
  fallback: ParameterValue | undefined,
  thesis?: string,
];

/** Business hours and evenings: the shape of a day of a telecom operator, 24 weights, as an assumption. */
export const dayOfAnOperator = [
  0.35, 0.25, 0.2, 0.18, 0.2, 0.3, 0.5, 0.8, 1.1, 1.3, 1.4, 1.45, 1.5, 1.45, 1.4, 1.4, 1.45, 1.55, 1.65, 1.7, 1.6, 1.35,
  0.95, 0.57,
];

const rows: readonly Row[] = [
  [
    "region",
    "cloud region",
    "",
    z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as "us-east-1"'),
    "us-east-1",
  ],
  ["hoursPerMonth", "hours of a month", "h", positive(744), 730, "8.3 uses AWS's 730 h throughout"],

  ["workload.eventsPerDay", "events a day", "events", positive(1e13), 170e6, "table 8.2"],
  ["workload.eventBytes", "size of an event", "bytes", positive(1e7), 5120, "8.3.4: 5 KB"],
  ["workload.readyEventBytes", "size of an enriched event", "bytes", positive(1e7), 5120],
  ["workload.meanMs", "mean time to enrich an event", "ms", positive(900_000), 78.41, "table 8.2"],
  ["workload.peakFactor", "busiest hour by the mean hour", "", z.number().min(1).max(100), 1.7],
  [
    "workload.dailyProfile",
    "load by hour of the day",
    "weights",
    z.array(notNegative(1e6)).length(24),
    dayOfAnOperator,
  ],

  ["onPremises.servers", "servers", "servers", count(10_000), 3, "8.1"],
  ["onPremises.coresPerServer", "cores of a server", "cores", count(1024), 36, "8.1"],
  ["onPremises.memoryGib", "memory in use on all servers", "GiB", positive(1e6), 199, "table 8.1"],
  ["onPremises.busyCores", "cores in use on all servers", "cores", positive(1e6), 68.4, "table 8.1"],
  ["onPremises.purchaseUsd", "purchase price", "USD", usd, 160_000, "8.3.1"],
  ["onPremises.pricedServers", "servers that the purchase price buys", "servers", count(10_000), 3, "8.1"],
  ["onPremises.warrantyFraction", "warranty a year, by the purchase price", "", fraction, 0.3, "8.3.1"],
  ["onPremises.warrantyYears", "years of paid warranty", "years", notNegative(30), 4, "8.3.1: years 2 to 5"],
  ["onPremises.months", "months of use", "months", count(240), 60, "8.3.1"],
  ["onPremises.powerKw", "power drawn by all servers, cooling included", "kW", notNegative(1e5), undefined],
  ["onPremises.usdPerKwh", "price of energy", "USD/kWh", usd, undefined],
  ["onPremises.spaceUsdPerMonth", "space in a computer centre", "USD/month", usd, undefined],
  ["onPremises.networkUsdPerMonth", "network", "USD/month", usd, undefined],
  ["onPremises.staffHoursPerMonth", "hours of staff", "h/month", notNegative(1e5), undefined],
  ["onPremises.staffUsdPerHour", "price of an hour of staff", "USD/h", usd, undefined],

  ["eks.nodes", "nodes", "nodes", count(1000), 3],
  ["eks.instanceType", "type of the nodes", "", z.string().min(3), "c5.18xlarge"],
  ["eks.vcpuPerNode", "virtual CPUs of a node", "vCPU", positive(1024), 72],
  ["eks.diskGib", "disk of a node", "GiB", positive(65_536), 100],
  ["eks.extendedSupport", "Kubernetes version in extended support", "", z.boolean(), false],
  ["eks.loadBalancers", "network load balancers", "", countOrNone(100), 1],
  ["eks.monitoringGib", "volume of Prometheus", "GiB", notNegative(65_536), 0],
  ["eks.imageGib", "images in the registry", "GiB", notNegative(1e5), 5],
  ["eks.logGibPerDay", "logs to CloudWatch a day", "GiB", notNegative(1e6), 1],

  ["kafka.brokers", "brokers", "brokers", count(1000), 3],
  ["kafka.instanceType", "type of a managed broker", "", z.string().min(3), "kafka.m7g.large"],
  ["kafka.storageGibPerBroker", "volume of a broker", "GiB", positive(65_536), 2000],
  ["kafka.zookeeperServers", "ZooKeeper servers in the cluster", "", countOrNone(9), 0],
  ["kafka.storageGibPerZookeeper", "volume of a ZooKeeper server", "GiB", notNegative(65_536), 0],
  ["kafka.partitions", "partitions of all topics", "partitions", count(1_000_000), 10],
  ["kafka.retentionHours", "time that events are kept", "h", positive(87_600), 24],
  ["kafka.replicationFactor", "copies of an event", "", count(9), 3],

  ["processor.cpuPerReplica", "cores of a replica", "cores", positive(1024), 0.5],
  ["processor.memoryGibPerReplica", "memory of a replica", "GiB", positive(24_576), 0.5],
  ["processor.concurrency", "events in service at once in a replica", "", count(10_000), 40],
  ["processor.replicasMin", "fewest replicas", "replicas", countOrNone(10_000), 1],
  ["processor.replicasMean", "replicas on average", "replicas", notNegative(10_000), 2],
  ["processor.replicasMax", "most replicas", "replicas", count(10_000), 3],

  ["network.zones", "availability zones", "", count(6), 3],
  ["network.natGateways", "NAT gateways", "", countOrNone(6), 1],
  ["network.publicAddresses", "public IPv4 addresses", "", countOrNone(1000), 2],
  ["network.natGibPerMonth", "data through NAT", "GiB/month", notNegative(1e9), 100],
  ["network.rackAwareFetch", "consumers read from the zone that they are in", "", z.boolean(), false],

  ["virtualMachines.count", "machines", "", count(1000), 3, "8.3.3"],
  ["virtualMachines.instanceType", "type of the machines", "", z.string().min(3), "c5.18xlarge"],
  ["virtualMachines.vcpuPerMachine", "virtual CPUs of a machine", "vCPU", positive(1024), 72],
  ["virtualMachines.volumeGib", "volume of a machine", "GiB", notNegative(65_536), 4096],
  ["virtualMachines.volumeType", "kind of volume", "", z.enum(["gp2", "gp3"]), "gp3"],

  [
    "messaging.kind",
    "messaging beneath Lambda, Step Functions and machines",
    "",
    z.enum(["kinesis-provisioned", "kinesis-on-demand", "msk-provisioned", "msk-serverless"]),
    "kinesis-provisioned",
  ],
  ["messaging.copies", "times that the messaging is paid", "", count(10), 1],
  ["kinesis.recordsPerSecond", "records a second that the stream is sized for", "records/s", positive(1e8), undefined],
  ["kinesis.consumers", "applications that read the stream", "", count(20), 1],
  ["kinesis.buffer", "reserve on top of the mean load", "", notNegative(10), 0.2],
  ["kinesis.retentionHours", "time that records are kept", "h", z.number().min(24).max(8760), 24],
  ["kinesis.enhancedFanOutConsumers", "consumers with a throughput of their own", "", countOrNone(20), 0],

  ["lambda.memoryMib", "memory of the function", "MiB", z.number().min(128).max(10_240), 1321],
  ["lambda.architecture", "processor", "", z.enum(["arm64", "x86_64"]), "arm64"],
  ["lambda.eventsPerRequest", "events that one request brings", "", count(10_000), 1],
  ["lambda.billedMs", "duration that a request is billed for", "ms", positive(900_000), undefined],
  ["lambda.logBytesPerRequest", "log that a request leaves", "bytes", notNegative(1e6), 250],
  ["lambda.freeTier", "free tier is taken off", "", z.boolean(), false],

  ["stepFunctions.workflow", "kind of workflow", "", z.enum(["express", "standard"]), "express"],
  ["stepFunctions.memoryMib", "memory of a workflow", "MiB", positive(10_240), 64],
  ["stepFunctions.transitionsPerEvent", "state transitions of an event (Standard)", "", count(25_000), 1],
  ["stepFunctions.includesLambda", "the function that enriches is paid too", "", z.boolean(), true],

  ["thesis.truncateOnPremises", "cents of the on-premises total are cut off, not rounded", "", z.boolean(), false],
  ["thesis.roundMessaging", "the messaging total is rounded to cents before it is multiplied", "", z.boolean(), false],
];

export const parameterTable: readonly ParameterDefinition[] = rows.map(
  ([path, label, unit, schema, fallback, thesis]) => ({
    path,
    label,
    unit,
    schema,
    fallback,
    ...(thesis === undefined ? {} : { thesis }),
  }),
);
