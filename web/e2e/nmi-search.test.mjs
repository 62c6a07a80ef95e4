// What the NMI view's worker finds: the strip and the table of proofs, beside the command line's search; and the duel.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FIRST, explored, fragmentOf, nmiJson, place, presets, proved, shown, strip } from "./harness/nmi.mjs";
import { start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

/** What the search names after the property that a cell names by what breaks. */
const PROPERTY = {
  "frame lost": "frame-returns",
  "body entered twice": "body-once",
  "NMI lost": "nmi-served",
  "CR2 lost": "cr2-survives",
  "stack overrun": "stack-in-bounds",
  "never ends": "ends",
  "NMIs left blocked": "ends-unblocked",
  "trap before the resumed instruction": "resumes-at-once",
};

test("every cell of a strip is what its run comes to, and none breaks what the search has proved", async () => {
  const table = explored(2);
  for (const [handler, faults, slots] of [
    ["naive", "page-fault", "missing"], ["popf-ret", "page-fault", "missing"], ["linus-2010", "page-fault", "missing"],
    ["rostedt-3.3", "page-fault", "missing"], ["i386-latch", "none", "present"], ["fred", "page-fault", "missing"], ["naive", "none", "present"],
  ]) {
    const fragment = `v=1&view=nmi&handler=${handler}&slots=${slots}&nmi=0,1`;
    const { page, close } = await site.open(`#${fragment}`);
    await shown(page);
    const cells = await strip(page);
    const row = table.rows.find((row) => row.handler === handler && row.context === "kernel" && row.faults === faults);
    const broken = Object.entries(row.properties).filter(([, { verdict }]) => verdict === "broken").map(([name]) => name).sort();
    const seen = new Set();
    for (const { label, fragment: link } of cells) {
      const words = label.split(": ").at(-1).split(", ").map((word) => PROPERTY[word]).filter(Boolean);
      for (const word of words) seen.add(word);
      assert.ok(words.every((word) => broken.includes(word)), `${handler}: ${label}, but the search has proved it`);
      const held = Object.entries(nmiJson(link).properties).filter(([, { holds }]) => !holds).map(([name]) => name);
      assert.deepEqual(words.sort(), held.sort(), `${handler}: ${label}, ${link}`);
    }
    // The shortest counterexample of a page fault is a second NMI, so it is on the strip.
    assert.equal(seen.size > 0, broken.length > 0, handler);
    await close();
  }
});

test("a cell opens its run, and the arrows go from cell to cell", async () => {
  const { page, close } = await site.open(`#${FIRST}`);
  await shown(page);
  await strip(page);
  const current = page.getByRole("list", { name: "Boundaries" }).locator('[aria-current="true"]');
  assert.match(await current.getAttribute("aria-label"), /^Boundary 7, before page_fault\+1 .*: frame lost/);
  await current.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await page.waitForURL(/nmi=0,21/);
  await page.getByRole("heading", { name: "The whole run" }).waitFor();
  assert.equal(await page.getByRole("rowheader", { name: "frame-returns" }).count(), 1);
  assert.match(await page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "frame-returns" }) }).innerText(), /holds$/);
  await close();
});

test("the table of proofs is pgd explore's, cell by cell", async (t) => {
  const table = explored(2);
  const started = performance.now();
  const { page, problems, close } = await site.open(`#${FIRST}`);
  await page.getByText(`digest ${table.digest}`).waitFor();
  t.diagnostic(`the page has opened and proved ${table.states} states after ${Math.round(performance.now() - started)} ms`);
  for (const context of ["kernel", "user", "page-fault", "debug-stack", "syscall"]) {
    await page.getByLabel("Interrupting").selectOption(context);
    const cells = await proved(page);
    const rows = table.rows.filter((row) => row.context === context);
    assert.equal(cells.length, rows.length);
    for (const row of rows) {
      const cell = cells.find(({ handler, fault }) => handler === row.handler && fault === row.faults.replaceAll("-", " "));
      const broken = Object.entries(row.properties ?? {}).filter(([, { verdict }]) => verdict === "broken");
      const links = broken.map(([, { steps, scenario }]) => ({ steps, scenario }));
      assert.deepEqual(sorted(cell.links), sorted(links), `${row.handler} ${context} ${row.faults}`);
      if (row.impossible) assert.match(cell.text, /cannot exist/);
      else if (broken.length === 0) assert.equal(Number(cell.text.replace(/\D/g, "")), row.states);
    }
  }
  assert.deepEqual(problems, []);
  await close();
});

