import { html, type Html } from "../html";
import type { Table } from "../table";
import { figure, legendOf, type Drawing } from "./figure";
import { colour, dash, mark, marker } from "./palette";
import { linear, logarithmic, short, type Scale } from "./scale";

export interface Axis {
  readonly title: string;
  readonly scale: "linear" | "logarithmic";
  /** Fixed ends; else those of the values, a linear one from 0. */
  readonly ends?: readonly [number, number];
  /** Places of its labels; else round numbers. */
  readonly ticks?: readonly number[];
  readonly format?: (value: number) => string;
}

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Holds each value until the next point: replicas, not temperatures. */
  readonly steps?: boolean;
  /** Index of its colour, dash and marker; its place by default. */
  readonly look?: number;
  /** Shaded behind the line: what several measurements lie between. */
  readonly range?: readonly (readonly [x: number, low: number, high: number])[];
}

/** Width of a letter of a band's name, at most. */
const letter = 6.3;

/** Something that holds from one x to another: a load phase, a restart. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  /** In place of the name where the band is narrower than that: the first that fits, else the last. */
  readonly shorter?: readonly string[];
}

/** A point that the text speaks about: a break-even. */
export interface Note {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** @default above and below in turn */
  readonly side?: "above" | "below";
}

export interface LineChart {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly bands?: readonly Band[];
  readonly notes?: readonly Note[];
  /** Every value drawn. */
  readonly data: Table;
  readonly height?: number;
  /** False where bands or a chart above name the lines already. @default true */
  readonly legend?: boolean;
}

/** Lines over a number or over time, with bands behind them. */
export function lineChart(chart: LineChart): Html {
  const legend = legendOf(
    chart.series.flatMap(({ name, look }, place) => {
      // Lines of one name are one line with gaps.
      if (chart.series.findIndex((each) => each.name === name) !== place) return [];
      const index = look ?? place;
      return {
        name,
        sample: html`<path
            d="M0 7H26"
            stroke="${colour(index)}"
            stroke-width="2.2"
            stroke-dasharray="${dash(index)}"
          />${marker(mark(index), 13, 7, colour(index))}`,
      };
    }),
  );
  return figure({ ...chart, legend: chart.legend === false ? undefined : legend, draw: (width) => draw(chart, width) });
}

function ends({ ends: fixed, scale }: Axis, values: readonly number[]): readonly [number, number] {
  if (fixed !== undefined) return fixed;
  const finite = values.filter((value) => Number.isFinite(value) && (scale === "linear" || value > 0));
  if (finite.length === 0) return scale === "linear" ? [0, 1] : [1, 10];
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  if (scale === "linear") return [Math.min(0, least), most === 0 ? 1 : most * 1.05];
  return [least / 1.2, most * 1.2];
}

