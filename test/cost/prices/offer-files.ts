/** Files of the form of AWS's public price list, as its bulk CSV has them. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const columns = [
  "SKU",
  "OfferTermCode",
  "RateCode",
  "TermType",
  "PriceDescription",
  "EffectiveDate",
  "StartingRange",
  "EndingRange",
  "Unit",
  "PricePerUnit",
  "Currency",
  "RelatedTo",
  "LeaseContractLength",
  "PurchaseOption",
  "OfferingClass",
  "Product Family",
  "serviceCode",
  "Location",
  "Location Type",
  "Instance Type",
  "Tenancy",
  "Operating System",
  "License Model",
  "Pre Installed S/W",
  "CapacityStatus",
  "usageType",
  "operation",
  "Region Code",
  "serviceName",
] as const;
type Column = (typeof columns)[number];
export type OfferRowValues = Partial<Record<Column, string>>;

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** One file of the price list. */
export function offerCsv(offer: string, rows: readonly OfferRowValues[], published = "2026-11-20T21:13:07Z"): string {
  const head: [string, string][] = [
    ["FormatVersion", "v1.0"],
    ["Disclaimer", 'This pricing list is for informational purposes only, and "as is".'],
    ["Publication Date", published],
    ["Version", published.replaceAll(/\D/g, "")],
    ["OfferCode", offer],
  ];
  const line = (row: OfferRowValues, index: number) => {
    const values: OfferRowValues = {
      SKU: `SKU${index}`,
      OfferTermCode: "JRTCKXETXF",
      RateCode: `SKU${index}.JRTCKXETXF.6YS6EN2CT7`,
      TermType: "OnDemand",
      PriceDescription: `$${row.PricePerUnit ?? ""}, "per unit"`,
      EffectiveDate: "2026-11-01",
      StartingRange: "0",
      EndingRange: "Inf",
      Currency: "USD",
      serviceCode: offer,
      ...row,
    };
    return columns.map((column) => quoted(values[column] ?? "")).join(",");
  };
  return [...head.map((each) => each.map(quoted).join(",")), columns.map(quoted).join(","), ...rows.map(line), ""].join(
    "\n",
  );
}

const usage = (usageType: string, Unit: string, PricePerUnit: string, more: OfferRowValues = {}): OfferRowValues => ({
  usageType,
  Unit,
  PricePerUnit,
  ...more,
});

const machine = (type: string, price: string, more: OfferRowValues = {}): OfferRowValues =>
  usage(`EU-BoxUsage:${type}`, "Hrs", price, {
    "Product Family": "Compute Instance",
    "Instance Type": type,
    Tenancy: "Shared",
    "Operating System": "Linux",
    "License Model": "No License required",
    "Pre Installed S/W": "NA",
    CapacityStatus: "Used",
    operation: "RunInstances",
    ...more,
  });

