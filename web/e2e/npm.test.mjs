// The npm package as those use it who build on it: in node, in a plain page, through a bundler, with a type checker; and
// always what the command line says of the same.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { after, before, test } from "node:test";
import { pgd } from "./harness/compare.mjs";
import { explored, FIRST, nmiJson, nmiTranscript, presets } from "./harness/nmi.mjs";
import { start } from "./harness/page.mjs";

const run = promisify(execFile);
const HERE = import.meta.dirname;
const PACKAGE = resolve(process.env.NPM_PACKAGE ?? join(HERE, "../../target/npm/pgd-playground"));
const EXAMPLES = resolve(HERE, "../../crates/js/examples");

const { compare, explore, NmiStepper, parse, presets: named, sweep } = await import(pathToFileURL(join(PACKAGE, "node.js")));

let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "pgd-npm-"));
  await cp(EXAMPLES, join(folder, "examples"), { recursive: true });
  await cp(PACKAGE, join(folder, "pgd-playground"), { recursive: true });
  await mkdir(join(folder, "node_modules"));
  await symlink(PACKAGE, join(folder, "node_modules/pgd-playground"));
});
after(async () => { await rm(folder, { recursive: true, force: true }); });

/** What is said of the example's page for so many processes. */
function said(procs) {
  const { strategies: { eager, lazy } } = pgd(`v=1&view=compare&procs=${procs}`);
  return `The longest fork takes ${eager.fork_ns.max} ns if all tables are walked, ${lazy.fork_ns.max} ns if not.`;
}

test("a comparison is what the command line prints", async () => {
  const progress = [];
  const comparison = await compare("v=1&view=compare&procs=30k", { onProgress: (done) => progress.push(done) });
  assert.deepEqual(comparison, pgd("v=1&view=compare&procs=30k"));
  assert.deepEqual(await compare("one-line-answer"), pgd("one-line-answer"));
  assert.equal(progress.at(-1), 1);
  assert.deepEqual(progress, progress.toSorted((a, b) => a - b));
});

test("a sweep gives its points as they are done, and all of them", async () => {
  const told = [];
  const points = await sweep("v=1&view=compare&time=20ms", { over: "procs=10..1k", points: 3, onProgress: (...all) => told.push(all) });
  assert.deepEqual(points.map(({ digest }) => digest), [10, 100, 1000].map((procs) => pgd(`time=20ms&procs=${procs}`).digest));
  assert.deepEqual(told, points.map((point, at) => [at + 1, 3, point]));
  assert.equal((await sweep("v=1&view=compare&time=1ms&sweep=cpus:fork_ns.max:1..4")).length, 4);
});

test("a run is stepped both ways and told as on a terminal", () => {
  const stepper = new NmiStepper(FIRST);
  assert.equal(stepper.step, 14);
  assert.deepEqual(stepper.report(), nmiJson(FIRST));
  assert.equal(stepper.transcript(), nmiTranscript(FIRST));
  const before = stepper.moment();
  assert.equal(stepper.forward(), true);
  assert.deepEqual(stepper.moment().last, nmiJson(FIRST).steps[14]);
  assert.equal(stepper.back(), true);
  assert.deepEqual(stepper.moment(), before);
  stepper.goTo(1e6);
  assert.equal(stepper.step, stepper.length);
  assert.equal(stepper.forward("event"), false);
  stepper.goTo(3);
  stepper.choose("nmi");
  assert.notEqual(stepper.digest(), nmiJson(FIRST).digest);
  assert.equal(nmiJson(stepper.scenario).digest, stepper.digest());
  assert.throws(() => stepper.choose("rain"), /event: “rain” will not do; write one of run, nmi/);
  stepper.free();
});

test("every NMI preset is the same run", () => {
  for (const { name, fragment } of presets()) {
    const stepper = new NmiStepper(name);
    assert.equal(stepper.scenario, fragment);
    assert.equal(stepper.transcript(), nmiTranscript(fragment), name);
    stepper.free();
  }
  assert.ok(named().some(({ name, view }) => name === "one-line-answer" && view === "compare"));
});

test("the table of proofs is that of the command line", async () => {
  assert.deepEqual(await explore({ arrivals: 1 }), explored(1));
});

