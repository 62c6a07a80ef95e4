// Where one stands in a run is in the address: picking is a step that Back undoes, scrubbing is not, and a link leads there.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done, fragmentOf, hasDigest, pgd, type } from "./harness/compare.mjs";
import { start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

const region = (page) => page.getByRole("region", { name: "What happens when" });
const receipt = (page) => region(page).getByRole("status");
const told = async (page) => (await receipt(page).textContent()).trim();
const addressHas = (page, pattern) => page.waitForURL((url) => pattern.test(url.hash));

/** Opens a page and waits until the stage stands somewhere. */
async function stage(fragment = "") {
  const opened = await site.open(fragment);
  await done(opened.page);
  if (!/at=|pick=/.test(fragment)) await opened.page.getByRole("region", { name: "The same on a terminal" }).scrollIntoViewIfNeeded();
  await receipt(opened.page).getByText(/[\d.]+ ms: /).waitFor();
  await region(opened.page).getByRole("img", { name: /^Lazy: [\d,]+ tables/ }).waitFor();
  return opened;
}

test("what is picked comes back by its link, in view, in every view of the stage", async () => {
  const { page, close } = await stage();
  assert.equal(fragmentOf(page), "", "where it opens by itself need not be said");
  await page.getByRole("button", { name: "Next new slot" }).click();
  await addressHas(page, /&pick=(shared|eager|lazy):new-slot:\d:[\d.]+ms:\d+$/);
  for (let step = 0; step < 3; step += 1) await page.getByRole("button", { name: "Step ▶" }).click();
  await addressHas(page, /&pick=lazy:fault:\d:[\d.]+ms:\d+$/);
  const [said, fragment] = [await told(page), fragmentOf(page)];
  await close();

  const { page: again, close: closeAgain } = await stage(`#${fragment}`);
  assert.equal(await told(again), said);
  const box = await receipt(again).boundingBox();
  assert.ok(box.y >= 0 && box.y < 900, `the receipt is in view, at ${box.y}`);
  await again.getByText("What is in view, as a table").click();
  const current = again.getByRole("region", { name: "What is in view, as a table" }).locator('[aria-current="true"]');
  assert.match(await current.textContent(), /is missing from the table of process/);
  await again.getByText("Which table has which entry, as a table").click();
  const slot = said.match(/slot (\d+) is missing/)[1];
  const entries = again.getByRole("region", { name: "Which table has which entry, as a table" });
  assert.equal(await entries.locator('[aria-current="true"]').getByRole("rowheader").textContent(), slot);
  await closeAgain();
});

test("Back leads to what was picked last; scrubbing is one step; a pick in the table is one too", async () => {
  const { page, close } = await stage();
  await page.getByRole("button", { name: "Next new slot" }).click();
  await addressHas(page, /&pick=/);
  const [picked, first] = [await told(page), fragmentOf(page)];
  const bar = page.getByRole("slider", { name: "Instant" });
  await bar.focus();
  for (let times = 0; times < 3; times += 1) {
    const before = fragmentOf(page);
    await page.keyboard.press("PageUp");
    await page.waitForURL((url) => /&at=/.test(url.hash) && url.hash !== `#${before}`);
  }
  await page.goBack();
  await receipt(page).getByText(picked).waitFor();
  assert.equal(fragmentOf(page), first);
  await page.goBack();
  await receipt(page).getByText("pgd_lock is held for").waitFor();
  assert.equal(fragmentOf(page), "", "where it opened");

  await page.getByText("What is in view, as a table").click();
  await page.getByRole("region", { name: "What is in view, as a table" }).getByRole("button").nth(2).click();
  await addressHas(page, /&pick=/);
  await close();
});

test("looking elsewhere runs nothing anew, and another load forgets where one stood", async () => {
  const { page, close } = await stage();
  const { digest } = pgd("v=1&view=compare");
  await page.getByRole("button", { name: "Step ▶" }).click();
  await addressHas(page, /&pick=/);
  await hasDigest(page, digest);
  assert.equal(await page.locator('main[aria-busy="true"]').count(), 0);
  await type(page, "Processes", "5k");
  await addressHas(page, /^#v=1&view=compare&procs=5k$/);
  await receipt(page).getByText(/into 5,\d+ tables/).waitFor();
  assert.equal(fragmentOf(page), "v=1&view=compare&procs=5k");
  await close();
});

test("an instant in a link; a pick that the run has not; one that cannot be", async () => {
  const { page, close } = await stage("#v=1&view=compare&at=500ms");
  await receipt(page).getByText("500.000000 ms: pick something, or step.").waitFor();
  await close();
  const lost = await stage("#v=1&view=compare&pick=lazy:oops:3:500ms");
  await receipt(lost.page).getByText("Lazy · CPU 3 · 500.000000 ms: what the link picks there, “oops”, is not in this run").waitFor();
  assert.equal(fragmentOf(lost.page), "v=1&view=compare&pick=lazy:oops:3:500ms", "the link stays as it is");
  await lost.close();
  const wrong = await site.open("#v=1&view=compare&pick=lazy");
  await wrong.page.getByText(/pick: .*write lane, what happens, CPU and instant/).waitFor();
  await wrong.close();
});

test("how long a picture takes while scrubbing through ten thousand spans, the table map with it", async () => {
  const { page, close } = await stage("#v=1&view=compare&vmalloc=2k&touch=100k&touchers=all&irq=5k&nmi=2k&at=1ms");
  const frames_ms = await page.evaluate(async () => {
    const bar = document.querySelector("#deeper input[type=range]");
    const frames = [];
    let last = await new Promise(requestAnimationFrame);
    for (let stop = 0; stop <= 1000; stop += 8) {
      bar.value = String(stop);
      bar.dispatchEvent(new InputEvent("input", { bubbles: true }));
      const now = await new Promise(requestAnimationFrame);
      frames.push(now - last);
      last = now;
    }
    return frames.sort((a, b) => a - b);
  });
  const at = (share) => frames_ms[Math.floor(frames_ms.length * share)].toFixed(1);
  console.log(`scrubbing, from picture to picture: ${at(0.5)} ms at the median, ${at(0.95)} ms at the 95th percentile`);
  const shown = await receipt(page).textContent();
  assert.match(shown, /pick something, or step/);
  await close();
});