function draw(chart: LineChart, width: number): Drawing {
  const height = chart.height ?? (width > 500 ? 340 : 280);
  const area = { left: 56, right: width - 12, top: (chart.bands ?? []).length > 0 ? 42 : 26, bottom: height - 44 };
  const make = (axis: Axis, values: readonly number[], range: readonly [number, number], wanted: number): Scale =>
    (axis.scale === "linear" ? linear : logarithmic)(ends(axis, values), range, wanted);
  const points = chart.series.flatMap(({ points: drawn, range = [] }) => [
    ...drawn,
    ...range.map(([at, , high]) => [at, high] as const),
  ]);
  const x = make(
    chart.x,
    points.map((point) => point[0]),
    [area.left, area.right],
    width > 500 ? 7 : 3,
  );
  const y = make(
    chart.y,
    points.map((point) => point[1]),
    [area.bottom, area.top],
    5,
  );
  const formatX = chart.x.format ?? short;
  const formatY = chart.y.format ?? short;

  const bands = (chart.bands ?? []).map(({ from, to, name, shorter = [] }, index) => {
    const left = Math.max(area.left, x.place(from));
    const right = Math.min(area.right, x.place(to));
    return html`<rect
        x="${left.toFixed(1)}"
        y="${area.top}"
        width="${Math.max(1, right - left).toFixed(1)}"
        height="${area.bottom - area.top}"
        fill="${index % 2 === 0 ? "#eef2f6" : "#e2e8ee"}"
      /><text x="${(left + 2).toFixed(1)}" y="${area.top - 5}" font-size="12" fill="#57606a"
        >${[name, ...shorter].find((each) => each.length * letter <= right - left) ?? shorter.at(-1) ?? name}</text
      >`;
  });
  const grid = [
    ...(chart.y.ticks ?? y.ticks).map((tick) => {
      const at = y.place(tick).toFixed(1);
      return html`<line x1="${area.left}" x2="${area.right}" y1="${at}" y2="${at}" stroke="#d0d7de" /><text
          x="${area.left - 6}"
          y="${(y.place(tick) + 4).toFixed(1)}"
          text-anchor="end"
          font-size="12"
          fill="#57606a"
          >${formatY(tick)}</text
        >`;
    }),
    ...(chart.x.ticks ?? x.ticks).map((tick) => {
      const at = x.place(tick).toFixed(1);
      return html`<line x1="${at}" x2="${at}" y1="${area.bottom}" y2="${area.bottom + 5}" stroke="#57606a" /><text
          x="${at}"
          y="${area.bottom + 19}"
          text-anchor="middle"
          font-size="12"
          fill="#57606a"
          >${formatX(tick)}</text
        >`;
    }),
  ];
  const lines = chart.series.map((series, place) => line(series, series.look ?? place, x, y));
  const notes = (chart.notes ?? []).map((note, index) => {
    const [left, top] = [x.place(note.x), y.place(note.y)];
    const above = note.side === undefined ? index % 2 === 0 : note.side === "above";
    const anchor = left > width - 120 ? "end" : left < 120 ? "start" : "middle";
    return html`<circle
        cx="${left.toFixed(1)}"
        cy="${top.toFixed(1)}"
        r="6"
        fill="none"
        stroke="#1b1f24"
        stroke-width="1.5"
      /><text
        x="${left.toFixed(1)}"
        y="${(above ? top - 12 : top + 22).toFixed(1)}"
        text-anchor="${anchor}"
        font-size="12"
        font-weight="600"
        paint-order="stroke"
        stroke="#fff"
        stroke-width="3"
        >${note.text}</text
      >`;
  });
  return {
    height,
    content: html`${bands}${grid}<line
        x1="${area.left}"
        x2="${area.right}"
        y1="${area.bottom}"
        y2="${area.bottom}"
        stroke="#1b1f24"
      />${lines}${notes}<text x="0" y="12" font-size="12" fill="#57606a">${chart.y.title}</text
      ><text x="${area.right}" y="${height - 6}" text-anchor="end" font-size="12" fill="#57606a"
        >${chart.x.title}</text
      >`,
  };
}

/** The shade of a range, as one closed outline. */
function shade(range: NonNullable<Series["range"]>, look: number, x: Scale, y: Scale): Html {
  const place = (at: number, value: number) => `${x.place(at).toFixed(1)} ${y.place(value).toFixed(1)}`;
  const upper = range.map(([at, , high]) => place(at, high));
  const lower = range.map(([at, low]) => place(at, low)).reverse();
  return html`<path d="M${[...upper, ...lower].join("L")}Z" fill="${colour(look)}" fill-opacity="0.18" />`;
}

function line({ points, steps, range }: Series, look: number, x: Scale, y: Scale): Html {
  const places = points.map(([px, py]) => [x.place(px), y.place(py)] as const);
  const d = places
    .map(([px, py], index) => {
      const at = `${px.toFixed(1)} ${py.toFixed(1)}`;
      if (index === 0) return `M${at}`;
      return steps === true ? `H${px.toFixed(1)}V${py.toFixed(1)}` : `L${at}`;
    })
    .join("");
  // A few markers, each line's at places of its own, so that lines on top of each other stay visible.
  const every = Math.max(1, Math.round(places.length / 5));
  const markers = places
    .filter((_, index) => index % every === (look * 2) % every)
    .map(([px, py]) => marker(mark(look), Number(px.toFixed(1)), Number(py.toFixed(1)), colour(look)));
  return html`${range !== undefined && range.length > 1 && shade(range, look, x, y)}<path
      d="${d}"
      fill="none"
      stroke="${colour(look)}"
      stroke-width="2.2"
      stroke-linejoin="round"
      stroke-dasharray="${dash(look)}"
    />${markers}`;
}