test("what cannot be had is refused with field, value and remedy", async () => {
  await assert.rejects(compare("v=1&procs=soon"), /procs: “soon” will not do/);
  await assert.rejects(compare("v=1&view=nmi"), /view: “nmi” will not do/);
  await assert.rejects(sweep("", { over: "colour=1..2" }), /over: “colour” will not do/);
  await assert.rejects(sweep("", { over: "procs=1..2", points: 0 }), /points: “0” will not do; write 1 to/);
  await assert.rejects(explore({ handler: "none" }), /handler: “none” will not do/);
  assert.throws(() => new NmiStepper("v=1&view=nmi&handler=none"), /handler: “none” will not do/);
  const { notices, scenario } = parse("https://example.org/#v=1&procs=soon&colour=blue");
  assert.equal(scenario, "v=1&view=compare&colour=blue");
  assert.deepEqual(notices.map(({ error, field }) => [error, field]), [[true, "procs"], [false, "colour"]]);
});

test("what takes long can be aborted, before it begins and under way", async () => {
  const long = "v=1&view=compare&procs=1m&time=10s&touch=400k&touchers=all";
  await assert.rejects(compare(long, { signal: AbortSignal.abort() }), { name: "AbortError" });
  const enough = new AbortController();
  const reason = new Error("enough");
  await assert.rejects(compare(long, { signal: enough.signal, onProgress: () => enough.abort(reason) }), reason);
  const broken = new Error("a callback of yours");
  await assert.rejects(sweep("time=1ms", { over: "procs=1..2", onProgress: () => { throw broken; } }), broken);
});

test("the example for node runs", async () => {
  const { stdout } = await run(process.execPath, [join(folder, "examples/node.mjs")]);
  const { digest, strategies: { eager, lazy } } = pgd("one-line-answer");
  assert.ok(stdout.includes(`one new slot, digest ${digest}: eager ${eager.sync_ns_total} ns, lazy ${lazy.sync_ns_total} ns`), stdout);
  assert.match(stdout, /fork is locked out for 1 ms at v=1&view=compare&.*procs=/);
  assert.match(stdout, /^broken: body-once, ends, frame-returns$/m);
  assert.match(stdout, /^ended: enough seen$/m);
});

for (const [name, prepare] of [
  ["the example page runs as it is", async () => {}],
  ["the example page runs as a bundler makes it", async () => {
    // A bundler turns the bare name into the file, and whoever publishes puts the module beside it.
    await run(process.execPath, [
      join(HERE, "node_modules/esbuild/bin/esbuild"), join(folder, "examples/page.js"),
      "--bundle", "--format=esm", "--platform=browser", `--outfile=${join(folder, "bundled/page.js")}`,
    ]);
    await cp(join(PACKAGE, "pgd_bg.wasm"), join(folder, "bundled/pgd_bg.wasm"));
    await cp(join(folder, "bundled"), join(folder, "examples"), { recursive: true });
  }],
]) {
  test(name, async (t) => {
    await prepare();
    const site = await start({ folder });
    t.after(() => site.close());
    const { page, problems } = await site.open("examples/page.html");
    await page.getByRole("status").getByText(said(20_000)).waitFor();
    await page.getByRole("spinbutton", { name: "Processes" }).fill("3000");
    await page.getByRole("status").getByText(said(3_000)).waitFor();
    assert.deepEqual(problems, []);
  });
}

test("the types are right for who uses them, and wrong for who errs", async () => {
  const program = (over) => `
    import { compare, sweep, NmiStepper, type Comparison } from "pgd-playground";
    const comparison: Comparison = await compare("", { onProgress: (done: number) => {}, signal: new AbortController().signal });
    const longest: number = comparison.strategies.eager.fork_ns.max;
    const points: Comparison[] = await sweep("", { over: ${over} });
    const stepper = new NmiStepper("no-nmiret");
    stepper.forward("phase");
    const value: string = stepper.moment().fields[0]!.value;
    export { longest, points, value };
  `;
  const check = async (over) => {
    const file = join(folder, "types.mts");
    await writeFile(file, program(over));
    const options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck", "false"];
    return run(process.execPath, [join(HERE, "node_modules/typescript/bin/tsc"), ...options, file]);
  };
  await check('"procs=1..9"');
  await assert.rejects(check("9"), ({ stdout }) => stdout.includes("Type 'number' is not assignable to type 'string'"));
});
