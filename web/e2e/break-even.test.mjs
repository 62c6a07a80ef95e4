// The break-even map: who wins each place is what `pgd` says of that run, places come in one by one, and lead to runs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done, field, fragmentOf, pgd } from "./harness/compare.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

/** Brings the map into view, upon which its program is loaded. */
async function at(fragment) {
  const opened = await site.open(`#${fragment}`);
  await done(opened.page);
  await opened.page.getByRole("region", { name: "The same on a terminal" }).scrollIntoViewIfNeeded();
  await opened.page.getByRole("heading", { name: /^Break-even/ }).scrollIntoViewIfNeeded();
  return opened;
}

const LOAD = "v=1&view=compare&time=100ms&vmalloc=300&fork=500&irq=0&nmi=0&map=spread:400";
const WINNERS = { Eager: "E", Lazy: "L" };
const run = (page) => page.getByRole("button", { name: "Run the map" }).click();
const complete = (page) => page.getByText(/^\d+ places, each run with all three strategies\.$/).waitFor();

/** The places of the map as they are said, by processes and hundredths. */
async function places(page) {
  const cells = await page.getByRole("gridcell").evaluateAll((all) => all.map((cell) => [cell.getAttribute("aria-label"), cell.textContent]));
  return new Map(cells.map(([label, letter]) => {
    const [, procs, percent] = label.match(/^([\d,]+) processes, of which [\d,]+ \((\d+)\s%\)/) ?? label.match(/^()(\d+)\s% of ([\d,]+) processes is nobody/);
    return [`${procs.replaceAll(",", "")} ${percent}`, { label, letter }];
  }));
}

test("each place is judged on paper first, and then by its run as on a terminal", async () => {
  const { page, problems, close } = await at(LOAD);
  await page.getByText(/they begin when you say so/).waitFor();
  assert.match((await places(page)).get("32000 100").label, /, on paper$/);
  await run(page);
  await page.getByRole("progressbar", { name: /^\d+ of \d+ places$/ }).waitFor();
  await complete(page);
  const found = await places(page);
  const winners = new Set();
  for (const [procs, percent] of [[32, 10], [1_000, 100], [1_000, 3], [10_000, 50]]) {
    const touchers = procs * percent / 100;
    const { strategies } = pgd(`${LOAD}&procs=${procs}&touchers=${Math.floor(touchers)}&touch=${Math.floor(touchers) * 400}`);
    const [eager, lazy] = [strategies.eager.sync_ns_total, strategies.lazy.sync_ns_total];
    const { label, letter } = found.get(`${procs} ${percent}`);
    const expected = Math.max(eager, lazy) < 1.01 * Math.min(eager, lazy) ? "=" : eager < lazy ? "E" : "L";
    assert.equal(letter, expected, `${label}: ${eager} ns and ${lazy} ns`);
    winners.add(letter);
    for (const [name, sign] of Object.entries(WINNERS)) assert.equal(label.includes(`${name} wins`), letter === sign, label);
  }
  assert.ok(winners.size > 1, "the map has more than one side");
  await page.getByText(/^The stronger a place.*Shared would do no worse than either/).waitFor();
  await page.getByText("The map as a table").click();
  assert.equal(await page.getByRole("region", { name: "The map as a table" }).locator("tbody tr").count(), 56);
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(problems, []);
  await close();
});

test("arrows move over the map and Enter loads the run, as one step", async () => {
  const { page, close } = await at(LOAD);
  await page.getByRole("grid").focus();
  for (const key of ["Home", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp", "ArrowUp"]) await page.keyboard.press(key);
  const chosen = page.getByRole("gridcell", { selected: true });
  assert.match(await chosen.getAttribute("aria-label"), /^100 processes, of which 100 \(100\s%\)/);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.hash.includes("procs=100&") && url.hash.includes("touchers=100"));
  assert.equal(await field(page, "Accesses").inputValue(), "40k");
  await page.goBack();
  await page.waitForURL((url) => url.hash === `#${LOAD}`);
  await page.getByRole("gridcell", { name: /^1,000 processes, of which 10 / }).click();
  await page.waitForURL((url) => url.hash.includes("procs=1k") && url.hash.includes("touchers=10&"));
  await close();
});

test("what the map judges by is in the address, and a long one can be stopped", async () => {
  const { page, close } = await at("v=1&view=compare&time=2s&map=pause:30");
  const measure = page.getByRole("combobox", { name: "Who wins on" });
  assert.equal(await measure.inputValue(), "pause");
  await run(page);
  await page.getByRole("progressbar", { name: /^[1-9]\d* of \d+ places$/ }).waitFor();
  await page.getByRole("region", { name: /^Break-even/ }).getByRole("button", { name: "Stop" }).click();
  await page.getByText(/^Stopped after \d+ of \d+ places; the others are on paper\.$/).waitFor();
  await measure.selectOption("spread");
  await page.waitForURL((url) => url.hash.endsWith("&map=spread:30"));
  await page.getByText(/^The stronger a place.*Thin: where a walk takes as long as the faults on paper/).waitFor();
  await page.goBack();
  assert.match(fragmentOf(page), /map=pause:30$/);
  await close();
});
