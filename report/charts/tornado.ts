import { html, type Html } from "../html";
import { figure, legendOf, type Drawing } from "./figure";
import { fill, patterns } from "./palette";
import { linear, short } from "./scale";

export interface TornadoBar {
  readonly name: string;
  /** What the two ends stand for: "136 M … 204 M". */
  readonly range: string;
  readonly low: number;
  readonly high: number;
  readonly lowText: string;
  readonly highText: string;
}

export interface Tornado {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly unit: string;
  /** Value without any change: the line in the middle. */
  readonly middle: number;
  readonly middleText: string;
  /** The widest first. */
  readonly bars: readonly TornadoBar[];
}

/** A narrow drawing has the range below the name. */
const rowHeight = { wide: 44, narrow: 60 } as const;

/** How far each input moves a result: one bar for each, from its low to its high value. */
export function tornado(chart: Tornado): Html {
  const prefix = `${chart.id}-legend`;
  return figure({
    ...chart,
    legend: legendOf([
      {
        name: "input lower",
        sample: html`${patterns(prefix, 2)}<rect width="26" height="14" fill="${fill(prefix, 0)}" />`,
      },
      { name: "input higher", sample: html`<rect width="26" height="14" fill="${fill(prefix, 1)}" />` },
    ]),
    draw: (width, prefixOfWidth) => draw(chart, width, prefixOfWidth),
    data: {
      caption: `${chart.title} (${chart.unit}); ${chart.middleText} without a change`,
      columns: [
        { title: "Input" },
        { title: "From … to" },
        { title: "Input lower", numeric: true },
        { title: "Input higher", numeric: true },
      ],
      rows: chart.bars.map((bar) => [bar.name, bar.range, bar.lowText, bar.highText]),
    },
  });
}

function draw({ bars, middle, middleText, unit }: Tornado, width: number, prefix: string): Drawing {
  const values = bars.flatMap(({ low, high }) => [low, high]).concat(middle);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = (most - least || 1) * 0.03;
  const scale = linear([least - margin, most + margin], [0, width], width > 500 ? 6 : 3);
  const narrow = width <= 500;
  const height = narrow ? rowHeight.narrow : rowHeight.wide;
  const bottom = bars.length * height + 18;
  const centre = scale.place(middle);
  const grid = scale.ticks.map((tick) => {
    const x = scale.place(tick);
    return html`<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="18" y2="${bottom}" stroke="#d0d7de" /><text
        x="${x.toFixed(1)}"
        y="${bottom + 18}"
        text-anchor="middle"
        font-size="12"
        fill="#57606a"
        >${short(tick)}</text
      >`;
  });
  const rows = bars.map((bar, row) => {
    const y = row * height + (narrow ? 56 : 40);
    const range = narrow ? html` x="0" dy="16"` : undefined;
    const end = (value: number, index: number) => {
      const x = scale.place(value);
      return html`<rect
        x="${Math.min(x, centre).toFixed(1)}"
        y="${y}"
        width="${Math.abs(x - centre).toFixed(1)}"
        height="14"
        fill="${fill(prefix, index)}"
        stroke="#fff"
        stroke-width="0.8"
      />`;
    };
    return html`<text x="0" y="${narrow ? y - 22 : y - 6}"
        ><tspan font-weight="600">${bar.name}</tspan><tspan${range} fill="#57606a" font-size="12"> ${bar.range}</tspan></text
      >${end(bar.low, 0)}${end(bar.high, 1)}`;
  });
  const anchor = centre < 60 ? "start" : centre > width - 60 ? "end" : "middle";
  return {
    height: bottom + 40,
    content: html`${patterns(prefix, 2)}${grid}${rows}<line
        x1="${centre.toFixed(1)}"
        x2="${centre.toFixed(1)}"
        y1="16"
        y2="${bottom}"
        stroke="#1b1f24"
        stroke-width="1.5"
      /><text x="${centre.toFixed(1)}" y="12" text-anchor="${anchor}" font-size="12" font-weight="600"
        >${middleText}</text
      ><text x="${width}" y="${bottom + 36}" text-anchor="end" font-size="12" fill="#57606a">${unit}</text>`,
  };
}
