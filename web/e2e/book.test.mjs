// The book, read on another origin than the playground's, with the figures that it embeds; and the presets' pages.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { pgd } from "./harness/compare.mjs";
import { nmiJson, place, presets as nmiPresets, shown } from "./harness/nmi.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";
import { serve } from "./harness/server.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = resolve(process.env.DIST ?? join(HERE, "../../dist"));
const PGD = resolve(process.env.PGD ?? join(HERE, "../../target/release/pgd"));

let site;
let folder;
let publisher;
before(async () => {
  site = await start();
  // As somebody else publishes it: what it takes from the playground comes from the playground's own address.
  folder = mkdtempSync(join(tmpdir(), "book-"));
  cpSync(join(DIST, "book"), folder, { recursive: true });
  for (const page of pagesUnder(folder)) {
    writeFileSync(page, readFileSync(page, "utf8").replaceAll('"../', `"${site.url}`));
  }
  publisher = await serve({ folder, mount: "/manual/" });
});
after(async () => {
  await publisher?.close();
  await site?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** Opens a chapter there. */
const read = (chapter, options) => site.open(publisher.url + chapter, options);

/** The figure of that title, or the only one of a page, once it has been scrolled to. */
async function figure(page, title) {
  const element = page.locator(title ? `iframe[title^="${title}"]` : "iframe");
  await element.scrollIntoViewIfNeeded();
  return (await element.elementHandle()).contentFrame();
}

/** All but what a page no longer wanted: pictures of the other theme, and what a page that was left had asked for. */
const inEarnest = (problems) => problems.filter((problem) => !problem.endsWith("net::ERR_ABORTED"));

const scheme = (frame, wanted) =>
  frame.waitForFunction((wanted) => getComputedStyle(document.documentElement).colorScheme === wanted, wanted);

test("the chapter on NMIs opens the stepper right before the frame is lost, on another origin", async () => {
  const { page, problems, close } = await read("nmi.html");
  const frame = await figure(page, "Stepper: an NMI took a lazy fault");
  assert.notEqual(new URL(frame.url()).origin, new URL(page.url()).origin);
  await shown(frame);
  assert.deepEqual(await place(frame), [14, 48]);
  await frame.getByText("Press → once more: the first frame is gone.").waitFor();
  await frame.getByRole("button", { name: "On by one micro-op" }).click();
  await frame.getByText("Step 15 of 48", { exact: true }).waitFor();
  const link = await frame.getByRole("link", { name: "Open in playground" }).getAttribute("href");
  assert.equal(link, `${site.url}#v=1&view=nmi&nmi=0,7&step=15`);
  assert.deepEqual(problems, []);
  await close();
});

test("the arrows are a stepper's while it is in sight, and turn the book's pages elsewhere", async () => {
  const { page, problems, close } = await read("nmi.html");
  const frame = await figure(page, "Stepper: an NMI took a lazy fault");
  await shown(frame);
  await page.keyboard.press("ArrowRight");
  await frame.getByText("Step 15 of 48", { exact: true }).waitFor();
  await page.keyboard.press("ArrowLeft");
  await frame.getByText("Step 14 of 48", { exact: true }).waitFor();
  assert.equal(page.url(), `${publisher.url}nmi.html`);
  assert.deepEqual(problems, []);

  await page.getByRole("heading", { name: "Not by example alone" }).evaluate((heading) => heading.scrollIntoView({ block: "start" }));
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(`${publisher.url}history.html`);
  await close();
});

test("a figure follows the book's own theme, whatever the system's is", async () => {
  const { page, close } = await read("nmi.html", { theme: "light" });
  const frame = await figure(page, "Stepper: an NMI took a lazy fault");
  await shown(frame);
  await scheme(frame, "light");
  await page.getByRole("button", { name: "Change theme" }).click();
  for (const [name, wanted] of [["Navy", "dark"], ["Light", "light"]]) {
    await page.getByRole("menuitem", { name }).click();
    await scheme(frame, wanted);
  }
  const themes = await page.getByRole("menuitem").allInnerTexts();
  assert.deepEqual(themes, ["Auto", "Light", "Navy"], "only themes that the book has colours for are offered");
  await close();
});

test("a comparison in the book gives what the terminal gives", async () => {
  const { page, problems, close } = await read("index.html");
  const said = page.evaluate(() => new Promise((resolve) => {
    addEventListener("message", ({ data }) => { if (data?.type === "pgd:state" && data.digest) resolve(data); });
  }));
  // The others of the chapter are none yet: only what is asked for is started.
  await page.getByRole("button", { name: "Start the simulation" }).click();
  const { digest, scenario } = await said;
  assert.equal(digest, pgd("one-line-answer").digest);
  assert.equal(scenario, `${pgd("one-line-answer").scenario}&d=${digest.slice(0, 8)}`, "the caption's figures are of this result");
  assert.deepEqual(problems, []);
  await close();
});

test("without script and on paper the book has pictures, and links to the presets", async () => {
  const { page, problems, close } = await read("nmi.html", { javaScript: false });
  const picture = page.getByRole("img", { name: /^The NMI stack one step before/ });
  await picture.scrollIntoViewIfNeeded();
  assert.equal(await picture.getAttribute("src"), `${site.url}s/no-nmiret/preview.png`);
  const size = await picture.boundingBox();
  assert.ok(size.width > 500 && Math.abs(size.width / size.height - 1200 / 630) < 0.02, JSON.stringify(size));
  assert.deepEqual(problems, []);
  await close();

  const paper = await read("nmi.html");
  const printed = paper.page.getByRole("img", { name: /^The NMI stack one step before/ });
  await figure(paper.page, "Stepper: an NMI took a lazy fault");
  await printed.waitFor({ state: "hidden" });
  await paper.page.emulateMedia({ media: "print" });
  await printed.waitFor({ state: "visible" });
  await paper.close();
});

for (const theme of ["light", "dark"]) {
  for (const width of [360, 1440]) {
    test(`a chapter can be read by everybody: ${theme}, ${width} px`, async () => {
      const { page, problems, close } = await read("cost.html", { theme, width });
      await page.getByRole("heading", { level: 1, name: "What each costs" }).waitFor();
      // mdBook's frame is its own; what is ours is the chapter.
      const found = (await accessibilityProblems(page)).filter((problem) => !/mdbook|#fa-|menu-title|\.sidebar|\.right-buttons/.test(problem));
      assert.deepEqual(found, []);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `wider than the window by ${overflow} px`);
      assert.deepEqual(inEarnest(problems), []);
      await close();
    });
  }
}

/** Everything in a folder of the release that is a page. */
function pagesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? pagesUnder(path) : path.endsWith(".html") ? [path] : [];
  });
}

