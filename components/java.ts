import { bytes } from "../config/quantities";

/**
 * The start of a command line for a class from /opt/kafka/libs. The heap is fixed, so that the pod's memory is known;
 * a process that ran out of memory ends, because one that half works holds its place in a quorum.
 */
export function javaCommand(heap: string): string {
  const mebibytes = Math.floor(bytes(heap) / 2 ** 20);
  return [
    "java",
    `-Xms${mebibytes}m`,
    `-Xmx${mebibytes}m`,
    "-XX:+UseG1GC",
    "-XX:+ExitOnOutOfMemoryError",
    // A pod that moved has a new address; Java would remember the old one for 30 s, and a missing one for 10 s.
    "-Dsun.net.inetaddr.ttl=5",
    "-Dsun.net.inetaddr.negative.ttl=1",
    "-Djava.awt.headless=true",
    "-Dlog4j.configuration=file:/opt/kafka/config/log4j.properties",
    "-cp '/opt/kafka/libs/*'",
  ].join(" ");
}

/** An exec probe that sends one of ZooKeeper's four letter words and looks for an extended regular expression in the answer. */
export function fourLetterWordProbe(word: string, expected: string) {
  return {
    exec: {
      command: [
        "bash",
        "-c",
        `exec 3<>/dev/tcp/127.0.0.1/2181 && echo ${word} >&3 && timeout 2 cat <&3 | grep -Eq '${expected}'`,
      ],
    },
    timeoutSeconds: 5,
  };
}
