// Work per vmalloc: what calls bring about is what `pgd` counts, read out from the keyboard and in the table.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANES, done, pgd } from "./harness/compare.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

const LOAD = "v=1&view=compare&procs=3k&time=300ms&vmalloc=400";

test("all that is written is the work of a call, by walks or by faults", async () => {
  const { page, problems, close } = await site.open(`#${LOAD}`);
  await done(page);
  await page.getByRole("region", { name: "The same on a terminal" }).scrollIntoViewIfNeeded();
  const chart = page.getByRole("figure", { name: "Work per vmalloc" });
  await chart.scrollIntoViewIfNeeded();
  const slider = chart.getByRole("slider", { name: "Percentile of vmalloc at which to read out tables gone to" });
  await slider.focus();
  await page.keyboard.press("Home");
  assert.equal(await slider.getAttribute("aria-valuetext"), "Shortest: Shared none, Eager none, Lazy none");
  await page.keyboard.press("End");
  assert.match(await slider.getAttribute("aria-valuetext"), /^Longest: Shared none, Eager 3,\d{3}, Lazy \d+$/);

  const { strategies } = pgd(LOAD);
  await chart.getByText("Work per vmalloc as a table").click();
  for (const lane of LANES) {
    const cells = chart.getByRole("row", { name: new RegExp(`^${lane} `) }).locator("data");
    const { entries_written, sync_ns_total } = strategies[lane.toLowerCase()];
    assert.equal(Number(await cells.last().getAttribute("value")), entries_written, lane);
    await chart.getByRole("radio", { name: "time" }).check({ force: true });
    const time = Number(await cells.last().getAttribute("value"));
    // With what interrupts a walk or a fault, and without what a walk does before it asks for the lock.
    assert.ok(Math.abs(time - sync_ns_total) <= 0.25 * sync_ns_total, `${lane}: ${time} of ${sync_ns_total}`);
    await chart.getByRole("radio", { name: "tables gone to" }).check({ force: true });
  }
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(problems, []);
  await close();
});
