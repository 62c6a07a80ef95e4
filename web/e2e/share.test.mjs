// The sheet from which a scenario is passed on, and what a link's digest says to whoever opens it.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { done, pgd } from "./harness/compare.mjs";
import { FIRST, nmiJson, shown } from "./harness/nmi.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

const QUIET = "v=1&view=compare&procs=8&cpus=2&vmalloc=0&fork=0&touch=0&switch=0&irq=0&nmi=0";

const sheet = (page) => page.getByRole("dialog", { name: "Share this scenario" });
const text = (page, name) => sheet(page).getByRole("textbox", { name, exact: true }).inputValue();
const digestBox = (page) => sheet(page).getByRole("checkbox", { name: /With the result’s digest/ });

async function share(page) {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await sheet(page).waitFor();
}

/** A script of so many operations. */
function script(operations) {
  const touches = Array.from({ length: operations - 1 }, (_, at) => `${at + 1}ms:touch:p${(at * 5) % 8}:a1.${(at * 37) % 2048}`);
  return ["0s:vmalloc:0:a1:8MiB", ...touches].join(",");
}

test("every form of a comparison opens the same", async () => {
  const { page, problems, close } = await site.open("?theme=light#v=1&view=compare&procs=9k&nmi.handler=fred");
  await done(page);
  await share(page);
  const digest = pgd("procs=9k").digest.slice(0, 8);
  const fragment = `v=1&view=compare&procs=9k&nmi.handler=fred&d=${digest}`;
  const link = `${site.url}#${fragment}`;
  assert.equal(await text(page, "Link"), link);
  assert.equal(await text(page, "Markdown"), `[pgd playground, Compare](${link})`);
  assert.equal(await text(page, "Terminal"), `pgd compare '${fragment}'`);
  for (const [form, selector, attribute] of [["iframe", "iframe", "src"], ["Element", "pgd-playground", "scenario"]]) {
    const html = await text(page, form);
    const value = await page.evaluate(([html, selector, attribute]) => {
      return new DOMParser().parseFromString(html, "text/html").querySelector(selector).getAttribute(attribute);
    }, [html, selector, attribute]);
    assert.equal(value.split("#").at(-1), fragment, form);
  }
  await sheet(page).getByText("Beside the defaults: Processes 9k.").waitFor();
  await sheet(page).getByText("What is set in the NMI view: Handler fred.").waitFor();
  await sheet(page).getByText(`The link has ${link.length} characters.`).waitFor();
  await digestBox(page).uncheck();
  assert.equal(await text(page, "Link"), link.replace(/&d=.*/, ""));
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.keyboard.press("Escape");
  await sheet(page).waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Share");
  assert.deepEqual(problems, []);
  await close();
});

test("a form is copied", async () => {
  const { page, close } = await site.open("#v=1&view=compare&procs=9k");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await done(page);
  await share(page);
  for (const [button, form] of [["Copy link", "Link"], ["Copy Markdown", "Markdown"], ["Copy element", "Element"]]) {
    await sheet(page).getByRole("button", { name: button }).click();
    const wanted = await text(page, form);
    await page.waitForFunction(async (wanted) => (await navigator.clipboard.readText()).replaceAll("\n", "") === wanted.replaceAll("\n", ""), wanted);
  }
  await close();
});

test("the NMI view's run is shared with its step and its digest", async () => {
  const { page, close } = await site.open(`#${FIRST}`);
  await shown(page);
  await share(page);
  assert.equal(await text(page, "Link"), `${site.url}#${FIRST}&d=${nmiJson(FIRST).digest.slice(0, 8)}`);
  assert.match(await text(page, "Terminal"), /^pgd nmi '/);
  assert.deepEqual(await accessibilityProblems(page), []);
  await close();
});

test("a digest that no longer holds is told, with both, until something else is asked", async () => {
  for (const [fragment, digest] of [["v=1&view=compare&procs=9k", pgd("procs=9k").digest], [FIRST, nmiJson(FIRST).digest]]) {
    const { page, problems, close } = await site.open(`#${fragment}&d=0123abcd`);
    const banner = page.getByRole("alert", { name: "About the model" });
    await banner.getByText("The model has changed since this link was made").waitFor();
    await banner.getByText("0123abcd").waitFor();
    await banner.getByText(digest).waitFor();
    await banner.getByRole("button", { name: "Dismiss" }).click();
    await banner.waitFor({ state: "hidden" });
    assert.deepEqual(problems, []);
    // The same link with the digest that it has says nothing.
    await page.evaluate((hash) => { location.hash = hash; }, `${fragment}&d=${digest.slice(0, 8)}`);
    await page.getByText(`Digest of this run: ${digest}`).waitFor();
    assert.equal(await banner.count(), 0);
    await close();
  }
});

test("a long script is packed, and opens as what it was here and on a terminal", async () => {
  const plain = `${QUIET}&do=${script(200)}`;
  const { page, close } = await site.open(`#${plain}`);
  await done(page);
  await share(page);
  await digestBox(page).uncheck();
  const link = await text(page, "Link");
  assert.match(link, /&z=s1:[\w-]+$/);
  assert.ok(link.length < plain.length / 2, `${link.length} of ${plain.length}`);
  await sheet(page).getByText("Some programs cut links of more than 2,000.").waitFor({ state: link.length > 2000 ? "visible" : "hidden" });
  const { digest } = pgd(plain);
  assert.equal(pgd(link.split("#")[1]).digest, digest);
  const again = await site.open(`#${link.split("#")[1]}`);
  await again.page.getByText(`Digest of this run: ${digest}`).waitFor();
  assert.deepEqual(again.problems, []);
  await again.close();
  await close();
});

test("what is too long for a link is a file, which opens again", async () => {
  // Instants without a pattern, so that hardly anything can be packed.
  let random = 7;
  const next = () => (random = (random * 48271) % 2147483647);
  const instants = Array.from({ length: 999 }, () => next() % 900_000_000).sort((a, b) => a - b);
  const touches = instants.map((ns) => `${ns + 1000}ns:touch:p${next() % 8}:a1.${next() % 2048}`);
  const plain = `${QUIET}&time=1s&do=0s:vmalloc:0:a1:8MiB,${touches.join(",")}`;
  const { page, close } = await site.open(`#${plain}`);
  await done(page);
  await share(page);
  assert.equal(await sheet(page).getByRole("textbox").count(), 0);
  const [download] = await Promise.all([page.waitForEvent("download"), sheet(page).getByRole("link", { name: "Save scenario.pgd" }).click()]);
  assert.equal(download.suggestedFilename(), "scenario.pgd");
  const folder = await mkdtemp(join(tmpdir(), "pgd-"));
  const file = join(folder, "scenario.pgd");
  await download.saveAs(file);
  const held = (await readFile(file, "utf8")).trim();
  assert.equal(pgd(held).digest, pgd(plain).digest);

  const other = await site.open("");
  await done(other.page);
  await share(other.page);
  await sheet(other.page).getByLabel("Open a saved scenario").setInputFiles(file);
  await other.page.getByText(`Digest of this run: ${pgd(plain).digest}`).waitFor();
  await other.close();
  await rm(folder, { recursive: true });
  await close();
});