test("no link of the book or of the presets' pages leads to nothing", () => {
  const ids = new Map();
  const hasId = (file, id) => {
    if (!ids.has(file)) ids.set(file, new Set([...readFileSync(file, "utf8").matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)));
    return ids.get(file).has(id);
  };
  const broken = [];
  let checked = 0;
  for (const page of [...pagesUnder(join(DIST, "book")), ...pagesUnder(join(DIST, "s"))]) {
    const markup = readFileSync(page, "utf8").replace(/<(script|template|noscript|code)\b[\s\S]*?<\/\1>/g, (it) => it.split(">")[0]);
    for (const [, target] of markup.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      if (/^(https?:|data:)/.test(target)) continue;
      const [path, fragment = ""] = target.split("#");
      let file = path === "" ? page : resolve(dirname(page), path);
      if (path.endsWith("/")) file = join(file, "index.html");
      checked += 1;
      const isScenario = fragment.startsWith("v=");
      if (!existsSync(file)) broken.push(`${page}: ${target}`);
      else if (fragment !== "" && !isScenario && !hasId(file, decodeURIComponent(fragment))) broken.push(`${page}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
  assert.ok(checked > 300, `${checked} links were looked at`);
});

/** The names of all presets, of both views. */
const names = () => execFileSync(PGD, ["presets"], { encoding: "utf8" }).match(/^\S+$/gm);

test("each preset has a page that unfurls", () => {
  const all = names();
  assert.ok(all.length > 25, all.join(" "));
  for (const name of all) {
    const page = readFileSync(join(DIST, "s", name, "index.html"), "utf8");
    const meta = (key) => page.match(new RegExp(`<meta (?:property|name)="${key}" content="([^"]+)"`))?.[1];
    for (const key of ["description", "og:title", "og:description", "og:url", "og:image", "og:image:alt", "twitter:card"]) {
      assert.ok(meta(key), `${name}: ${key}`);
    }
    assert.match(page, /<link rel="canonical" href="[^"]+">/, name);
    const picture = readFileSync(join(DIST, "s", name, "preview.png"));
    assert.equal(picture.subarray(1, 4).toString(), "PNG", name);
    assert.deepEqual([picture.readUInt32BE(16), picture.readUInt32BE(20)], [1200, 630], name);
    // More than a card with words: a chart or a table is on it.
    assert.ok(picture.length > 15_000, `${name}: ${picture.length} bytes`);
    assert.ok(!picture.equals(readFileSync(join(DIST, "s", name, "preview-dark.png"))), name);
  }
});

