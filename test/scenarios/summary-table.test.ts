import { summaryTable } from "../../scenarios/summary-table";
import type { RunRecord } from "../../scenarios/run-record";

const record = {
  load: {
    sent: 75_000,
    validSent: 74_250,
    achievedRate: 2_499.6,
    start: 1000,
    end: 1030,
    latenessMs: { p99: 8.4, max: 1520 },
  },
  parameters: { shape: "ramp:from=500,to=4500" },
  verification: { enriched: 74_250, expected: 74_250, lost: 0, writtenTwice: 0 },
  discarded: { schema_violation: 250, not_json: 500 },
  lag: { peak: 52_345, peakTime: 1031, drained: true, drainSeconds: 41.23 },
  maxReadyReplicas: 3,
  replicaSeconds: 512.4,
  replicaChanges: [
    {
      time: 1008,
      from: 1,
      to: 3,
      afterFirstEvent: 8,
      afterLastEvent: -22,
      readyAfter: 4.2,
      reason: "lag above target",
    },
    { time: 1140, from: 3, to: 1, afterFirstEvent: 140, afterLastEvent: 110, readyAfter: 6 },
  ],
  addresses: { prometheus: "http://127.0.0.1:19090", processor: "http://127.0.0.1:19095" },
} as unknown as RunRecord;

test("the table says what happened", () => {
  expect(summaryTable(record)).toBe(
    [
      "  Events sent      75,000 at 2,500 a second (750 invalid on purpose)",
      "  Load             ramp from 500 to 4,500 a second; handed over 8 ms late at p99, 1.5 s at most",
      "  Enriched         74,250 of 74,250 valid",
      "  Discarded        750 (500 not json, 250 schema violation)",
      "  Lost             0",
      "  Written twice    0",
      "  Peak lag         52,345 events, 31.0 s after the first event",
      "  Replicas 1 → 3   8.0 s after the first event, ready 4.2 s later: lag above target",
      "  Replicas 3 → 1   110 s after the last event",
      "  Drained          41.2 s after the last event",
      "  Replica seconds  512",
      "  Prometheus       http://127.0.0.1:19090",
      "  Processor        http://127.0.0.1:19095",
    ].join("\n"),
  );
});

test("without a change it says how many replicas there were", () => {
  const table = summaryTable({ ...record, replicaChanges: [], maxReadyReplicas: 1 });
  expect(table).toMatch(/Replicas +1, unchanged/);
});

test("a record from before there were shapes is of a constant rate", () => {
  expect(summaryTable({ ...record, parameters: {} } as unknown as RunRecord)).toMatch(/Load +constant; /);
});
