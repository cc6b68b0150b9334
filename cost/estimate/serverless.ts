/** Services that bill by use. */
import * as kinesis from "../services/kinesis";
import { lambdaDuration, lambdaEphemeralStorage, lambdaRequests, type LambdaArchitecture } from "../services/lambda";
import { expressDuration, expressRequests, standardTransitions } from "../services/step-functions";
import { amount, choice, count, freeTier, hours, positive, type EstimatedService, type Given } from "./field";

export const lambda: EstimatedService = {
  title: "AWS Lambda",
  fields: {
    requestsPerMonth: amount("requests a month", "requests"),
    durationMs: positive("mean duration of a request", "ms"),
    memoryMib: positive("memory of the function", "MiB"),
    ephemeralMib: positive("ephemeral storage of the function", "MiB", 512),
    architecture: choice("processor", ["arm64", "x86_64"], "arm64"),
    freeTier: freeTier(),
  },
  lines: (place, given) => {
    const billing = {
      freeTier: given.flag("freeTier"),
      architecture: given.text("architecture") as LambdaArchitecture,
    };
    const requests = { requests: "requestsPerMonth" };
    const duration = { ...requests, durationMs: "durationMs" };
    return [
      lambdaRequests(place, given.terms(requests), billing),
      lambdaDuration(place, given.terms({ ...duration, memoryMib: "memoryMib" }), billing),
      ...(given.number("ephemeralMib") > 512
        ? [lambdaEphemeralStorage(place, given.terms({ ...duration, ephemeralMib: "ephemeralMib" }))]
        : []),
    ];
  },
};

export const stepFunctions: EstimatedService = {
  title: "AWS Step Functions",
  fields: {
    workflow: choice("kind of workflow", ["express", "standard"]),
    workflowsPerMonth: amount("workflows a month", "workflows"),
    durationMs: positive("mean duration of a workflow (Express)", "ms", 100),
    memoryMib: positive("memory of a workflow (Express)", "MiB", 64),
    transitionsPerWorkflow: positive("state transitions of a workflow, retries included (Standard)", "transitions", 1),
    freeTier: freeTier(),
  },
  lines: (place, given) => {
    const workflows = { workflows: "workflowsPerMonth" };
    if (given.text("workflow") === "express") {
      const duration = { ...workflows, durationMs: "durationMs", memoryMib: "memoryMib" };
      return [expressRequests(place, given.terms(workflows)), expressDuration(place, given.terms(duration))];
    }
    const transitions = given.terms({ ...workflows, transitions: "transitionsPerWorkflow" });
    return [standardTransitions(place, transitions, { freeTier: given.flag("freeTier") })];
  },
};

const streams = { streams: "streams" } as const;
const records = { records: "recordsPerMonth", recordBytes: "recordBytes" } as const;
const dataGib = { dataGib: "records * recordBytes / 1073741824" } as const;

export const kinesisStreams: EstimatedService = {
  title: "Amazon Kinesis Data Streams",
  fields: {
    mode: choice("mode of the stream", ["provisioned", "on-demand"]),
    streams: count("streams of this kind", "streams", 1),
    recordsPerMonth: amount("records a month", "records"),
    recordBytes: positive("size of a record", "bytes"),
    shards: count("shards of a stream (provisioned)", "shards", 1),
    consumers: count("applications that read and share the throughput", "", 1),
    fanOutConsumers: count("consumers with a throughput of their own", "", 0),
    retentionHours: amount("time that records are kept", "h", 24),
    hours: hours(),
  },
  lines: (place, given) => (given.text("mode") === "provisioned" ? provisioned : onDemand)(place, given),
};

const provisioned: EstimatedService["lines"] = (place, given) => {
  const shards = { ...streams, shards: "shards", hours: "hours" };
  const kept = { ...streams, ...records, hours: "hours", retentionHours: "retentionHours" };
  const fanOut = { fanOut: "fanOutConsumers" };
  return [
    kinesis.shardHours(place, given.terms(shards)),
    kinesis.putUnits(place, given.terms({ ...streams, ...records })),
    ...(given.number("retentionHours") > 24 ? [kinesis.extendedRetention(place, given.terms(shards))] : []),
    ...(given.number("retentionHours") > 168 ? [kinesis.longRetention(place, given.terms(kept, dataGib))] : []),
    ...(hasFanOut(given)
      ? [
          kinesis.fanOutHours(place, given.terms({ ...shards, ...fanOut })),
          kinesis.fanOutData(place, given.terms({ ...streams, ...records, ...fanOut }, dataGib)),
        ]
      : []),
  ];
};

const onDemand: EstimatedService["lines"] = (place, given) => {
  const data = { ...streams, ...records };
  const kept = { ...data, hours: "hours", retentionHours: "retentionHours" };
  return [
    kinesis.onDemandStreamHours(place, given.terms({ ...streams, hours: "hours" })),
    kinesis.onDemandDataIn(place, given.terms(data)),
    kinesis.onDemandDataOut(place, given.terms({ ...data, consumers: "consumers" }, dataGib)),
    ...(given.number("retentionHours") > 24 ? [kinesis.onDemandRetention(place, given.terms(kept, dataGib))] : []),
    ...(given.number("retentionHours") > 168 ? [kinesis.longRetention(place, given.terms(kept, dataGib))] : []),
    ...(hasFanOut(given)
      ? [kinesis.onDemandFanOut(place, given.terms({ ...data, fanOut: "fanOutConsumers" }, dataGib))]
      : []),
  ];
};

const hasFanOut = (given: Given) => given.number("fanOutConsumers") > 0;
