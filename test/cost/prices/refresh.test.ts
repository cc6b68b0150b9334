import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { UserError } from "../../../local/user-error";
import { FilePriceBook } from "../../../cost/prices/price-book";
import { changesText } from "../../../cost/prices/refresh/changes";
import { refresh } from "../../../cost/prices/refresh/refresh";
import { fields } from "../../../cost/prices/refresh/offer-file";
import { ireland, offerCsv, servePrices, type PriceServer } from "./offer-files";

const shipped = path.join(process.cwd(), "cost/prices/data");
let directory: string;
let server: PriceServer | undefined;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "acm-refresh-"));
  cpSync(shipped, directory, { recursive: true });
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(directory, { recursive: true });
});

const run = async (body: (offer: string) => string | undefined, region = "eu-west-1", dryRun = false) => {
  server = await servePrices("eu-west-1", body);
  return refresh({ region, baseUrl: server.url, directory, today: "2026-12-01", dryRun, progress: () => undefined });
};
const normal = (offer: string) => offerCsv(offer, ireland[offer] ?? []);
const files = () => readdirSync(path.join(directory, "eu-west-1")).sort();
const before = readdirSync(path.join(shipped, "eu-west-1")).sort();

test("a region's prices are read, mapped to keys, and written under the day", async () => {
  const { files: written } = await run(normal);
  expect(written.map((file) => path.basename(file)).sort()).toEqual(["2026-12-01.json", "ec2-2026-12-01.json"]);
  const book = new FilePriceBook({ directory });
  const usd = (key: string) => book.price(key, "eu-west-1").tiers;
  // Units and sizes: exact decimals, the arm price by the processor that it is for, brokers by type.
  expect(usd("lambda.requests")).toEqual([{ usd: "0.0000002" }]);
  expect(usd("lambda.duration.arm64")).toEqual([
    { upTo: "7500000000", usd: "0.0000133334" },
    { upTo: "18750000000", usd: "0.0000120001" },
    { usd: "0.0000106667" },
  ]);
  expect(usd("msk.kafka.m7g.large")).toEqual([{ usd: "0.2244" }]);
  expect(usd("msk.express.m7g.large")).toEqual([{ usd: "0.4488" }]);
  expect(usd("kinesis.provisioned.putUnit")).toEqual([{ usd: "0.0000000165" }]);
  // 45.056 a GiB/s is 0.044 a MiB/s.
  expect(usd("ebs.gp3.throughput")).toEqual([{ usd: "0.044" }]);
  // The list has the surcharge of 0.50: a cluster in extended support pays 0.10 with it.
  expect(usd("eks.controlPlane.extended")).toEqual([{ usd: "0.6" }]);
  // Of two load balancers the one that is meant, and not the trust store's.
  expect([usd("alb.hour"), usd("nlb.hour")]).toEqual([[{ usd: "0.0252" }], [{ usd: "0.026" }]]);
  // Logs of the standard class.
  expect(usd("logs.ingestion")).toEqual([{ usd: "0.57" }]);
  // The first 100 GB are a free allowance and no price.
  expect(usd("transfer.internet")).toEqual([{ upTo: "10240", usd: "0.09" }, { usd: "0.085" }]);
  // Linux on demand on shared hardware, of six rows.
  expect(usd("ec2.c5a.16xlarge")).toEqual([{ usd: "2.752" }]);
  expect(book.price("msk.storage", "eu-west-1")).toMatchObject({
    priceDate: "2026-11-20",
    confidence: "confirmed",
    source: "AWS price list, AmazonMSK, published 2026-11-20",
  });
});

test("what the list does not have keeps its price and its date, and what never had one stays missing", async () => {
  await run(normal);
  const book = new FilePriceBook({ directory });
  expect(book.price("transfer.otherRegion", "eu-west-1").priceDate < "2026-11-20").toBe(true);
  expect(book.missing("eu-west-1")).toContain("msk.serverless.storage");
  expect(book.missing("eu-west-1")).not.toContain("msk.storage");
});

