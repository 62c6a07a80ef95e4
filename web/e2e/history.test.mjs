// The browser's history in both views: a choice is a step that Back undoes and Forward does again, going along replaces it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done, field, fragmentOf, type } from "./harness/compare.mjs";
import { FIRST, place, shown } from "./harness/nmi.mjs";
import { start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

const length = (page) => page.evaluate(() => history.length);
const isAt = (page, fragment) => page.waitForFunction((it) => location.hash === `#${it}`, fragment);

test("Compare: each choice is a step, drawing is one, Back and Forward go along them", async () => {
  const START = "v=1&view=compare&time=50ms&procs=1k";
  const { page, problems, close } = await site.open(`#${START}`);
  await done(page);
  const before = await length(page);

  await type(page, "CPUs", "4");
  await isAt(page, "v=1&view=compare&procs=1k&cpus=4&time=50ms");
  assert.equal(await length(page), before + 1);

  // Many keys on one control, and then the next thing: one step.
  const slider = page.getByRole("slider", { name: "Processes, slider" });
  await slider.focus();
  for (let times = 0; times < 12; times += 1) await page.keyboard.press("ArrowRight", { delay: 0 });
  await slider.blur();
  await done(page);
  const drawn = await length(page);
  assert.ok(drawn - before <= 13, `${drawn - before} steps`);

  await page.getByRole("combobox", { name: "Architecture" }).selectOption("x86_64");
  await page.waitForURL(/arch=/);
  const chosen = fragmentOf(page);
  assert.equal(await length(page), drawn + 1);

  await page.goBack();
  await page.waitForURL((url) => !url.hash.includes("arch="));
  await page.goForward();
  await isAt(page, chosen);
  await done(page);
  assert.match(await page.getByRole("combobox", { name: "Architecture" }).inputValue(), /\S/);
  while (fragmentOf(page) !== START) await page.goBack();
  await done(page);
  assert.equal(await field(page, "CPUs").inputValue(), "8");
  assert.equal(await field(page, "Processes").inputValue(), "1k");
  assert.deepEqual(problems, []);
  await close();
});

test("Compare: one draw of the mouse is one step", async () => {
  const { page, close } = await site.open("#v=1&view=compare&time=50ms&procs=1k");
  await done(page);
  const before = await length(page);
  const box = await page.getByRole("slider", { name: "Processes, slider" }).boundingBox();
  await page.mouse.move(box.x + 20, box.y + box.height / 2);
  await page.mouse.down();
  for (let at = 20; at < box.width - 10; at += 6) await page.mouse.move(box.x + at, box.y + box.height / 2);
  await page.mouse.up();
  await page.waitForURL((url) => !url.hash.includes("procs=1k"));
  assert.equal(await length(page), before + 1);
  await page.goBack();
  await isAt(page, "v=1&view=compare&time=50ms&procs=1k");
  assert.equal(await field(page, "Processes").inputValue(), "1k");
  await close();
});

test("NMI: steps go along, events and settings are choices that Back undoes", async () => {
  const { page, problems, close } = await site.open(`#${FIRST}`);
  await shown(page);
  const before = await length(page);
  for (let times = 0; times < 5; times += 1) await page.keyboard.press("ArrowRight");
  await isAt(page, "v=1&view=nmi&nmi=0,7&step=19");
  await page.getByRole("slider", { name: "Step" }).fill("3");
  await isAt(page, "v=1&view=nmi&nmi=0,7&step=3");
  assert.equal(await length(page), before, "going along a run is no step of the history");

  await page.getByRole("region", { name: "Events" }).getByRole("button", { name: /^An NMI arrives/ }).click();
  await page.waitForURL((url) => !url.hash.includes("nmi=0,7&"));
  const chosen = fragmentOf(page);
  const at = await place(page);
  assert.equal(await length(page), before + 1);

  await page.getByRole("combobox", { name: "Handler" }).selectOption("fred");
  await page.waitForURL(/handler=fred/);
  assert.equal(await length(page), before + 2);

  await page.goBack();
  await isAt(page, chosen);
  assert.deepEqual(await place(page), at);
  await page.goBack();
  await isAt(page, "v=1&view=nmi&nmi=0,7&step=3");
  assert.equal((await place(page))[0], 3);
  await page.goForward();
  await isAt(page, chosen);
  assert.deepEqual(await place(page), at);
  assert.deepEqual(problems, []);
  await close();
});
