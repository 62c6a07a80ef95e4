// The tail of a distribution: brushed in the chart of latencies, seen in the lanes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done, fragmentOf, pgd } from "./harness/compare.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

const mark = (page) => page.getByRole("checkbox", { name: "Mark in the lanes further down what is slower than this" });
const cursor = (page, call) => page.getByRole("slider", { name: `Percentile of ${call} to read out` });
const lanes = (page) => page.getByRole("region", { name: "What happens when" });
const hasTail = (page, tail) => page.waitForFunction((tail) => location.hash.includes(`tail=${tail}`), tail);

async function down(page) {
  await page.getByRole("region", { name: "The same on a terminal" }).scrollIntoViewIfNeeded();
  await page.getByRole("heading", { name: "What happens when" }).scrollIntoViewIfNeeded();
  await lanes(page).getByText(/^Marked are the /).waitFor();
}

/** Nanoseconds as the page writes them. */
const inWords = (text) => {
  const [number, unit] = text.trim().split(/\s/);
  return Number(number) * { ns: 1, "µs": 1e3, ms: 1e6, s: 1e9 }[unit];
};

test("what is slower than the cursor is marked in the lanes, and follows it", async () => {
  const { page, problems, close } = await site.open("");
  await done(page);
  await mark(page).check();
  await hasTail(page, "vmalloc:99");
  await page.getByRole("radio", { name: "fork", exact: true }).check();
  await hasTail(page, "fork:99");
  await cursor(page, "fork").focus();
  await page.keyboard.press("ArrowRight");
  await hasTail(page, "fork:99.5");
  await down(page);
  await lanes(page).getByText("Marked are the forks that are slower than 99.5 % of all:").waitFor();

  const { strategies } = pgd("default");
  await lanes(page).getByText("The slow calls that are marked, as a table").click();
  const table = lanes(page).getByRole("region", { name: "The slow calls that are marked, as a table" });
  const rows = await table.getByRole("row").evaluateAll((rows) => rows.slice(1).map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
  for (const [name, { fork_ns }] of Object.entries(strategies)) {
    const own = rows.filter(([, strategy]) => strategy.toLowerCase().includes(name));
    assert.equal(own.length, Math.max(1, Math.floor(fork_ns.count * 0.005)), name);
    const slowest = inWords(own[0][2]);
    assert.ok(Math.abs(slowest - fork_ns.max) <= fork_ns.max * 0.01, `${name}: ${own[0][2]} for ${fork_ns.max} ns`);
  }
  // The slowest of all: one stands where it began.
  const first = table.getByRole("button").first();
  const instant = (await first.innerText()).trim();
  await first.click();
  await page.waitForFunction((text) => document.querySelector('input[aria-valuetext]:not([hidden])') && [...document.querySelectorAll("input[type=range]")].some((it) => it.getAttribute("aria-valuetext") === text), instant);
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(problems, []);

  await mark(page).uncheck();
  await page.waitForFunction(() => !location.hash.includes("tail="));
  await lanes(page).getByText(/^Marked are the /).waitFor({ state: "hidden" });
  await close();
});

test("a link with a tail opens the chart there, and runs nothing of its own", async () => {
  const { page, close } = await site.open("#v=1&view=compare&tail=switch:99.9");
  await done(page);
  assert.ok(await mark(page).isChecked());
  assert.match(await cursor(page, "switch").getAttribute("aria-valuetext"), /^p99\.9:/);
  await page.getByText(`Digest of this run: ${pgd("default").digest}`).waitFor();
  assert.equal(fragmentOf(page), "v=1&view=compare&tail=switch:99.9");
  await down(page);
  await lanes(page).getByText("Marked are the context switches that are slower than 99.9 % of all:").waitFor();
  // What comes and goes above and below the drawing takes nothing of its room.
  const drawing = lanes(page).getByRole("img", { name: "What happens when, with the three strategies" });
  assert.ok((await drawing.boundingBox()).width > 600);
  await close();
});

test("a tail that is none is told", async () => {
  const { page, close } = await site.open("#v=1&view=compare&tail=rain:99");
  await page.getByRole("alert", { name: "About this link" }).getByText("tail: “rain:99” will not do; write one of vmalloc, fork, touch, switch").waitFor();
  await close();
});