/** A small price list of eu-west-1: rows that are wanted, and rows beside them that look alike. */
export const ireland: Readonly<Record<string, readonly OfferRowValues[]>> = {
  AWSLambda: [
    usage("EU-Request", "Requests", "0.0000002000"),
    usage("EU-Request-ARM", "Requests", "0.0000009000"),
    usage("EU-Lambda-GB-Second-ARM", "Lambda-GB-Second", "0.0000133334", { EndingRange: "7500000000" }),
    usage("EU-Lambda-GB-Second-ARM", "Lambda-GB-Second", "0.0000106667", { StartingRange: "18750000000" }),
    usage("EU-Lambda-GB-Second-ARM", "Lambda-GB-Second", "0.0000120001", {
      StartingRange: "7500000000",
      EndingRange: "18750000000",
    }),
    usage("EU-Lambda-Storage-GB-Second", "GB-Seconds", "0.0000000309"),
  ],
  AmazonStates: [
    usage("EU-StateTransition", "StateTransitions", "0.0000250000"),
    usage("EU-StepFunctions-Request", "Requests", "0.0000010000"),
  ],
  AmazonKinesis: [
    usage("EU-Storage-ShardHour", "Hrs", "0.0170000000"),
    usage("EU-PutRequestPayloadUnits", "PutRequest", "0.0000000165"),
    usage("EU-Extended-ShardHour", "Hrs", "0.0220000000"),
    usage("EU-OnDemand-StreamHour", "Hrs", "0.0440000000"),
  ],
  AmazonMSK: [
    usage("EU-Kafka.m7g.large", "hours", "0.2244000000"),
    usage("EU-Express.m7g.large", "hours", "0.4488000000"),
    usage("EU-Kafka.mcu.general", "hours", "0.1210000000"),
    usage("EU-Kafka.Storage.GP2", "GB-Mo", "0.1100000000"),
    usage("EU-KafkaServerless-ClusterHours", "hours", "0.8250000000"),
  ],
  AmazonEC2: [
    machine("c5a.16xlarge", "2.7520000000"),
    machine("c5a.16xlarge", "4.0000000000", { "Operating System": "Windows" }),
    machine("c5a.16xlarge", "2.9000000000", { Tenancy: "Dedicated" }),
    machine("c5a.16xlarge", "0.0000000000", { CapacityStatus: "UnusedCapacityReservation" }),
    machine("c5a.16xlarge", "1.7000000000", { TermType: "Reserved", LeaseContractLength: "1yr" }),
    usage("EU-EBS:VolumeUsage.gp3", "GB-Mo", "0.0880000000"),
    usage("EU-EBS:VolumeP-Throughput.gp3", "GiBps-mo", "45.0560000000"),
    usage("EU-NatGateway-Hours", "Hrs", "0.0480000000", { operation: "NatGateway" }),
    usage("EU-NatGateway-Bytes", "GB", "0.0480000000", { operation: "NatGateway" }),
  ],
  AWSELB: [
    usage("EU-LoadBalancerUsage", "Hrs", "0.0252000000", { operation: "LoadBalancing:Application" }),
    usage("EU-TS-LoadBalancerUsage", "Hrs", "0.0056000000", { operation: "LoadBalancing:Application" }),
    usage("EU-LoadBalancerUsage", "Hrs", "0.0260000000", { operation: "LoadBalancing:Network" }),
    usage("EU-LCUUsage", "LCU-Hrs", "0.0060000000", { operation: "LoadBalancing:Network" }),
  ],
  AmazonVPC: [usage("EU-PublicIPv4:InUseAddress", "Hrs", "0.0050000000")],
  AmazonECR: [usage("EU-TimedStorage-ByteHrs", "GB-Mo", "0.1000000000")],
  AmazonEKS: [
    usage("EU-AmazonEKS-Hours:extendedSupport", "Hours", "0.5000000000"),
    usage("EU-AmazonEKS-Hours:perCluster", "Hours", "0.1000000000"),
  ],
  AmazonCloudWatch: [
    usage("EU-DataProcessing-Bytes", "GB", "0.5700000000", { operation: "PutLogEvents" }),
    usage("EU-DataProcessing-Bytes", "GB", "0.2850000000", { operation: "PutLogEventsInfrequentAccess" }),
  ],
  AWSDataTransfer: [
    usage("EU-DataTransfer-Out-Bytes", "GB", "0.0000000000", { EndingRange: "100" }),
    usage("EU-DataTransfer-Out-Bytes", "GB", "0.0900000000", { StartingRange: "100", EndingRange: "10240" }),
    usage("EU-DataTransfer-Out-Bytes", "GB", "0.0850000000", { StartingRange: "10240" }),
    usage("EU-DataTransfer-Regional-Bytes", "GB", "0.0100000000"),
  ],
};

export interface PriceServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves them as AWS does. A body of undefined breaks the connection half way. */
export async function servePrices(region: string, body: (offer: string) => string | undefined): Promise<PriceServer> {
  const server: Server = createServer((request, response) => {
    const [, offer = ""] =
      new RegExp(`^/offers/v1.0/aws/(\\w+)/current/${region}/index.csv$`).exec(request.url ?? "") ?? [];
    if (offer === "" || ireland[offer] === undefined) {
      response.writeHead(404).end();
      return;
    }
    const text = body(offer);
    if (text === undefined) {
      response.writeHead(200, { "content-type": "text/csv", "content-length": 1_000_000 });
      response.write(offerCsv(offer, ireland[offer] ?? []), () => response.destroy());
      return;
    }
    response.writeHead(200, { "content-type": "text/csv" }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
