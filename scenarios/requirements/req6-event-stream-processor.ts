import { checked, field, part, type Requirement } from "./check";

export const requirement: Requirement = {
  id: "REQ6",
  title: "Deploy Event Stream Processor",
  check: (seen) => {
    const verification = part(seen.backlog, (backlog) =>
      field(backlog.verification, backlog.verification.query, (result) => ({ ...backlog, result })),
    );
    return [
      checked("REQ6.1", "a valid event is enriched and written once", verification, ({ validSent, result }) => ({
        good: result.enriched === validSent && result.lost === 0 && result.writtenTwice === 0,
        answer: `${result.enriched} of ${validSent} enriched, ${result.lost} lost, ${result.writtenTwice} written twice`,
      })),
      checked(
        "REQ6.2",
        "an invalid event is ignored",
        verification,
        ({ invalidSent, sent, result }) => ({
          good: invalidSent > 0 && result.enriched === sent - invalidSent,
          answer: `${invalidSent} invalid of ${sent} sent, ${result.enriched} enriched`,
        }),
        "Written to raw-events: the thesis' second case names ready-events, which the processor does not read.",
      ),
    ];
  },
};