test("the differences can be read", async () => {
  const { changes } = await run(normal);
  const text = changesText("eu-west-1", changes);
  expect(text).toMatch(/^Prices of eu-west-1: \d+ changed, \d+ new, \d+ gone, \d+ as before/);
  expect(text).toContain("~ nlb.hour  0.0252 → 0.026 USD per hour (+3.2 %)");
  expect(text).toContain("+ msk.kafka.m7g.large  0.2244 USD per broker-hour");
  expect(text).toMatch(/kept, because the list has no such price: .*transfer\.otherRegion \(/);
  expect(text).toMatch(/still without a price: .*msk\.serverless\.storage/);
});

test("--dry-run writes nothing", async () => {
  const { changes } = await run(normal, "eu-west-1", true);
  expect(changes.changed.length).toBeGreaterThan(0);
  expect(files()).toEqual(before);
});

describe("nothing is changed", () => {
  const refused = async (body: (offer: string) => string | undefined, message: RegExp, region?: string) => {
    const error: unknown = await run(body, region).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toContain("Nothing was changed");
    expect(files()).toEqual(before);
  };
  test("without a network", async () => {
    await expect(
      refresh({
        region: "eu-west-1",
        baseUrl: "http://127.0.0.1:9",
        directory,
        today: "2026-12-01",
        dryRun: false,
        progress: () => undefined,
      }),
    ).rejects.toThrow(/cannot be read: .*\nNothing was changed/);
    expect(files()).toEqual(before);
  });
  test("when a connection breaks half way", () =>
    refused((offer) => (offer === "AmazonMSK" ? undefined : normal(offer)), /AmazonMSK.*cannot be read/));
  test("when AWS has no such region", () =>
    refused(normal, /no price list of AWSLambda for mars-north-1: .* answers 404/, "mars-north-1"));
  test("when a price is in another unit", () =>
    refused(
      (offer) =>
        offerCsv(
          offer,
          (ireland[offer] ?? []).map((row) => ({ ...row, Unit: offer === "AmazonECR" ? "TB-Mo" : (row.Unit ?? "") })),
        ),
      /EU-TimedStorage-ByteHrs is priced by "TB-Mo"; ecr\.storage needs a price by GB-month/,
    ));
  test("when the file has another form", () =>
    refused((offer) => normal(offer).replace('"v1.0"', '"v2.0"'), /format version is v2\.0, known is v1\.0/));
  test("when a column is gone", () =>
    refused((offer) => normal(offer).replaceAll('"usageType"', '"usage"'), /has no column usageType/));
  test("when usage types were renamed", () =>
    refused(
      (offer) => normal(offer).replaceAll("EU-PublicIPv4", "EU-PublicAddress"),
      /AmazonVPC.* has none of the prices/,
    ));
  test("when it is no table at all", () => refused(() => "<html></html>\n", /it ends before its table/));
});

test("two different prices of one kind are kept apart from the rest, and said", async () => {
  const { changes } = await run((offer) =>
    offerCsv(offer, [
      ...(ireland[offer] ?? []),
      ...(offer === "AmazonECR" ? [{ usageType: "EU-TimedStorage-ByteHrs", Unit: "GB-Mo", PricePerUnit: "0.2" }] : []),
    ]),
  );
  expect(changes.ambiguous).toEqual(["ecr.storage"]);
  expect(changes.missing).toContain("ecr.storage");
});

test("a region that was never read begins with what the list has", async () => {
  rmSync(path.join(directory, "eu-west-1"), { recursive: true });
  await run(normal);
  expect(existsSync(path.join(directory, "eu-west-1", "2026-12-01.json"))).toBe(true);
  expect(readFileSync(path.join(directory, "eu-west-1", "2026-12-01.json"), "utf8")).toContain(
    '"transfer.otherRegion"',
  );
  expect(new FilePriceBook({ directory }).missing("eu-west-1")).toContain("transfer.otherRegion");
});

test("fields with commas and quotes", () => {
  expect(fields('"a","b, ""c""",,"",d')).toEqual(["a", 'b, "c"', "", "", "d"]);
});
