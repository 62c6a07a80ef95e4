// The sentence on top: its numbers can be drawn sideways, stepped by keys and typed where they stand.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done, field, hasDigest, pgd } from "./harness/compare.mjs";
import { start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

const number = (page, name) => page.getByRole("spinbutton", { name, exact: true });

test("arrow keys step a number of the sentence, and the address follows as one change", async () => {
  const { page, close } = await site.open();
  await done(page);
  await number(page, "Processes").press("ArrowUp");
  await page.getByText(/^With 22,000 processes, /).waitFor();
  await page.waitForURL(/procs=22k/);
  assert.equal(await field(page, "Processes").inputValue(), "22k");
  await number(page, "Processes").press("ArrowDown");
  await number(page, "Processes").press("ArrowDown");
  await page.getByText(/^With 18,000 processes, /).waitFor();
  await hasDigest(page, pgd("procs=18k").digest);
  await close();
});

test("a number is typed in the sentence, and given up by Escape", async () => {
  const { page, close } = await site.open();
  await done(page);
  await number(page, "Processes").focus();
  await page.keyboard.press("3");
  const entry = page.getByRole("region", { name: /three ways to spread it/ }).getByRole("textbox", { name: "Processes" });
  await entry.pressSequentially("0k");
  await page.keyboard.press("Enter");
  await page.getByText(/^With 30,000 processes, /).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "spinbutton", "the focus is back");
  await page.waitForURL(/procs=30k/);
  await number(page, "Made by").click();
  const touchers = page.getByRole("region", { name: /three ways to spread it/ }).getByRole("textbox", { name: "Made by" });
  await touchers.fill("all");
  await page.keyboard.press("Enter");
  await page.waitForURL(/touchers=all/);
  await done(page);
  await close();
});

test("a number is drawn sideways", async () => {
  const { page, close } = await site.open();
  await done(page);
  const box = await number(page, "Processes").boundingBox();
  await page.mouse.move(box.x + 10, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 10 + 40, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  // Five stops; the address follows the first at once and the last when the hand is off.
  await page.waitForURL(/procs=35k/);
  await page.goBack();
  await page.getByText(/^With 20,000 processes, /).waitFor();
  await close();
});
