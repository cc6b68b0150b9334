/** Prints the outputs of a plan: the program run without an engine, a cluster or an account. */
import { runProgram } from "../../plan/engine";
import { answer } from "./script";

void answer(async (stack) => (await runProgram({ stack })).outputs);
