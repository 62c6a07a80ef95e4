// The table map: which table has which entry where one stands, for the three strategies; and accesses that go wrong.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done, fragmentOfPreset, pgd } from "./harness/compare.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

/** Opens a page and waits until the maps are there. */
async function maps(fragment = "", options = {}) {
  const opened = await site.open(fragment, options);
  await done(opened.page);
  await opened.page.getByRole("region", { name: "The same on a terminal" }).scrollIntoViewIfNeeded();
  await opened.page.getByRole("heading", { name: /^Which table has which entry/ }).scrollIntoViewIfNeeded();
  await map(opened.page, "Lazy").waitFor();
  return opened;
}

const map = (page, lane) => page.getByRole("img", { name: new RegExp(`^${lane}: [\\d,]+ tables`) });
const bar = (page) => page.getByRole("slider", { name: "Instant" });

/** What a map says: tables, entries missing, entries due; the last two are null where nothing is missing. */
async function says(page, lane) {
  const label = await map(page, lane).getAttribute("aria-label");
  const [tables, missing, due] = label.match(/[\d,]+/g).map((number) => Number(number.replaceAll(",", "")));
  return { tables, missing: missing ?? 0, due: due ?? null, label };
}

/** Waits until a map says something of which a condition holds. */
async function until(page, lane, holds) {
  for (;;) {
    const said = await says(page, lane);
    if (holds(said)) return said;
    await page.waitForTimeout(20);
  }
}

for (const [theme, width] of [["dark", 1440], ["light", 360]]) {
  test(`the maps stand where the lanes do, and axe finds nothing: ${theme}, ${width} px`, async () => {
    const { page, problems, close } = await maps("", { theme, width });
    // At the beginning of the first walk the new slot is in no table but the reference table.
    const eager = await until(page, "Eager", ({ missing }) => missing > 0);
    assert.equal(eager.missing, eager.tables);
    assert.match((await says(page, "Shared")).label, /no entry missing$/);
    await page.getByText("A row is the tables of 419 processes, the newest on top, as a walk goes; a column is a slot").waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    const wider_px = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider_px <= 0, `${wider_px} px wider`);
    assert.deepEqual(problems, []);
    await close();
  });
}

test("eager sweeps the map while time goes on; at the end lazy alone is behind, by what the reports count", async () => {
  const { page, close } = await maps();
  const first = await until(page, "Eager", ({ missing }) => missing > 0);
  await page.getByRole("button", { name: "Play" }).click();
  const later = await until(page, "Eager", ({ missing }) => missing < first.missing);
  assert.ok(later.tables >= first.tables - 10);
  await page.getByRole("button", { name: "Pause" }).click();
  await bar(page).focus();
  await page.keyboard.press("End");
  const end = await until(page, "Lazy", ({ due }) => due > 100_000);
  await until(page, "Eager", ({ missing }) => missing === 0);
  const { lazy } = pgd("v=1&view=compare").strategies;
  assert.equal(end.tables, lazy.processes);
  assert.equal(end.due, lazy.processes * lazy.slots_present);
  await page.keyboard.press("Home");
  await until(page, "Lazy", ({ missing }) => missing === 0);
  await close();
});

test("a small machine is shown table by table, and the table behind says the same", async () => {
  const script = "do=0s:vmalloc:0:a1:8MiB,1ms:fork:1:c1,5ms:touch:p3:a1.2047,6ms:touch:c1:a1.2047";
  const rates = "vmalloc=0&fork=0&touch=0&switch=0&irq=0&nmi=0";
  const { page, close } = await maps(`#v=1&view=compare&procs=8&cpus=2&${rates}&${script}`);
  await page.getByText("A row is the table of a process, the newest on top").waitFor();
  await bar(page).focus();
  await page.keyboard.press("End");
  const lazy = await until(page, "Lazy", ({ tables, missing }) => tables === 9 && missing > 0);
  assert.equal(lazy.missing, 15, "eight old tables lack two entries each but for the one that was touched");
  await page.getByText("Which table has which entry, as a table").click();
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "2", exact: true }) });
  assert.deepEqual(await row.getByRole("cell").allTextContents(), ["all 9", "all 9", "7 of 9 missing"]);
  await close();
});

test("a cell can be read and picked, and what is picked is told", async () => {
  const { page, close } = await maps();
  await bar(page).focus();
  await page.keyboard.press("End");
  await until(page, "Lazy", ({ due }) => due > 100_000);
  await map(page, "Lazy").scrollIntoViewIfNeeded();
  const box = await map(page, "Lazy").boundingBox();
  await page.mouse.move(box.x + box.width / 30 * 1.5, box.y + box.height - 2);
  await page.getByText(/^Lazy · slot 1, processes 0 to 4\d\d: \d+ of 4\d\d entries are there\.$/).waitFor();
  await page.mouse.down();
  await page.mouse.up();
  const receipt = page.getByRole("region", { name: "What happens when" }).getByRole("status");
  await receipt.getByText(/^Lazy · CPU \d+ · [\d.]+ ms: slot 1 is missing from the table of process \d+/).waitFor();
  await close();
});

for (const [preset, sign] of [
  ["unmap-is-not-free", /an access goes through an entry for slot \d+ that the table of process \d+ still has/],
  ["stack-in-vmalloc", /a switch loads the table of process \d+ on a stack in slot \d+, which that table lacks/],
]) {
  test(`accesses that go wrong have their receipts: ${preset}`, async () => {
    const { page, close } = await maps(fragmentOfPreset(preset));
    await page.getByRole("button", { name: "Next hazard" }).click();
    await page.getByRole("region", { name: "What happens when" }).getByRole("status").getByText(sign).waitFor();
    await page.getByText("What is in view, as a table").click();
    await page.getByRole("region", { name: "What is in view, as a table" }).getByText(sign).first().waitFor();
    await close();
  });
}
