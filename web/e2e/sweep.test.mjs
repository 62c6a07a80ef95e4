// What if: the sweep's points are those of `pgd`, they come in one by one, can be stopped, and lead to runs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { LANES, done, field, fragmentOf, pgd, pgdSweep } from "./harness/compare.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

/** Brings the sweep into view, upon which its program is loaded and it begins. */
async function begun(page) {
  await done(page);
  await page.getByRole("region", { name: "The same on a terminal" }).scrollIntoViewIfNeeded();
  await page.getByRole("heading", { name: "What if" }).scrollIntoViewIfNeeded();
}

const complete = (page) => page.getByText(/^\d+ runs of this scenario, each with all three strategies\.$/).waitFor();

/** The rows of the chart's table: text of the field, and of each lane. */
async function rows(page) {
  const region = page.getByRole("region", { name: "The sweep as a table" });
  if (!await region.isVisible()) await page.getByText("The sweep as a table").click();
  return region.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
}

/** A count or a time as the page writes it, back as a number. */
function number(text) {
  const [, digits, unit] = text.match(/^([\d.,]+)\s*(\S*)$/);
  return Number(digits.replaceAll(",", "")) * ({ "": 1, ns: 1, µs: 1e3, ms: 1e6, s: 1e9, M: 1e6, G: 1e9 })[unit];
}

test("a sweep over processes is what the command line says, and the same in words", async () => {
  const { page, problems, close } = await site.open("#v=1&view=compare&time=50ms&procs=2k");
  await begun(page);
  await complete(page);
  const chart = page.getByRole("figure", { name: "fork max over Processes" });
  await chart.waitFor();
  const table = await rows(page);
  assert.ok(table.length >= 18, `${table.length} points`);
  assert.deepEqual([table[0][0], table.at(-1)[0]], ["10", "1048576"]);
  for (const [procs, ...shown] of [table[0], table[9], table.at(-1)]) {
    const { strategies } = pgd(`v=1&view=compare&time=50ms&procs=${procs}`);
    const exact = LANES.map((lane) => strategies[lane.toLowerCase()].fork_ns.max);
    for (const [at, text] of shown.entries()) {
      assert.ok(Math.abs(number(text) - exact[at]) <= exact[at] * 0.006, `${procs}: ${text} is ${exact[at]} ns`);
    }
  }
  await page.getByText("× measured, list in boot order").waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(problems, []);
  await close();
});

test("any field and any figure; crossings are told", async () => {
  const { page, close } = await site.open("#v=1&view=compare&time=100ms&fork=0&vmalloc=300");
  await begun(page);
  await page.getByRole("combobox", { name: "How" }).selectOption({ label: "time spreading" });
  await page.getByRole("figure", { name: "time spreading over Processes" }).waitFor();
  await complete(page);
  await page.getByText(/Eager and lazy change places near Processes \d/).waitFor();
  await page.getByRole("combobox", { name: "changes with" }).selectOption({ label: "Made by" });
  await page.getByRole("figure", { name: "time spreading over Made by" }).waitFor();
  await complete(page);
  const table = await rows(page);
  const lazy = table.map((row) => number(row[3]));
  assert.ok(lazy.at(-1) > 10 * lazy[0], `the more come there the more faults: ${lazy}`);
  await close();
});

test("a point leads to its run, from the keyboard and by a click", async () => {
  const { page, close } = await site.open("#v=1&view=compare&time=20ms");
  await begun(page);
  await complete(page);
  const cursor = page.getByRole("slider", { name: /^Processes at which to read out fork max/ });
  await cursor.focus();
  await page.keyboard.press("End");
  assert.match(await cursor.getAttribute("aria-valuetext"), /^1048576: Shared .*, Eager .*, Lazy /);
  await page.keyboard.press("ArrowLeft");
  const [value] = (await cursor.getAttribute("aria-valuetext")).split(":");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.hash.includes(`procs=${value}`));
  assert.equal(await field(page, "Processes").inputValue(), value);
  await page.getByText(/^\d+ runs of this scenario/).waitFor();

  await page.keyboard.press("Home");
  await page.getByRole("button", { name: "Load the run at 10" }).click();
  await page.waitForURL((url) => url.hash.includes("procs=10"));
  await page.goBack();
  await page.waitForURL((url) => url.hash.includes(`procs=${value}`));
  assert.match(fragmentOf(page), /^v=1&view=compare&procs=/);
  await close();
});