const sorted = (links) => links.map(({ steps, scenario }) => `${steps} ${scenario}`).sort();

test("a letter of the table opens the shortest run that breaks it, right before it does", async () => {
  const { page, close } = await site.open("#v=1&view=nmi&handler=popf-ret&nmi=0");
  await shown(page);
  const link = page.getByRole("link", { name: /^stack overrun in \d+ steps$/ }).first();
  await link.waitFor();
  const steps = Number((await link.getAttribute("aria-label")).match(/\d+/)[0]);
  await link.click();
  await page.waitForURL(/stack-edge/);
  assert.equal((await place(page))[0], steps - 1);
  assert.equal(await page.evaluate(() => document.activeElement.id), "stage", "one is taken to where the run is shown");
  await page.getByText("Press → once more: a push leaves its stack.").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("group", { name: "Broken: stack overrun" }).waitFor();
  await close();
});

test("a search can be stopped and started again", async () => {
  const { page, close } = await site.open(`#${FIRST}`);
  await shown(page);
  await page.getByRole("radiogroup", { name: "NMIs at most" }).getByRole("radio", { name: "3" }).check();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText(/^Stopped after /).waitFor();
  await page.getByRole("radiogroup", { name: "NMIs at most" }).getByRole("radio", { name: "1" }).check();
  await page.getByText(`digest ${explored(1).digest}`).waitFor();
  await close();
});

test("a duel: the same events, where they part, and each lane is what pgd says of its link", async () => {
  const { page, close } = await site.open(`#${FIRST}`);
  await shown(page);
  for (const rival of ["linus-2010", "lutomirski-4.2", "fred"]) await page.getByRole("checkbox", { name: rival }).check();
  await page.waitForURL(/duel=linus-2010,lutomirski-4.2,fred/);
  assert.ok(await page.getByRole("checkbox", { name: "popf-ret" }).isDisabled(), "four lanes at most");
  await page.getByText("They part at event 6. Each event opens its handler's run there.").waitFor();
  const table = page.getByRole("table", { name: "The same events under each handler" });
  for (const handler of ["naive", "linus-2010", "lutomirski-4.2", "fred"]) {
    const header = await table.getByRole("columnheader", { name: new RegExp(`^${handler}`) }).innerText();
    const column = ["naive", "linus-2010", "lutomirski-4.2", "fred"].indexOf(handler);
    const link = await table.getByRole("row").nth(6).getByRole("cell").nth(column).getByRole("link").getAttribute("href");
    const { properties, handler: named } = nmiJson(link);
    assert.equal(named, handler);
    assert.equal(/holds/.test(header), Object.values(properties).every(({ holds }) => holds), header);
  }
  await close();
});

test("an nmiret: the same events under FRED and back", async () => {
  const { page, close } = await site.open(`#${FIRST}`);
  await shown(page);
  await page.getByRole("link", { name: "The same events under FRED" }).click();
  const fred = presets().find(({ name }) => name === "fred").fragment;
  await page.waitForURL((url) => url.hash.slice(1) === fred);
  await page.getByText(/^Press → to step. Nothing breaks in this run/).waitFor();
  await page.getByRole("link", { name: "The same events without it, under naive" }).click();
  await page.waitForURL((url) => url.hash.slice(1) === FIRST);
  assert.equal(fragmentOf(page), FIRST);
  await close();
});
