/** An error whose text is for people: what is wrong, and what to do. Shown without a stack trace. */
export class UserError extends Error {
  override readonly name = "UserError";
  constructor(
    /** One sentence: what is wrong. */
    readonly problem: string,
    /** One sentence: what to do. */
    readonly remedy: string,
  ) {
    super(`${problem}\n${remedy}`);
  }
}
