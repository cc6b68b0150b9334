/** How the cost command ends, for pipelines. */
export const exitCodes = {
  ok: 0,
  /** Input that cannot be used, or something that cannot be read or written: one message, and nothing was written. */
  error: 1,
  /** The command line itself. */
  usage: 2,
  /** The report was written; the option that the budget is for costs more. */
  overBudget: 3,
  /** `diff`: A and B do not cost the same. */
  differs: 4,
  /** The report was written; an option that was asked for has no total, because a price is missing. */
  missingPrice: 5,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodesText = [
  "Exit codes: 0 done; 1 input that cannot be used (nothing was written); 2 wrong command line; 3 over the budget;",
  "4 A and B differ (diff); 5 an option has no total because a price is missing.",
].join("\n");