test("a link to the playground itself unfurls, and its picture is there", () => {
  const page = readFileSync(join(DIST, "index.html"), "utf8");
  assert.match(page, /<meta property="og:title" content="pgd playground">/);
  const [, picture] = page.match(/<meta property="og:image" content="([^"]+)">/);
  assert.ok(picture.startsWith("http") || existsSync(join(DIST, picture)), picture);
  assert.equal(page.match(/rel="canonical"/g).length, 1);
});

for (const [name, json, run] of [
  ["fork-locked-out", () => pgd("fork-locked-out"), (frame) => frame.locator('main[aria-busy="false"]').waitFor()],
  ["no-nmiret", () => nmiJson(nmiPresets().find(({ name }) => name === "no-nmiret").fragment), shown],
]) {
  test(`the page of ${name} runs, says what the terminal says, and keeps to its policy`, async () => {
    const { page, problems, close } = await site.open(`s/${name}/`);
    await run(await figure(page));
    await page.getByText(json().digest, { exact: true }).waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    assert.deepEqual(problems, []);
    await page.getByRole("link", { name: "Open in the playground" }).click();
    await page.waitForURL((url) => url.hash.length > 1);
    assert.equal(new URL(page.url()).hash.slice(1), json().scenario);
    await close();

    const plain = await site.open(`s/${name}/`, { javaScript: false });
    await plain.page.getByRole("img").waitFor();
    await plain.page.getByText(json().digest, { exact: true }).waitFor();
    assert.deepEqual(plain.problems, []);
    await plain.close();
  });
}

test("the book's pictures have the colours of its theme", async () => {
  const { page, problems, close } = await read("three-ways.html", { theme: "dark" });
  const picture = page.getByRole("img", { name: /^With one shared entry/ });
  assert.match(await picture.getAttribute("src"), /\/s\/four-mebibytes\/preview-dark\.png$/);
  await page.getByRole("button", { name: "Change theme" }).click();
  await page.getByRole("menuitem", { name: "Light" }).click();
  await page.locator('img[src$="/s/four-mebibytes/preview.png"]').waitFor();
  assert.deepEqual(inEarnest(problems), []);
  await close();
});

test("the playground leads to the book, and the book's chapters back", async () => {
  const { page, problems, close } = await site.open();
  await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: "Book" }).click();
  await page.getByRole("heading", { level: 1, name: "One mapping, ten thousand page tables" }).last().waitFor();
  await page.getByRole("main").getByRole("link", { name: "Page tables, and the kernel's part of them" }).click();
  await page.getByRole("link", { name: "The same load on x86_64" }).click();
  await page.getByRole("heading", { level: 1, name: /^A new kernel mapping/ }).waitFor();
  assert.match(page.url(), /\/some\/folder\/#v=1&view=compare&arch=x86_64$/);
  assert.deepEqual(inEarnest(problems), []);
  await close();
});

test("the page of all presets leads to each", async () => {
  const { page, problems, close } = await site.open("s/", { theme: "dark" });
  const hrefs = await page.getByRole("main").getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.deepEqual(hrefs, names().map((name) => `${name}/`));
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(problems, []);
  await close();
});
