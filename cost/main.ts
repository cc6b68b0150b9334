/** The bundle's entry: build/cost/main.js. */
import { runCost } from "./cli";

void runCost(process.argv.slice(2));
