// Does a piece of the benchmark's work in WebAssembly and takes the time, in node and in a worker alike.

import init, { Bench } from "./pkg/bench.js";

/** Loads the program; gives a function that does the work of a name. `source` is its bytes, or nothing to fetch them. */
export async function load(source) {
  const { memory } = await init(source && { module_or_path: source });
  return (name) => {
    const bench = new Bench(name);
    const begin = performance.now();
    let count;
    // Slice by slice: an engine swaps optimised code in between two calls, not in the middle of one.
    do count = bench.advance(); while (count === undefined);
    const ns = Math.round((performance.now() - begin) * 1e6);
    bench.free();
    return `${ns} ${count} ${memory.buffer.byteLength}`;
  };
}
