import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { UserError } from "../../../local/user-error";
import { collect, type Collected } from "./collect";
import { OfferFileError, readOfferFile } from "./offer-file";

/** AWS's own public price list. */
export const publicPriceList = "https://pricing.us-east-1.amazonaws.com";
/** Without a first byte for this long, there is no network. */
const timeout = 30_000;

/** Address of a service's prices in a region. */
export function offerAddress(baseUrl: string, offer: string, region: string): string {
  return `${baseUrl.replace(/\/$/, "")}/offers/v1.0/aws/${offer}/current/${region}/index.csv`;
}

/**
 * Reads one service's prices while they arrive.
 * @throws UserError when they cannot be read as a whole: nothing of them is used then
 */
export async function download(
  baseUrl: string,
  offer: string,
  region: string,
): Promise<Collected & { published: string }> {
  const address = offerAddress(baseUrl, offer, region);
  try {
    const response = await answer(address);
    if (response.status === 404 || response.status === 403) {
      throw new UserError(
        `There is no price list of ${offer} for ${region}: ${address} answers ${response.status}.`,
        "Nothing was changed. Check the region's name.",
      );
    }
    if (!response.ok || response.body === null) throw new Error(`it answers ${response.status}`);
    const input = Readable.fromWeb(response.body);
    const lines = createInterface({ input, crlfDelay: Infinity });
    // A broken stream ends the lines without an error of theirs.
    let broken: Error | undefined;
    input.on("error", (error) => {
      broken = error;
      lines.close();
    });
    const file = await readOfferFile(lines[Symbol.asyncIterator]());
    const collected = await collect(offer, file);
    if (broken !== undefined) throw broken;
    return { ...collected, published: file.published };
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof OfferFileError) {
      throw new UserError(
        `The price list ${address} cannot be used: ${error.message}.`,
        "Nothing was changed. AWS may have changed its form: docs/prices.md says where it is read.",
      );
    }
    const { message, cause } = error as Error & { cause?: Error };
    throw new UserError(
      `The price list ${address} cannot be read: ${[cause?.message, message].find((text) => text !== undefined && text !== "") ?? "it does not say why"}.`,
      "Nothing was changed. Run it where this address can be reached; the prices of before stay in use.",
    );
  }
}

async function answer(address: string): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error(`no answer within ${timeout / 1000} s`)), timeout);
  try {
    return await fetch(address, { signal: abort.signal });
  } finally {
    clearTimeout(timer);
  }
}
