/** Bytes reserved for the fields that enrichment adds, and for key, headers and framing of a record. */
export const enrichmentAllowance = 8_192;

/** Sizes that may have to shrink when a topic admits less than the settings say. */
export class SizeLimits {
  constructor(
    public maxBatchBytes: number,
    public maxEventBytes: number,
  ) {}

  /**
   * Halves the writes after the broker has refused one as too large, and with them what counts as too large an event.
   * @returns false when they cannot become any smaller
   */
  shrink(): boolean {
    if (this.maxBatchBytes < 4 * enrichmentAllowance) return false;
    this.maxBatchBytes = Math.floor(this.maxBatchBytes / 2);
    this.maxEventBytes = Math.min(this.maxEventBytes, this.maxBatchBytes - enrichmentAllowance);
    return true;
  }
}
