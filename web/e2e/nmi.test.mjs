// The NMI view: every preset stepped to its end by keyboard, what the page says of it, and the way there and back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FIRST, fragmentOf, nmiJson, nmiTranscript, place, presets, shown } from "./harness/nmi.mjs";
import { done } from "./harness/compare.mjs";
import { start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

/** What a screen reader would find of the machine: the listing's place, every slot, every field. */
const machine = (page) => page.evaluate(() => {
  const text = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent);
  return [text('[aria-label="Listing"] [aria-current]'), text('[aria-label="Stack"] tr'), text('[aria-label="CPU"] dl > div')];
});

for (const { name, fragment } of presets()) {
  test(`${name}: stepped to its end by keyboard it comes to what pgd says, and tells it in the same bytes`, async () => {
    const { page, problems, close } = await site.open(`#${fragment}`);
    await shown(page);
    const expected = nmiJson(fragment);
    const stage = page.getByRole("region", { name: "The machine, step by step" });
    assert.deepEqual(await place(page), [expected.step, expected.steps.length]);

    for (let [step, end] = await place(page); step < end; step += 1) {
      await page.keyboard.press("ArrowRight");
      const { sentence, source } = expected.steps[step];
      await page.getByText(`Step ${step + 1} of ${end}`, { exact: true }).waitFor();
      const status = page.getByRole("status").filter({ hasText: /^Step / });
      assert.equal((await status.innerText()).replace(/\s+/g, " "), `Step ${step + 1} of ${end} ${sentence}`.replace(/\s+/g, " "));
      assert.ok(await stage.getByText(source).isVisible(), source);
    }

    // What it came to, property by property.
    for (const [property, held] of Object.entries(expected.properties)) {
      const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: property, exact: true }) });
      assert.match(await row.innerText(), held.holds ? /holds$/ : new RegExp(`broken at step ${held.step}$`));
    }
    const banners = await page.getByRole("group", { name: /^Broken: / }).count();
    assert.equal(banners, Object.values(expected.properties).filter(({ holds }) => !holds).length);
    const { bodies, rounds } = expected.outcome;
    await page.getByText(new RegExp(`^The .*Bodies run: ${bodies}\\. Further rounds: ${rounds}\\.$`)).waitFor();
    await page.getByText(expected.digest).waitFor();
    assert.equal(await page.getByLabel("Transcript").textContent(), nmiTranscript(fragment), "the same bytes");
    assert.deepEqual(problems, []);
    await close();
  });
}

test("back after forward is the identity, at every grain", async () => {
  const { page, close } = await site.open("#v=1&view=nmi&handler=rostedt-3.3&nmi=0,29,55&step=0");
  await shown(page);
  for (const grain of ["micro-op", "phase", "event"]) {
    await page.getByRole("radio", { name: grain }).check();
    await page.getByRole("slider", { name: "Step" }).fill("0");
    const seen = [];
    for (let [step, end] = await place(page); step < end && seen.length < 12; [step] = await place(page)) {
      seen.push([await place(page), await machine(page)]);
      await page.getByRole("button", { name: `On by one ${grain}` }).click();
    }
    for (const before of seen.reverse()) {
      await page.getByRole("button", { name: `Back by one ${grain}` }).click();
      assert.deepEqual([await place(page), await machine(page)], before);
    }
  }
  await close();
});

test("from one view to the other and back, without a reload, and nothing is lost", async () => {
  const { page, problems, close } = await site.open("#v=1&view=compare&procs=5k&time=200ms");
  await done(page);
  await page.evaluate(() => { globalThis.here = true; });
  await page.getByRole("link", { name: "NMI", exact: true }).click();
  await shown(page);
  assert.equal(fragmentOf(page), `${FIRST}&compare.procs=5k&compare.time=200ms`);
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/step=15/);
  await page.getByRole("link", { name: "Compare", exact: true }).click();
  await done(page);
  assert.equal(fragmentOf(page), "v=1&view=compare&procs=5k&time=200ms&nmi.nmi=0,7&nmi.step=15");
  await page.goBack();
  await shown(page);
  assert.deepEqual((await place(page))[0], 15);
  assert.equal(await page.evaluate(() => globalThis.here), true, "the page was not loaded again");
  assert.deepEqual(problems, []);
  await close();
});

test("a visitor of one view does not download the other", async () => {
  for (const [fragment, own, other] of [["v=1&view=compare", /\/app-.*wasm/, /nmi.*wasm/], [FIRST, /\/nmi_bg.wasm/, /\/(app-.*|worker_bg).wasm/]]) {
    const requests = [];
    const prepare = (page) => page.on("request", (request) => requests.push(request.url()));
    const { page, close } = await site.open(`#${fragment}`, { prepare });
    await page.locator('main[aria-busy="false"]').waitFor();
    await page.waitForLoadState("networkidle");
    assert.ok(requests.some((url) => own.test(url)));
    assert.deepEqual(requests.filter((url) => other.test(url.replace(/\?.*/, ""))), []);
    await close();
  }
});
