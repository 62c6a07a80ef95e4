// For everybody: axe in both themes and at both widths, the keyboard alone, a phone's width, what is said aloud.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LONG_RUN, done, fragmentOf, row } from "./harness/compare.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

for (const theme of ["light", "dark"]) {
  for (const width of [360, 1440]) {
    test(`axe finds nothing: ${theme}, ${width} px`, async () => {
      const { page, close } = await site.open("#v=1&view=compare&procs=5k&nonsense=1&time=x", { theme, width });
      await done(page);
      await page.getByText("Latencies as a table").click();
      await page.getByText("Faults as a table").click();
      await page.getByRole("button", { name: "More figures" }).click();
      if (width === 360) await page.getByRole("button", { name: "Change it" }).click();
      await page.getByRole("button", { name: "Explain each" }).click();
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.getByText("Presets", { exact: true }).click();
      assert.deepEqual(await accessibilityProblems(page), []);
      await close();
    });
  }
}

test("axe finds nothing while it runs, and when it is cancelled before there is a result", async () => {
  const { page, close } = await site.open(`#${LONG_RUN}`);
  await page.getByRole("progressbar", { name: "Running" }).waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled. There is no result yet.").waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await close();
});

for (const width of [320, 360, 768, 1100, 1920]) {
  test(`nothing is wider than a window of ${width} px`, async () => {
    const { page, close } = await site.open("#v=1&view=compare&procs=5k&nonsense=a-very-long-word-that-goes-on-and-on-and-on", { width });
    await done(page);
    if (width < 1088) await page.getByRole("button", { name: "Change it" }).click();
    await page.getByRole("button", { name: "Explain each" }).click();
    await page.getByText("Presets", { exact: true }).click();
    const wider_px = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider_px <= 0, `${wider_px} px wider`);
    await close();
  });
}

test("everything can be done from the keyboard, and one sees where one is", async () => {
  const { page, close } = await site.open();
  await done(page);
  const active = () => page.evaluate(() => {
    const { activeElement: element } = document;
    const box = element.getBoundingClientRect();
    const ring = getComputedStyle(element).outlineStyle !== "none" || element.querySelector(":scope > rect") !== null
      || getComputedStyle(element.nextElementSibling ?? element).outlineStyle !== "none";
    return { words: element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent, ring, seen: box.width > 0 };
  });
  const tabTo = async (words) => {
    for (let presses = 0; presses < 120; presses += 1) {
      await page.keyboard.press("Tab");
      const { words: here, ring, seen } = await active();
      assert.ok(ring && seen, `${here} shows the focus`);
      if (here.trim().startsWith(words)) return;
    }
    assert.fail(`${words} cannot be reached`);
  };

  // A preset.
  await tabTo("Presets");
  await page.keyboard.press("Enter");
  await tabTo("The one-line answer");
  await page.keyboard.press("Enter");
  await page.getByText(/^With 10,000 processes, one new slot stops every fork for /).waitFor();

  // A field, by its text.
  await page.locator("body").press("Home");
  await tabTo("Processes, slider");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("20k");
  await page.keyboard.press("Enter");
  await page.getByText(/^With 20,000 processes, one new slot stops every fork for /).waitFor();
  assert.match(fragmentOf(page), /^v=1&view=compare&arch=x86_64&used=524287MiB/, "20k is what no link need say");

  // The chart's cursor, which is read out.
  await tabTo("Percentile of vmalloc to read out");
  await page.keyboard.press("End");
  const cursor = page.getByRole("slider", { name: "Percentile of vmalloc to read out" });
  assert.match(await cursor.getAttribute("aria-valuetext"), /^Longest: Shared .*, Eager .*, Lazy /);
  await page.keyboard.press("Home");
  assert.match(await cursor.getAttribute("aria-valuetext"), /^Shortest: /);

  // Which calls it shows.
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("slider", { name: "Percentile of fork to read out" }).waitFor();

  // A fold, and Escape out of a menu.
  await tabTo("Latencies as a table");
  await page.keyboard.press("Enter");
  await page.getByRole("columnheader", { name: "p99.9" }).waitFor();
  await close();
});

test("the verdict is said after a run", async () => {
  const { page, close } = await site.open();
  await done(page);
  await page.getByRole("status").filter({ hasText: "each of 13 new slots" }).waitFor();
  await page.getByLabel("Architecture", { exact: true }).selectOption("arm64");
  await page.getByRole("status").filter({ hasText: "All processes use one kernel table" }).waitFor();
  await close();
});

test("the theme can be chosen, and stays", async () => {
  const { page, close } = await site.open("", { theme: "light" });
  await done(page);
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.getByRole("button", { name: "Theme: auto" }).click();
  await page.getByRole("button", { name: "Theme: light" }).click();
  await page.getByRole("button", { name: "Theme: dark" }).waitFor();
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.reload();
  await done(page);
  assert.equal(await ground(), dark);
  await close();
});

test("a narrow page has the same figures", async () => {
  const wide = await site.open("", { width: 1440 });
  const narrow = await site.open("", { width: 360 });
  for (const { page } of [wide, narrow]) await done(page);
  assert.deepEqual(await row(narrow.page, "fork max"), await row(wide.page, "fork max"));
  await wide.close();
  await narrow.close();
});
