export { lineChart, type Axis, type Band, type LineChart, type Note, type Series } from "./line-chart";
export { stackedBars, type Bar, type StackedBars } from "./stacked-bars";
export { tornado, type Tornado, type TornadoBar } from "./tornado";
export { short } from "./scale";
