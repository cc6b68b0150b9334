import { checked, type Requirement } from "./check";

export const requirement: Requirement = {
  id: "REQ10",
  title: "Fewer partitions",
  check: (seen) => [
    checked(
      "REQ10.1",
      "one fewer is refused before anything changes, with the way out",
      seen.fewerPartitions,
      (problems) => ({
        good: problems.some((problem) => /cannot remove partitions/.test(problem)),
        answer: problems.join(" ") || "accepted",
      }),
    ),
  ],
};
