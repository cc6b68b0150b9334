import type { PodReading } from "./observations";

/** Judges that a part has so many ready pods. */
export function allReady(part: string, count: number) {
  return (pods: readonly PodReading[]) => {
    const own = pods.filter((pod) => pod.part === part);
    const ready = own.filter((pod) => pod.ready);
    return {
      good: ready.length >= count,
      answer: `${ready.length} of ${count} ready: ${own.map(({ name }) => name).join(", ") || "none"}`,
    };
  };
}
