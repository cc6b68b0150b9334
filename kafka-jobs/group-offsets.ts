import type { Admin } from "kafkajs";

/** Offsets of one topic by partition number. */
export type Offsets = Record<string, number>;

/** The offset that the next event of each partition will get. */
export async function endOffsets(admin: Admin, topic: string): Promise<Offsets> {
  const partitions = await admin.fetchTopicOffsets(topic);
  return Object.fromEntries(partitions.map(({ partition, high }) => [String(partition), Number(high)]));
}

/** Where each partition begins: retention has deleted what lies before. */
export async function startOffsets(admin: Admin, topic: string): Promise<Offsets> {
  const partitions = await admin.fetchTopicOffsets(topic);
  return Object.fromEntries(partitions.map(({ partition, low }) => [String(partition), Number(low)]));
}

/** The group's committed offsets; -1 where it has never committed. */
export async function committedOffsets(admin: Admin, groupId: string, topic: string): Promise<Offsets> {
  const [entry] = await admin.fetchOffsets({ groupId, topics: [topic] });
  return Object.fromEntries(
    (entry?.partitions ?? []).map(({ partition, offset }) => [String(partition), Number(offset)]),
  );
}

/**
 * Events that the group has not committed, by partition. A partition without a commit counts from its first event.
 */
export function lagByPartition(start: Offsets, end: Offsets, committed: Offsets): Offsets {
  return Object.fromEntries(
    Object.entries(end).map(([partition, offset]) => {
      const position = committed[partition] ?? -1;
      return [partition, Math.max(0, offset - (position < 0 ? (start[partition] ?? 0) : position))];
    }),
  );
}

export function total(offsets: Offsets): number {
  return Object.values(offsets).reduce((sum, offset) => sum + offset, 0);
}
