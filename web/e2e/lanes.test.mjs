// What happens when: lanes that are stepped, zoomed, played and told, by keys and by pointer, and follow the scenario.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done, fragmentOf, type } from "./harness/compare.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

const stage = (page) => page.getByRole("group", { name: /^The three strategies on one axis of model time/ });
const receipt = (page) => page.getByRole("region", { name: "What happens when" }).getByRole("status");

/** Opens a page and brings the lanes into view, upon which their program is loaded and the run is put together. */
async function lanes(fragment = "", options = {}) {
  const opened = await site.open(fragment, options);
  await down(opened.page);
  return opened;
}

async function down(page) {
  await done(page);
  await page.getByRole("region", { name: "The same on a terminal" }).scrollIntoViewIfNeeded();
  await page.getByRole("heading", { name: "What happens when" }).scrollIntoViewIfNeeded();
  await receipt(page).getByText("pgd_lock is held for").waitFor();
}

const from = (page) => stage(page).getByText(/^model time from /).textContent();
const told = async (page) => (await receipt(page).textContent()).trim();

for (const [theme, width] of [["light", 1440], ["dark", 360]]) {
  test(`it opens at the first walk, and axe finds nothing: ${theme}, ${width} px`, async () => {
    const { page, problems, close } = await lanes("", { theme, width });
    assert.match(await told(page), /^Eager · CPU \d+ · [\d.]+ ms: pgd_lock is held for 3\.0\d.ms to write slot \d+ into 20,\d+ tables; \d+ wait for it/);
    assert.deepEqual(await accessibilityProblems(page), []);
    const wider_px = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider_px <= 0, `${wider_px} px wider`);
    assert.deepEqual(problems, []);
    await close();
  });
}

test("keys step forward and back to where one was; only while the stage has the focus, and not when switched off", async () => {
  const { page, close } = await lanes();
  await stage(page).focus();
  const seen = [await told(page)];
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press("ArrowRight");
    seen.push(await told(page));
  }
  assert.equal(new Set(seen).size, seen.length, "each step is another happening");
  for (const before of seen.slice(0, -1).reverse()) {
    await page.keyboard.press("ArrowLeft");
    assert.equal(await told(page), before);
  }
  await page.keyboard.press("Shift+ArrowRight");
  await receipt(page).getByText("is new in the reference table").waitFor();
  await page.keyboard.press("?");
  await page.getByText("step to the last or next happening").waitFor();

  const here = await told(page);
  await page.getByRole("checkbox", { name: /^Keys/ }).click();
  await page.keyboard.press("ArrowRight");
  await stage(page).focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await told(page), here);
  await close();
});

test("zoom, pan and the whole run, by keys and by wheel", async () => {
  const { page, close } = await lanes();
  await stage(page).focus();
  const first = await from(page);
  await page.keyboard.press("w");
  assert.notEqual(await from(page), first);
  await page.keyboard.press("0");
  assert.equal(await from(page), "model time from 0.000000 ms");
  const box = await stage(page).boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 100);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -300);
  await page.keyboard.up("Control");
  await page.waitForFunction(() => !document.querySelector("#deeper").textContent.includes("from 0.000000 ms"));
  await page.getByRole("button", { name: "Whole run" }).click();
  assert.equal(await from(page), "model time from 0.000000 ms");
  await close();
});

test("what the pointer is over is told, and picked by a click", async () => {
  const { page, close } = await lanes();
  await stage(page).focus();
  await page.keyboard.press("Escape");
  await receipt(page).getByText("pick something, or step").waitFor();
  await stage(page).scrollIntoViewIfNeeded();
  // The walk with which it opens begins a sixth of the time in view from the left, in the lane of Eager, on its second row.
  const box = await stage(page).boundingBox();
  await page.mouse.move(box.x + 92 + (box.width - 92) / 3, box.y + 105 + 24 + 15 + 6);
  await receipt(page).getByText(/^Eager .* pgd_lock is held for/).waitFor();
  await page.mouse.down();
  await page.mouse.up();
  await page.mouse.move(box.x + 10, box.y - 40);
  assert.match(await told(page), /^Eager .* pgd_lock is held for/);
  await close();
});

test("time goes on by itself and stops; the scrub bar leads anywhere", async () => {
  const { page, close } = await lanes();
  const bar = page.getByRole("slider", { name: "Instant" });
  const before = await bar.getAttribute("aria-valuetext");
  await page.getByRole("button", { name: "Play" }).click();
  await page.waitForFunction((before) => document.querySelector("#deeper input[type=range]").getAttribute("aria-valuetext") !== before, before);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Play" }).waitFor();
  await bar.focus();
  await page.keyboard.press("Home");
  await receipt(page).getByText("0.000000 ms: pick something, or step.").waitFor();
  assert.equal(await bar.inputValue(), "0");
  await page.keyboard.press("ArrowRight");
  assert.equal(await bar.inputValue(), "1");
  // What happens in one program of the page is not taken for something in the other.
  assert.match(fragmentOf(page), /^(v=1&view=compare&at=[\d.a-z]+)?$/);
  await page.getByRole("button", { name: "Step ▶" }).click();
  assert.match(await told(page), /^(Shared|Eager|Lazy) · CPU/);
  await close();
});

test("a change above is a change down here, and what is in view can be read", async () => {
  const { page, close } = await lanes();
  await type(page, "Processes", "5k");
  await receipt(page).getByText(/into 5,\d+ tables/).waitFor();
  await page.getByRole("button", { name: "Whole run" }).click();
  await page.getByText("What is in view, as a table").click();
  const table = page.getByRole("region", { name: "What is in view, as a table" });
  await table.getByText(/the fault fills it in \d+.ns/).first().waitFor();
  await close();
});

test("what is further down comes back after another view", async () => {
  const { page, close } = await lanes();
  await page.evaluate(() => { location.hash = "v=1&view=nmi"; });
  await page.getByRole("heading", { name: "What happens when" }).waitFor({ state: "detached" });
  await page.goBack();
  await down(page);
  await close();
});

test("a program that does not arrive is told in its place", async () => {
  const prepare = (page) => page.route("**/deeper_bg.wasm*", (route) => route.abort());
  const { page, close } = await site.open("", { prepare });
  await done(page);
  await page.getByRole("region", { name: "The same on a terminal" }).scrollIntoViewIfNeeded();
  await page.getByText("This part did not arrive").waitFor();
  await close();
});

test("how long a step and a new scenario take", async () => {
  const { page, close } = await lanes();
  await stage(page).focus();
  const median = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];
  const steps_ms = [];
  for (let step = 0; step < 20; step += 1) {
    steps_ms.push(await page.evaluate(async () => {
      const stage = document.activeElement;
      const start = performance.now();
      stage.dispatchEvent(new KeyboardEvent("keydown", { key: "d", bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - start;
    }));
  }
  console.log(`moving the lanes: ${median(steps_ms).toFixed(1)} ms at the median, next picture included`);
  const slider = page.getByRole("slider", { name: "Processes, slider" });
  const changes_ms = [];
  for (let change = 0; change < 11; change += 1) {
    changes_ms.push(await slider.evaluate(async (input) => {
      const digest = () => document.querySelector(".digest code").textContent;
      const before = digest();
      const start = performance.now();
      input.stepUp();
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
      while (digest() === before || !/^[0-9a-f]{16}$/.test(digest())) await new Promise((resolve) => setTimeout(resolve, 1));
      return performance.now() - start;
    }));
  }
  console.log(`from a slider's change to new charts: ${median(changes_ms).toFixed(1)} ms at the median`);
  await close();
});
