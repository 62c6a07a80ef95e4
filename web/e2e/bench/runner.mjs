// A place where the benchmark's work is done as WebAssembly: reads the name of some work from standard input, writes a line
// with nanoseconds, count and bytes of memory, and ends with its input.
//
//   node runner.mjs node|worker

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));

/** A page that may not share memory with others has a clock that is 20 times finer (5 µs in Chromium). */
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

async function inNode() {
  const { load } = await import("./measure.js");
  return { work: await load(await readFile(join(HERE, "pkg/bench_bg.wasm"))), close: () => {} };
}

async function inWorker() {
  const { start } = await import("../harness/page.mjs");
  const site = await start({ folder: HERE, headers: ISOLATED });
  const { page } = await site.open();
  await page.evaluate(() => { globalThis.worker = new Worker("worker.js", { type: "module" }); });
  const work = (name) => page.evaluate((name) => new Promise((done, failed) => {
    globalThis.worker.onmessage = ({ data }) => done(data);
    globalThis.worker.onerror = (event) => failed(new Error(event.message ?? "the worker does not start"));
    globalThis.worker.postMessage(name);
  }), name);
  return { work, close: site.close };
}

const places = { node: inNode, worker: inWorker };
const place = places[process.argv[2]];
if (!place) {
  console.error("runner: say where, node or worker");
  process.exit(2);
}
const { work, close } = await place();
for await (const name of createInterface({ input: process.stdin })) console.log(await work(name));
await close();
