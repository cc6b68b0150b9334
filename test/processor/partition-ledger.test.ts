import type { Broker, Cluster } from "../../processor/kafkajs-internals";
import { KafkaPartitionLedger } from "../../processor/partition-ledger";
import { RecordBatchBuilder } from "../../processor/record-encoder";

/** A broker that keeps the requests it is sent, in their order, and fails those that it is told to. */
function recorder(fail: Partial<Record<string, () => Error | undefined>> = {}) {
  const requests: string[] = [];
  const answer = (name: string, result: unknown) => (request: Record<string, unknown>) => {
    const topicData = request.topicData as { partitions: { firstSequence: number; partition: number }[] }[] | undefined;
    const detail = topicData?.[0]?.partitions[0];
    requests.push(detail === undefined ? name : `${name} ${detail.partition} from ${detail.firstSequence}`);
    const error = fail[name]?.();
    return error === undefined ? Promise.resolve(result) : Promise.reject(error);
  };
  const broker = {
    nodeId: 1,
    versions: { 9: { maxVersion: 7 } },
    initProducerId: answer("initProducerId", { producerId: "5", producerEpoch: 2 }),
    addPartitionsToTxn: answer("addPartitionsToTxn", {}),
    addOffsetsToTxn: answer("addOffsetsToTxn", {}),
    produce: answer("produce", {}),
    txnOffsetCommit: answer("txnOffsetCommit", {}),
    endTxn: answer("endTxn", {}),
    offsetFetch: answer("offsetFetch", { responses: [{ topic: "raw", partitions: [{ partition: 7, offset: "40" }] }] }),
  } as unknown as Broker;
  const cluster = {
    findBroker: () => Promise.resolve(broker),
    findGroupCoordinator: () => Promise.resolve(broker),
    findTopicPartitionMetadata: () => Array.from({ length: 5 }, (_, partitionId) => ({ partitionId, leader: 1 })),
  } as unknown as Cluster;
  const options = { consumerGroup: "group", topic: "raw", partition: 7, transactionTimeoutMs: 60_000 };
  return { requests, ledger: new KafkaPartitionLedger(cluster, options) };
}

const write = (records: number) => {
  const batch = new RecordBatchBuilder(0);
  for (let record = 0; record < records; record++) batch.append({ key: null, value: Buffer.from("v"), timestamp: 1 });
  return { topic: "ready", batch };
};
const broken = (type: string) => () => Object.assign(new Error(type), { type });

test("a commit adds to the transaction, writes with rising numbers, commits the offset and ends it", async () => {
  const { requests, ledger } = recorder();
  await ledger.fence();
  expect(await ledger.committedOffset()).toBe(40);
  await ledger.commit([write(3), write(2)], 45);
  await ledger.commit([write(1)], 46);
  expect(requests).toEqual([
    "initProducerId",
    "offsetFetch",
    ...["addPartitionsToTxn", "addOffsetsToTxn", "txnOffsetCommit", "produce 2 from 0", "produce 2 from 3", "endTxn"],
    ...["addPartitionsToTxn", "addOffsetsToTxn", "txnOffsetCommit", "produce 2 from 5", "endTxn"],
  ]);
});

test("a chunk of nothing but invalid events commits its offset alone", async () => {
  const { requests, ledger } = recorder();
  await ledger.fence();
  await ledger.committedOffset();
  await ledger.commit([], 45);
  expect(requests.slice(2)).toEqual(["addOffsetsToTxn", "txnOffsetCommit", "endTxn"]);
});

test.each(["produce", "txnOffsetCommit", "addPartitionsToTxn", "addOffsetsToTxn"])(
  "after a failed %s the transaction is neither committed nor aborted: the next fence decides",
  async (request) => {
    const { requests, ledger } = recorder({ [request]: broken("NOT_LEADER_FOR_PARTITION") });
    await ledger.fence();
    await ledger.committedOffset();
    await expect(ledger.commit([write(1)], 45)).rejects.toMatchObject({ type: "NOT_LEADER_FOR_PARTITION" });
    expect(requests).not.toContain("endTxn");
  },
);

test("while the coordinator still ends the transaction before, it is asked again", async () => {
  let refusals = 2;
  const fail = () => (refusals-- > 0 ? broken("CONCURRENT_TRANSACTIONS")() : undefined);
  const { requests, ledger } = recorder({ addPartitionsToTxn: fail });
  await ledger.fence();
  await ledger.committedOffset();
  await ledger.commit([write(1)], 45);
  expect(requests.filter((request) => request === "addPartitionsToTxn")).toHaveLength(3);
  expect(requests.at(-1)).toBe("endTxn");
});
