// Hands on: every click is an entry of the script in the address, and what is shown of it is what `pgd compare` counts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done, fragmentOf, fragmentOfPreset, LANES, pgd } from "./harness/compare.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

const region = (page) => page.getByRole("region", { name: "Hands on" });
const status = (page) => region(page).getByRole("status");
const button = (page, name) => region(page).getByRole("button", { name, exact: true });
const board = (page, lane) => region(page).getByRole("table", { name: new RegExp(`^${lane}: which table`) });
const script = (page) => new URLSearchParams(fragmentOf(page)).get("do")?.split(",") ?? [];

/** Opens the preset; it is brought into view by itself. */
async function hands(options = {}) {
  const opened = await site.open(fragmentOfPreset("hands-on"), options);
  await done(opened.page);
  await status(opened.page).getByText("Nothing has happened yet").waitFor();
  return opened;
}

/** Clicks and waits until what came of it is told. */
async function click(page, name, told) {
  await button(page, name).click();
  await status(page).getByText(told).waitFor();
}

const choose = (page, who) => region(page).getByRole("combobox", { name: /^As process/ }).selectOption(who);

test("a new slot, touches, a fork, an NMI: each is told for each strategy, written into the address and counted by pgd", async () => {
  const { page, problems, close } = await hands();
  const box = await region(page).boundingBox();
  assert.ok(box.y < 900, `it is in view, at ${box.y}`);
  await click(page, "vmalloc: a new slot", "1. CPU 0 allocates a1");
  await status(page).getByText(/Eager: Walks 8 tables under pgd_lock, 1\.\d+.µs of/).waitFor();
  await status(page).getByText(/Lazy: Puts it into the reference table alone/).waitFor();
  await choose(page, "p3 on CPU 1");
  await click(page, "Touch", "2. p3 touches slot 1");
  await status(page).getByText(/Eager: The entry is there.* Lazy: The entry is missing: a fault fills it/).waitFor();
  await click(page, "Fork", "3. CPU 1 forks c1");
  await choose(page, "c1 on CPU 1");
  await click(page, "Touch", "4. c1 touches slot 1");
  await status(page).getByText(/Lazy: The entry is there/).waitFor();
  await choose(page, "p2 on CPU 0");
  await click(page, "Switch to it", "5. p2 is switched to");
  await click(page, "NMI on its CPU", "6. an NMI on CPU 0 touches slot 1");
  await status(page).getByText(/Lazy: A fault inside the NMI handler/).waitFor();
  await choose(page, "c1 on CPU 1");
  await click(page, "Exit", "7. c1 exits");

  assert.deepEqual(script(page).map((operation) => operation.split(":").slice(1).join(":")), [
    "vmalloc:0:a1:4MiB", "touch:p3:a1.1023", "fork:1:c1", "touch:c1:a1.1023", "switch:p2", "nmi:0:a1.1023", "exit:c1",
  ]);
  const { digest, strategies } = pgd(fragmentOf(page));
  await page.getByText(`Digest of this run: ${digest}`).waitFor();
  const missing = { Shared: 0, Eager: 0, Lazy: 6 };
  for (const lane of LANES) {
    const report = strategies[lane.toLowerCase()];
    const faults = report.faults.task + report.faults.irq + report.faults.nmi;
    const walked = report.walks * 8;
    await region(page).getByText(`So far: faults ${faults}, tables walked ${walked},`).first().waitFor();
    assert.equal(await board(page, lane).getByRole("button", { name: /, slot 1: missing/ }).count(), missing[lane], lane);
  }
  assert.deepEqual(problems, []);
  await close();
});

test("a cell is touched by a click; Undo, the browser's Back and Start over take clicks back", async () => {
  const { page, close } = await hands();
  await click(page, "vmalloc: a new slot", "1. CPU 0 allocates a1");
  await board(page, "Lazy").getByRole("button", { name: "p5, slot 1: missing. Touch it." }).click();
  await status(page).getByText("2. p5 touches slot 1").waitFor();
  await board(page, "Lazy").getByRole("button", { name: "p5, slot 1: there. Touch it." }).waitFor();
  await click(page, "vmalloc: a new slot", "3. CPU 0 allocates a2");
  assert.equal(script(page).length, 3);
  await click(page, "Undo", "2. p5 touches slot 1");
  assert.equal(script(page).length, 2);
  await page.goBack();
  await status(page).getByText("3. CPU 0 allocates a2").waitFor();
  await page.goBack();
  await page.goBack();
  await status(page).getByText("1. CPU 0 allocates a1").waitFor();
  await click(page, "Start over", "Nothing has happened yet");
  assert.equal(script(page).length, 0);
  await region(page).getByText("What each click came to, as a table").click();
  await close();
});

for (const [theme, width] of [["light", 1440], ["dark", 360]]) {
  test(`axe finds nothing, and nothing is wider than the window: ${theme}, ${width} px`, async () => {
    const { page, close } = await hands({ theme, width });
    await click(page, "vmalloc: a new slot", "1. CPU 0 allocates a1");
    await region(page).getByText("What each click came to, as a table").click();
    await region(page).getByRole("row", { name: /^1\. CPU 0 allocates a1/ }).waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    const wider_px = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider_px <= 0, `${wider_px} px wider`);
    await close();
  });
}

test("from any other scenario there is a way to it", async () => {
  const { page, close } = await site.open();
  await done(page);
  await page.getByRole("region", { name: "The same on a terminal" }).scrollIntoViewIfNeeded();
  await region(page).getByRole("link", { name: "take it into your hands" }).click();
  await status(page).getByText("Nothing has happened yet").waitFor();
  await close();
});
