import { number, text, type Values } from "../cli/options";
import { committedOffsets, endOffsets, lagByPartition, startOffsets, total } from "./group-offsets";
import { kafkaClient, readConnection, report, waitUntil } from "./job";

export const summary =
  "Reports end offsets of the topics and the consumer group's lag; with --wait-drained first waits until there is none.";

export const options = {
  connection: text("FILE", "connection to Kafka, JSON as in the ConfigMap kafka-connection"),
  "input-topic": text("NAME", "topic that the group reads", { fallback: "raw-events" }),
  "output-topic": text("NAME", "topic that the group writes", { fallback: "ready-events" }),
  group: text("NAME", "consumer group", { fallback: "event-stream-prc" }),
  "wait-drained": number("SECONDS", "wait until the group has read everything, at most so long; 0 does not wait", {
    fallback: 0,
    minimum: 0,
    maximum: 86_400,
  }),
};

export async function run(values: Values<typeof options>): Promise<number> {
  const { group, "input-topic": input, "output-topic": output, "wait-drained": wait } = values;
  const admin = kafkaClient(readConnection(values.connection), "acm-offsets").admin();
  await admin.connect();
  try {
    const read = async () => {
      const [start, end, committed] = await Promise.all([
        startOffsets(admin, input),
        endOffsets(admin, input),
        committedOffsets(admin, group, input),
      ]);
      return { end, committed, lag: lagByPartition(start, end, committed) };
    };
    if (wait > 0) {
      await waitUntil(async () => {
        const lag = total((await read()).lag);
        return lag === 0 ? undefined : `the group ${group} to read ${lag} events of ${input}`;
      }, wait);
    }
    const { end, committed, lag } = await read();
    const [description] = (await admin.describeGroups([group])).groups;
    report("result", {
      /** Unix time, s. */
      time: Date.now() / 1000,
      group,
      groupState: description?.state ?? "Unknown",
      members: description?.members.length ?? 0,
      endOffsets: { [input]: end, [output]: await endOffsets(admin, output) },
      committed,
      lag,
      totalLag: total(lag),
    });
    return 0;
  } finally {
    await admin.disconnect();
  }
}