test("a long sweep waits to be asked, shows its progress, and is stopped with what is there", async () => {
  const { page, close } = await site.open("#v=1&view=compare&time=3s&touch=100k");
  await begun(page);
  await page.getByText(/of this load take a while; they begin when you say so/).waitFor();
  await page.getByRole("button", { name: "Run the sweep" }).click();
  await page.getByRole("progressbar", { name: /^[1-9]\d* of \d+ runs$/ }).waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText(/^Stopped after \d+ of \d+ runs\.$/).waitFor();
  assert.ok((await rows(page)).some((row) => row[2] !== "–"), "what was done stays");
  await page.getByRole("button", { name: "Run the sweep" }).waitFor();
  await close();
});

const FIGURE = { name: "How", exact: true };
const FIELD = { name: "changes with" };

test("what is swept is in the address: a link opens it, a choice is a step, Back takes it back", async () => {
  const { page, problems, close } = await site.open("#v=1&view=compare&time=20ms&sweep=cpus:vmalloc_ns.p99");
  await begun(page);
  await page.getByRole("figure", { name: "vmalloc p99 over CPUs" }).waitFor();
  await complete(page);
  const digest = page.getByText(/^It prints the same figures/);
  const before = await digest.innerText();
  await page.getByRole("combobox", FIELD).selectOption({ label: "Processes" });
  await page.waitForURL((url) => url.hash.endsWith("&sweep=procs:vmalloc_ns.p99"));
  await page.getByRole("combobox", FIGURE).selectOption({ label: "fork max" });
  // What is shown by default is left out.
  await page.waitForURL((url) => url.hash === "#v=1&view=compare&time=20ms");
  await page.getByRole("figure", { name: "fork max over Processes" }).waitFor();
  await page.goBack();
  await page.getByRole("figure", { name: "vmalloc p99 over Processes" }).waitFor();
  await page.goBack();
  await page.getByRole("figure", { name: "vmalloc p99 over CPUs" }).waitFor();
  assert.equal(await digest.innerText(), before, "no other result");
  await page.getByText("as in “A busy i386”").or(page.getByText("Back to “A busy i386”")).waitFor();
  assert.deepEqual(problems, []);
  await close();
});

test("a range of one's own is typed, and what cannot be swept is said", async () => {
  const { page, close } = await site.open("#v=1&view=compare&time=20ms&sweep=procs:speed");
  await done(page);
  await page.getByText(/^sweep: “speed” will not do; write a figure by its name in CSV/).waitFor();
  await begun(page);
  const [from, to] = ["from", "to"].map((end) => page.getByRole("textbox", { name: `Sweep ${end}` }));
  await to.fill("5k");
  await to.press("Enter");
  await page.waitForURL((url) => url.hash.endsWith("&sweep=procs:fork_ns.max:10..5k"));
  await complete(page);
  const table = await rows(page);
  assert.deepEqual([table[0][0], table.at(-1)[0]], ["10", "5k"]);
  await from.fill("9k");
  await from.press("Enter");
  await page.getByRole("alert").getByText(/will not do; write the smaller number first/).waitFor();
  assert.match(fragmentOf(page), /:10\.\.5k$/, "the address keeps what can be shown");
  await from.fill("");
  await from.press("Enter");
  await page.waitForURL((url) => !url.hash.includes("sweep="));
  assert.equal(await to.inputValue(), "1048576");
  await close();
});

test("the sweep as a file is the command line's, to the byte", async () => {
  const fragment = "v=1&view=compare&procs=2k&time=20ms&sweep=touch:faults.task:100..10k";
  const { page, close } = await site.open(`#${fragment}`);
  await begun(page);
  await complete(page);
  const expected = pgdSweep(fragment);
  for (const [region, name] of [["What if", "Sweep as CSV"], ["Take it along", "CSV of the sweep"]]) {
    const button = page.getByRole("region", { name: region }).getByRole("button", { name });
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    assert.equal(download.suggestedFilename(), "pgd-sweep.csv");
    assert.equal((await readFile(await download.path())).toString(), expected, name);
  }
  await page.getByText(`pgd sweep '${fragment}' --format csv`).waitFor();
  await close();
});
