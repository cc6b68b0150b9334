const closingBrace = 0x7d;

/**
 * Adds a last member to a JSON object without parsing or writing it again: the bytes that were there stay as they are.
 * @param object bytes of a valid JSON object with at least one member and without a member of that name
 * @param name the member's name, plain ASCII without a character that JSON escapes
 * @param json the member's value as JSON text
 */
export function spliceMember(object: Buffer, name: string, json: string): Buffer {
  const end = object.lastIndexOf(closingBrace);
  if (end < 0) throw new Error("not a JSON object");
  const member = `,"${name}":${json}}`;
  // One byte for each character holds for ASCII only; anything else is measured.
  const length = Buffer.byteLength(member);
  const result = Buffer.allocUnsafe(end + length);
  object.copy(result, 0, 0, end);
  result.write(member, end, length, length === member.length ? "latin1" : "utf8");
  return result;
}
