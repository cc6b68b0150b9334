import { parser } from "@prometheus-io/lezer-promql";

/** What a PromQL expression consists of. */
export interface ParsedQuery {
  /** Texts that the grammar does not know; empty for a valid expression. */
  readonly errors: string[];
  readonly metrics: string[];
}

/** Parses PromQL with the grammar of Prometheus' own editor. */
export function parsePromQl(expression: string): ParsedQuery {
  const errors: string[] = [];
  const metrics: string[] = [];
  parser.parse(expression).iterate({
    enter(node) {
      if (node.type.isError) errors.push(expression.slice(node.from) || "end of expression");
      // Recorded names carry colons, which the grammar reads as part of an identifier.
      if (node.name === "VectorSelector") {
        const name = /^[a-zA-Z_:][\w:]*/.exec(expression.slice(node.from, node.to));
        if (name !== null) metrics.push(name[0]);
      }
    },
  });
  return { errors, metrics };
}
