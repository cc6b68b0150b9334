/** IPv4 address ranges, as AWS writes them: "10.0.0.0/16". */
export interface Cidr {
  /** First address as a number. */
  readonly first: number;
  /** Length of the prefix, 0 to 32. */
  readonly prefix: number;
}

const pattern = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** The range that a text names; undefined unless it is one and its address is the range's first. */
export function parseCidr(text: string): Cidr | undefined {
  const numbers = pattern.exec(text)?.slice(1).map(Number);
  if (numbers === undefined) return undefined;
  const prefix = numbers[4] ?? 0;
  const octets = numbers.slice(0, 4);
  if (prefix > 32 || octets.some((octet) => octet > 255)) return undefined;
  const first = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return first % size(prefix) === 0 ? { first, prefix } : undefined;
}

/** Addresses of a range with this prefix. */
function size(prefix: number): number {
  return 2 ** (32 - prefix);
}

export function showCidr({ first, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${octets.join(".")}/${prefix}`;
}

/** Ranges that are nobody's on the internet. Source: RFC 1918. */
export const privateRanges: readonly Cidr[] = [
  { first: 10 * 2 ** 24, prefix: 8 },
  { first: 172 * 2 ** 24 + 16 * 2 ** 16, prefix: 12 },
  { first: 192 * 2 ** 24 + 168 * 2 ** 16, prefix: 16 },
];

/** Ranges that no machine can have an address of: this host, link-local, multicast and reserved ones. Source: RFC 6890. */
export const unusableRanges: readonly Cidr[] = [
  { first: 0, prefix: 8 },
  { first: 127 * 2 ** 24, prefix: 8 },
  { first: 169 * 2 ** 24 + 254 * 2 ** 16, prefix: 16 },
  { first: 224 * 2 ** 24, prefix: 3 },
];

export function overlap(one: Cidr, other: Cidr): boolean {
  return one.first < other.first + size(other.prefix) && other.first < one.first + size(one.prefix);
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.prefix >= outer.prefix && overlap(outer, inner);
}

/** The range number `index` of those with `bits` more bits of prefix that `outer` divides into. */
export function subnet(outer: Cidr, bits: number, index: number): Cidr {
  const prefix = outer.prefix + bits;
  return { first: outer.first + index * size(prefix), prefix };
}
