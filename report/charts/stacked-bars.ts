import { html, type Html } from "../html";
import { figure, legendOf, type Drawing } from "./figure";
import { fill, patterns } from "./palette";
import { linear, short } from "./scale";

export interface Bar {
  readonly name: string;
  /** Beside the name: "baseline". */
  readonly tag?: string;
  /** By part's name; an absent part is not drawn. */
  readonly parts: Readonly<Record<string, number>>;
  /** As text, exact: "5,866.67". */
  readonly total: string;
}

export interface StackedBars {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly unit: string;
  /** In the order in which they are stacked; the legend's order. */
  readonly parts: readonly string[];
  readonly bars: readonly Bar[];
  /** Text of a value in the table. */
  readonly format: (value: number) => string;
}

const rowHeight = 52;
const barHeight = 22;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Bars that lie: a name above each, the total at its end, parts told apart by colour and by pattern. */
export function stackedBars(chart: StackedBars): Html {
  const { parts, bars, format } = chart;
  const legendPrefix = `${chart.id}-legend`;
  const legend = legendOf(
    parts.map((name, index) => ({
      name,
      sample: html`${patternOnce(legendPrefix, parts.length, index)}<rect
          width="26"
          height="14"
          fill="${fill(legendPrefix, index)}"
        />`,
    })),
  );
  const drawn = parts.filter((part) => bars.some((bar) => bar.parts[part] !== undefined));
  return figure({
    ...chart,
    legend,
    draw: (width, prefix) => draw(chart, width, prefix),
    data: {
      caption: `${chart.title} (${chart.unit})`,
      columns: [{ title: "" }, ...drawn.map((title) => ({ title, numeric: true })), { title: "Total", numeric: true }],
      rows: bars.map((bar) => [
        bar.name,
        ...drawn.map((part) => {
          const value = bar.parts[part];
          return value === undefined ? "" : format(value);
        }),
        bar.total,
      ]),
    },
  });
}

const patternOnce = (prefix: string, count: number, index: number) => index === 0 && patterns(prefix, count);

function draw({ parts, bars, unit }: StackedBars, width: number, prefix: string): Drawing {
  const end = width - 92;
  const largest = Math.max(1e-9, ...bars.map((bar) => sum(Object.values(bar.parts))));
  const scale = linear([0, largest], [0, end], width > 500 ? 6 : 3);
  const bottom = bars.length * rowHeight;
  const grid = scale.ticks.map((tick) => {
    const x = scale.place(tick);
    return html`<line x1="${x}" x2="${x}" y1="0" y2="${bottom}" stroke="#d0d7de" /><text
        x="${x}"
        y="${bottom + 18}"
        text-anchor="${tick === 0 ? "start" : "middle"}"
        font-size="12"
        fill="#57606a"
        >${short(tick)}</text
      >`;
  });
  const rows = bars.map((bar, row) => {
    const y = row * rowHeight + 22;
    let sofar = 0;
    const segments = parts.map((part, index) => {
      const value = bar.parts[part] ?? 0;
      if (value <= 0) return undefined;
      const x = scale.place(sofar);
      sofar += value;
      const length = Math.max(0.5, scale.place(sofar) - x);
      return html`<rect
        x="${x.toFixed(1)}"
        y="${y}"
        width="${length.toFixed(1)}"
        height="${barHeight}"
        fill="${fill(prefix, index)}"
        stroke="#fff"
        stroke-width="0.8"
        ><title>${part}</title></rect
      >`;
    });
    return html`<text x="0" y="${y - 6}" font-weight="600"
        >${bar.name}${bar.tag !== undefined && html`<tspan font-weight="400" fill="#57606a"> · ${bar.tag}</tspan>`}</text
      >${segments}<text x="${scale.place(sofar) + 6}" y="${y + 16}" font-weight="600">${bar.total}</text>`;
  });
  return {
    height: bottom + 40,
    content: html`${patterns(prefix, parts.length)}${grid}${rows}<text
        x="${end}"
        y="${bottom + 36}"
        text-anchor="end"
        font-size="12"
        fill="#57606a"
        >${unit}</text
      >`,
  };
}
