/** Worked out by hand from AWS's pricing rules with us-east-1's prices of 2026-11-25: what bills by use. */
import path from "node:path";
import { estimate } from "../../../cost/estimate";
import { FilePriceBook } from "../../../cost/prices/price-book";

const prices = new FilePriceBook({ directory: path.join(process.cwd(), "cost/prices/data"), date: "2026-11-25" });

type Case = readonly [title: string, service: Readonly<Record<string, unknown>>, usd: string];

const lambda = { service: "lambda", requestsPerMonth: 1e6, durationMs: 100, memoryMib: 1024 };
const express = { service: "step-functions", workflow: "express", workflowsPerMonth: 1e6 };
const standard = { service: "step-functions", workflow: "standard" };
const stream = { service: "kinesis", mode: "provisioned", recordsPerMonth: 1e6, recordBytes: 25_600 };
const onDemand = { service: "kinesis", mode: "on-demand", recordsPerMonth: 1_048_576, recordBytes: 1024 };
/** 30,720 records of 1 MiB are 30 GiB. */
const large = { recordsPerMonth: 30_720, recordBytes: 1_048_576, hours: 720 };

const cases: readonly Case[] = [
  // 1 M × 0.0000002 = 0.20; 1 M × 0.1 s × 1 GB = 100,000 GB-s × 0.0000133334 = 1.33334
  ["Lambda, 1 M requests of 100 ms with 1 GB", lambda, "1.53334"],
  // 1 M requests and 100,000 of 400,000 GB-s are free
  ["Lambda inside of the free tier", { ...lambda, freeTier: true }, "0"],
  // 1 M × 0.4 s × 1 GB = 400,000 GB-s: the last that is free
  ["Lambda at the border of the free tier", { ...lambda, durationMs: 400, freeTier: true }, "0"],
  // one request and 0.4 GB-s beyond: 0.0000002 + 0.4 × 0.0000133334 = 0.0000002 + 0.00000533336
  [
    "Lambda one request beyond the free tier",
    { ...lambda, requestsPerMonth: 1_000_001, durationMs: 400, freeTier: true },
    "0.00000553336",
  ],
  // AWS's own example: 3 M × 0.12 s × 1.5 GB = 540,000 − 400,000 = 140,000 GB-s × 0.0000166667 = 2.333338; 2 M × 0.0000002 = 0.40
  [
    "Lambda, AWS's example with the free tier",
    { ...lambda, requestsPerMonth: 3e6, durationMs: 120, memoryMib: 1536, architecture: "x86_64", freeTier: true },
    "2.733338",
  ],
  // the same without: 0.60 + 540,000 × 0.0000166667 = 9.000018
  [
    "Lambda, AWS's example without the free tier",
    { ...lambda, requestsPerMonth: 3e6, durationMs: 120, memoryMib: 1536, architecture: "x86_64" },
    "9.600018",
  ],
  // 0.4 ms is billed as 1 ms: 1 M × 0.001 × 0.125 = 125 GB-s × 0.0000133334 = 0.001666675; + 0.20
  ["Lambda, less than a millisecond", { ...lambda, durationMs: 0.4, memoryMib: 128 }, "0.201666675"],
  // 78.41 → 79 ms: 79,000 GB-s × 0.0000133334 = 1.0533386; + 0.20
  ["Lambda, a part of a millisecond", { ...lambda, durationMs: 78.41 }, "1.2533386"],
  // (1024 − 512) MiB = 0.5 GB × 100,000 s = 50,000 GB-s × 0.0000000309 = 0.001545; + 1.53334
  ["Lambda, ephemeral storage", { ...lambda, ephemeralMib: 1024 }, "1.534885"],
  ["Lambda, 512 MiB of ephemeral storage are included", { ...lambda, ephemeralMib: 512 }, "1.53334"],
  // 7.5 G GB-s × 0.0000133334 = 100,000.5; 7.5 G × 0.0000002 = 1,500
  ["Lambda, border of the first tier", { ...lambda, requestsPerMonth: 7.5e9, durationMs: 1000 }, "101500.5"],
  // + 1 G GB-s × 0.0000120001 = 12,000.1; requests 1,700
  ["Lambda, second tier", { ...lambda, requestsPerMonth: 8.5e9, durationMs: 1000 }, "113700.6"],
  // 100,000.5 + 11.25 G × 0.0000120001 = 135,001.125 + 1.25 G × 0.0000106667 = 13,333.375; requests 4,000
  ["Lambda, third tier", { ...lambda, requestsPerMonth: 20e9, durationMs: 1000 }, "252335"],
  // x86: 6 G × 0.0000166667 = 100,000.2 + 1 G × 0.000015 = 15,000; requests 1,400
  [
    "Lambda on x86, second tier",
    { ...lambda, requestsPerMonth: 7e9, durationMs: 1000, architecture: "x86_64" },
    "116400.2",
  ],

  // 1 M × 0.000001 = 1; 1 M × 0.1 s × 64/1024 GB = 6,250 GB-s × 0.00001667 = 0.1041875
  ["Express, the least that is billed", { ...express, durationMs: 100, memoryMib: 64 }, "1.1041875"],
  ["Express, 1 ms and 1 MiB are billed as 100 ms and 64 MiB", { ...express, durationMs: 1, memoryMib: 1 }, "1.1041875"],
  // 101 → 200 ms, 65 → 128 MiB: 25,000 GB-s × 0.00001667 = 0.41675; + 1
  ["Express, one above each step", { ...express, durationMs: 101, memoryMib: 65 }, "1.41675"],
  // 3.6 M GB-s × 0.00001667 = 60.012; requests 36
  ["Express, border of the first tier", { ...express, workflowsPerMonth: 36e6, memoryMib: 1024 }, "96.012"],
  // 60.012 + 14.4 M × 0.00000833 = 119.952; requests 180
  ["Express, border of the second tier", { ...express, workflowsPerMonth: 180e6, memoryMib: 1024 }, "359.964"],
  // 179.964 + 1 M × 0.00000456 = 4.56; requests 190
  ["Express, third tier", { ...express, workflowsPerMonth: 190e6, memoryMib: 1024 }, "374.524"],
  // 500,000 transitions × 0.000025
  ["Standard, five transitions", { ...standard, workflowsPerMonth: 1e5, transitionsPerWorkflow: 5 }, "12.5"],
  // 496,000 × 0.000025
  [
    "Standard with the free tier",
    { ...standard, workflowsPerMonth: 1e5, transitionsPerWorkflow: 5, freeTier: true },
    "12.4",
  ],
  ["Standard, 4,000 free", { ...standard, workflowsPerMonth: 1000, transitionsPerWorkflow: 4, freeTier: true }, "0"],

  // 730 × 0.015 = 10.95; 25,600 bytes are one unit: 1 M × 0.000000014 = 0.014
  ["Kinesis, a record of exactly one unit", stream, "10.964"],
  // 25,601 bytes are two units: 0.028
  ["Kinesis, a byte more is another unit", { ...stream, recordBytes: 25_601 }, "10.978"],
  // 4 × 10.95 = 43.80; 100 M × 0.000000014 = 1.40
  ["Kinesis, four shards", { ...stream, shards: 4, recordsPerMonth: 1e8, recordBytes: 3072 }, "45.2"],
  // + 730 × 0.02 = 14.60
  ["Kinesis, kept for two days", { ...stream, retentionHours: 48 }, "25.564"],
  // 720 × 0.015 = 10.80; 41 units × 30,720 × 0.000000014 = 0.01763328; 720 × 0.02 = 14.40; 30 GiB / 720 × 24 h = 1 GB-month × 0.023
  ["Kinesis, kept for eight days", { ...stream, ...large, retentionHours: 192 }, "25.24063328"],
  // 2 × 10.95 = 21.90; 1,048,576 × 0.000000014 = 0.014680064; 2 × 2 × 730 × 0.015 = 43.80; 2 × 1 GiB × 0.013 = 0.026
  [
    "Kinesis, enhanced fan-out",
    { ...stream, recordsPerMonth: 1_048_576, recordBytes: 1024, shards: 2, fanOutConsumers: 2 },
    "65.740680064",
  ],
  // 730 × 0.04 = 29.20; 1 GiB × 0.08 + 1 GiB × 0.04
  ["Kinesis on demand, records of 1 KiB", onDemand, "29.32"],
  // in as 1 KiB each: 0.08; out as it is: 1/1024 GiB × 0.04 = 0.0000390625
  ["Kinesis on demand, a byte is written as 1 KiB", { ...onDemand, recordBytes: 1 }, "29.2800390625"],
  // 720 × 0.04 = 28.80; 30 × 0.08 = 2.40; 2 × 30 × 0.04 = 2.40; 30 / 720 × (168 − 24) = 6 GB-months × 0.10
  ["Kinesis on demand, kept for a week", { ...onDemand, ...large, consumers: 2, retentionHours: 168 }, "34.2"],
  // 28.80 + 2.40 + 30 × 0.04 = 1.20 + 30 × 0.05 = 1.50
  ["Kinesis on demand, enhanced fan-out", { ...onDemand, ...large, fanOutConsumers: 1 }, "33.9"],
];

test.each(cases)("%s", (_, service, usd) => {
  const { options } = estimate({ version: 1, region: "us-east-1", services: [service] }, prices);
  expect(options[0]?.monthlyUsd).toBe(usd);
});
