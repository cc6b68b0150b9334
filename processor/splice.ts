const closingBrace = 0x7d;

/** An object's bytes up to its closing brace, and the text that ends it with a further member. */
export interface Spliced {
  head: Buffer;
  /** ASCII. */
  tail: string;
}

/**
 * Adds a last member to a JSON object without parsing or writing it again: the bytes that were there stay as they are,
 * and are not even copied until the record is encoded.
 * @param object bytes of a valid JSON object with at least one member and without a member of that name
 * @param name the member's name, ASCII without a character that JSON escapes
 * @param json the member's value as JSON text, ASCII
 */
export function spliceMember(object: Buffer, name: string, json: string): Spliced {
  const end = object.lastIndexOf(closingBrace);
  if (end < 0) throw new Error("not a JSON object");
  return { head: object.subarray(0, end), tail: `,"${name}":${json}}` };
}
