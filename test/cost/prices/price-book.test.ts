import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { MissingPrice } from "../../../cost/model";
import { overridesFile, readOverrides } from "../../../cost/prices/overrides";
import { FilePriceBook } from "../../../cost/prices/price-book";
import { machinePriceFile, priceFile } from "../../../cost/prices/price-file";

const directory = path.join(process.cwd(), "cost/prices/data");
const book = new FilePriceBook({ directory });

describe("the price files", () => {
  const files = readdirSync(directory).flatMap((region) =>
    readdirSync(path.join(directory, region)).map((name) => [region, name] as const),
  );
  test.each(files)("%s/%s follows its schema and says its region", (region, name) => {
    const content: unknown = JSON.parse(readFileSync(path.join(directory, region, name), "utf8"));
    const schema = name.startsWith("ec2-") ? machinePriceFile : priceFile;
    expect(schema.parse(content).region).toBe(region);
  });
  test("every region knows of the same keys, priced or missing", () => {
    const keysOf = (region: string) =>
      [...book.all(region).map(({ key }) => key), ...book.missing(region)]
        .filter((key) => !key.startsWith("ec2."))
        .sort();
    expect(keysOf("eu-west-1")).toEqual(keysOf("us-east-1"));
  });
  test("no price is 0", () => {
    for (const region of book.knownRegions()) {
      for (const { key, tiers } of book.all(region)) {
        expect([key, tiers.every(({ usd }) => Number(usd) > 0)]).toEqual([key, true]);
      }
    }
  });
  test("a price in a unit that nobody bills by is refused", () => {
    const price = { unit: "month", usd: "1", priceDate: "2026-01-01", source: "x", confidence: "confirmed" };
    const file = {
      schemaVersion: 1,
      region: "r",
      currency: "USD",
      compiled: "2026-01-01",
      prices: { a: price },
      missing: {},
    };
    expect(priceFile.safeParse(file).success).toBe(false);
    expect(priceFile.safeParse({ ...file, prices: { a: { ...price, unit: "hour" } } }).success).toBe(true);
  });
});

test("prices keep their exact decimals, tiers, date and source", () => {
  expect(book.price("ec2.c5a.16xlarge", "eu-west-1")).toMatchObject({
    tiers: [{ usd: "2.752" }],
    priceDate: "2023-02-23",
  });
  expect(book.price("lambda.duration.arm64", "us-east-1").tiers).toEqual([
    { upTo: "7500000000", usd: "0.0000133334" },
    { upTo: "18750000000", usd: "0.0000120001" },
    { usd: "0.0000106667" },
  ]);
  expect(book.price("kinesis.provisioned.shardHour", "eu-west-1").confidence).toBe("unconfirmed");
});

test("a missing price names key, region and what to do, and is not borrowed", () => {
  expect(() => book.price("msk.kafka.m7g.large", "eu-west-1")).toThrow(MissingPrice);
  expect(() => book.price("msk.kafka.m7g.large", "eu-west-1")).toThrow(
    /no price for msk\.kafka\.m7g\.large in eu-west-1 \(us-east-1 has one.*prices refresh --region eu-west-1/,
  );
  expect(() => book.price("ec2.c99.large", "us-east-1")).toThrow(/no price for ec2\.c99\.large in us-east-1\. Fetch/);
  expect(() => book.price("nat.hour", "mars-1")).toThrow(/no price for nat\.hour in mars-1/);
});

describe("overrides", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "acm-prices-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (overrides: unknown) => {
    const name = path.join(folder, `${Math.random()}.json`);
    writeFileSync(name, JSON.stringify({ schemaVersion: 1, overrides }));
    return name;
  };
  const contract = { reason: "contract 7", date: "2026-10-01" };
  const withOverrides = (...overrides: object[]) =>
    new FilePriceBook({
      directory,
      overrides: readOverrides(file(overrides.map((each) => ({ ...contract, ...each })))),
    });

  test("a discount in percent is exact and keeps the source", () => {
    const { tiers, source } = withOverrides({ key: "ec2.*", discountPercent: 7.5 }).price(
      "ec2.c5a.16xlarge",
      "eu-west-1",
    );
    expect(tiers).toEqual([{ usd: "2.5456" }]);
    expect(source).toMatch(/terracost.*less 7\.5 %: contract 7/);
  });
  test("a price of one's own fills a gap", () => {
    const own = withOverrides({ key: "msk.storage", region: "eu-west-1", usd: "0.11", unit: "GB-month" });
    expect(own.price("msk.storage", "eu-west-1")).toMatchObject({ tiers: [{ usd: "0.11" }], source: "contract 7" });
    expect(own.price("msk.storage", "us-east-1").tiers).toEqual([{ usd: "0.1" }]);
  });
  test("another unit than the list's is refused", () => {
    expect(() => withOverrides({ key: "nat.hour", usd: "1", unit: "GB" }).price("nat.hour", "us-east-1")).toThrow(
      /override of nat\.hour is per GB; the list price is per hour/,
    );
  });
  test("a wrong file is one message with the place", () => {
    expect(() => readOverrides(file([{ ...contract, key: "a" }]))).toThrow(/overrides\.0: must have either/);
    expect(() => readOverrides(path.join(folder, "none.json"))).toThrow(/none\.json cannot be read/);
    expect(
      overridesFile.safeParse({ schemaVersion: 1, overrides: [{ ...contract, key: "a", usd: "1" }] }).success,
    ).toBe(true);
  });
});

test("the files of a day are those that were there on it", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "acm-prices-"));
  mkdirSync(path.join(folder, "r"));
  const write = (date: string, usd: string) => {
    const prices = { a: { unit: "hour", usd, priceDate: date, source: "x", confidence: "confirmed" } };
    writeFileSync(path.join(folder, "r", `${date}.json`), JSON.stringify({ prices, missing: {} }));
  };
  write("2026-01-01", "1");
  write("2026-06-01", "2");
  const usd = (date?: string) => new FilePriceBook({ directory: folder, date }).price("a", "r").tiers[0]?.usd;
  expect([usd(), usd("2026-05-31"), usd("2026-06-01")]).toEqual(["2", "1", "2"]);
  rmSync(folder, { recursive: true });
});
