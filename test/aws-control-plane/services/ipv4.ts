/** An IPv4 network as its first address and its prefix; undefined for text that is none. */
export function parseNetwork(cidr: string): { first: number; prefix: number } | undefined {
  const found = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
  if (found === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = found.slice(1).map(Number);
  if ([a, b, c, d].some((part) => part > 255) || prefix > 32) return undefined;
  return { first: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0, prefix };
}

const size = (prefix: number) => 2 ** (32 - prefix);

/** Whether a network begins at its own boundary: 10.0.1.0/16 does not. */
export function isAligned(cidr: string): boolean {
  const network = parseNetwork(cidr);
  return network !== undefined && network.first % size(network.prefix) === 0;
}

export function contains(outer: string, inner: string): boolean {
  const [one, other] = [parseNetwork(outer), parseNetwork(inner)];
  if (one === undefined || other === undefined) return false;
  const end = other.first + size(other.prefix);
  return other.first >= one.first && end <= one.first + size(one.prefix);
}

export function overlaps(a: string, b: string): boolean {
  const [one, other] = [parseNetwork(a), parseNetwork(b)];
  if (one === undefined || other === undefined) return false;
  return one.first < other.first + size(other.prefix) && other.first < one.first + size(one.prefix);
}
