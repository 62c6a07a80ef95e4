// Take it along: the files are the command line's bytes, and pictures carry their title, scenario and link.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { done } from "./harness/compare.mjs";
import { start } from "./harness/page.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const PGD = resolve(process.env.PGD ?? `${HERE}/../../target/release/pgd`);
const FRAGMENT = "v=1&view=compare&procs=3k&time=200ms";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

async function open() {
  const opened = await site.open(`#${FRAGMENT}`);
  await done(opened.page);
  await opened.page.getByRole("region", { name: "The same on a terminal" }).scrollIntoViewIfNeeded();
  await opened.page.getByRole("region", { name: "Take it along" }).waitFor();
  return opened;
}

/** What is saved when a button is pressed: its name and its bytes. */
async function saved(page, name) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("region", { name: "Take it along" }).getByRole("button", { name, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

for (const format of ["CSV", "JSON"]) {
  test(`${format} is the command line's, to the byte`, async () => {
    const { page, problems, close } = await open();
    const file = await saved(page, format);
    assert.equal(file.name, `pgd.${format.toLowerCase()}`);
    const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
    assert.equal(file.bytes.toString(), execFileSync(PGD, ["compare", FRAGMENT, "--format", format.toLowerCase()], options));
    assert.deepEqual(problems, []);
    await close();
  });
}

test("a chart is saved in either theme, with its title and the link inside, and needs no style sheet", async () => {
  const { page, problems, close } = await open();
  const light = (await saved(page, "Latency by percentile as SVG")).bytes.toString();
  assert.match(light, /<title>Latency of vmalloc by percentile, for the three strategies<\/title>/);
  const [, link] = light.match(/<metadata>([^<]*)<\/metadata>/);
  assert.equal(link.replaceAll("&amp;", "&"), page.url());
  assert.doesNotMatch(light, /class=|var\(|style=/);
  await page.getByRole("combobox", { name: /^Charts as pictures/ }).selectOption("dark");
  const dark = (await saved(page, "Latency by percentile as SVG")).bytes.toString();
  assert.notEqual(dark, light);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme ?? "auto"), "auto", "the page keeps its own");

  const well = await page.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror") === null, dark);
  assert.ok(well, "it is well-formed");
  const png = await saved(page, "Faults by context as PNG");
  assert.equal(png.bytes.subarray(1, 4).toString(), "PNG");
  assert.deepEqual(problems, []);
  await close();
});
