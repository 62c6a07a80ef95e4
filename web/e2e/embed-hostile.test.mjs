// Messages that nobody should send, to the frame and to the element: whatever comes, the view stays and works.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { heard, host } from "./harness/host.mjs";
import { FIRST, shown } from "./harness/nmi.mjs";
import { start } from "./harness/page.mjs";

let site;
let book;
before(async () => {
  site = await start();
  book = await host({
    chapter: `<body><script type="module" src="PLAYGROUND/embed.js"></script>
      <pgd-playground id="it" scenario="${FIRST}" controls="step"></pgd-playground>
      <iframe id="stranger" title="A stranger" srcdoc="&lt;p&gt;Not of the playground.&lt;/p&gt;"></iframe></body>`,
  }, site.url.replace(/\/$/, ""));
});
after(async () => {
  await book?.close();
  await site?.close();
});

async function read() {
  const { page, problems, close } = await site.open(`${book.url}chapter`);
  const frame = await (await page.locator("pgd-playground iframe").elementHandle()).contentFrame();
  await shown(frame);
  await heard(page, "pgd:step");
  return { page, frame, problems: () => problems.filter((problem) => !/status of 404/.test(problem)), close };
}

/** The view is where it was, and does as it is asked. */
async function works(page, frame, from = 14) {
  await frame.getByText(`Step ${from} of 48`, { exact: true }).waitFor();
  await page.evaluate(() => it.step());
  await frame.getByText(`Step ${from + 1} of 48`, { exact: true }).waitFor();
}

test("what is no message of ours, or has wrong parts, is not taken", async () => {
  const { page, frame, problems, close } = await read();
  await page.evaluate(() => {
    const view = it.shadowRoot.querySelector("iframe").contentWindow;
    const post = (message) => view.postMessage(message, "*");
    for (const message of [
      null, undefined, 0, "pgd:seek", [], {}, { type: null }, { type: {} }, { type: "seek", step: 3 },
      { type: "__proto__" }, { type: "constructor" }, { type: "toString" }, { type: ["pgd:seek"], step: 3 },
      { type: "pgd:seek" }, { type: "pgd:seek", step: "3" }, { type: "pgd:seek", step: 3.5 }, { type: "pgd:seek", step: -1 },
      { type: "pgd:seek", step: NaN }, { type: "pgd:seek", step: Infinity }, { type: "pgd:seek", step: 1e300 }, { type: "pgd:seek", step: 3n },
      { type: "pgd:seek", step: { valueOf: 3 } }, { type: "pgd:step", by: "1" }, { type: "pgd:step", by: 1e9 }, { type: "pgd:step", by: null },
      { type: "pgd:play", on: "yes" }, { type: "pgd:theme", theme: "constructor" }, { type: "pgd:theme", theme: "<img src=x>" },
      { type: "pgd:load" }, { type: "pgd:load", scenario: 7 }, { type: "pgd:load", scenario: ["v=1"] },
      { type: "pgd:load", scenario: "v=1&view=compare&procs=1".padEnd(70_000, "0") },
      JSON.parse('{ "type": "pgd:theme", "__proto__": { "theme": "dark" } }'),
    ]) post(message);
  });
  const error = await heard(page, "pgd:error");
  assert.equal(error.code, "refused");
  await works(page, frame);
  assert.equal(await frame.evaluate(() => document.documentElement.dataset.theme), "auto");
  assert.deepEqual(problems(), []);
  await close();
});

test("a flood is one change, and what it leaves is right", async () => {
  const { page, frame, problems, close } = await read();
  await page.evaluate(() => {
    const view = it.shadowRoot.querySelector("iframe").contentWindow;
    for (let at = 0; at < 50_000; at += 1) {
      view.postMessage({ type: "pgd:seek", step: at % 48 }, "*");
      view.postMessage({ type: "pgd:step", by: at % 2 === 0 ? 5 : -5 }, "*");
      view.postMessage({ type: "pgd:nonsense", more: "x".repeat(50) }, "*");
    }
    view.postMessage({ type: "pgd:seek", step: 20 }, "*");
  });
  await frame.getByText("Step 20 of 48", { exact: true }).waitFor();
  await works(page, frame, 20);
  const changes = await page.evaluate(() => heard.filter(({ type }) => type === "pgd:step").length);
  assert.ok(changes < 10_000, `${changes} changes of 100,000 messages`);
  assert.deepEqual(problems(), []);
  await close();
});

test("a frame hears its host alone, and an element its own frame alone", async () => {
  const { page, frame, close } = await read();
  // A stranger on the host's page has hold of the frame's window and of the host's.
  const stranger = await (await page.locator("#stranger").elementHandle()).contentFrame();
  await page.evaluate(() => {
    globalThis.taken = 0;
    document.addEventListener("pgd:step", () => { taken += 1; });
  });
  await stranger.evaluate(() => {
    for (let at = 0; at < parent.frames.length; at += 1) parent.frames[at].postMessage({ type: "pgd:seek", step: 3 }, "*");
    const view = parent.document.getElementById("it").shadowRoot.querySelector("iframe").contentWindow;
    view.postMessage({ type: "pgd:seek", step: 3 }, "*");
    parent.postMessage({ type: "pgd:step", step: 3, of: 48, sentence: "" }, "*");
    parent.postMessage({ type: "pgd:height", px: 9_999 }, "*");
  });
  // Whatever it has sent has been there for long when this one is answered.
  await works(page, frame);
  assert.equal(await page.evaluate(() => taken), 1, "the step of the view itself");
  assert.ok(await page.locator("pgd-playground iframe").evaluate((it) => it.offsetHeight < 5_000));
  await close();
});

test("a link with markup for a scenario is text, in the frame and in the host", async () => {
  const { page, frame, close } = await read();
  await page.evaluate(() => it.load('v=1&view=compare&procs=<img src=x onerror="alert(1)">&"><script>alert(1)</script>=1'));
  const notice = frame.getByRole("alert", { name: "About this link" });
  assert.match(await notice.innerText(), /<img src=x onerror=/);
  assert.equal(await frame.locator("img, script:not([src])").count(), 0);
  assert.equal(new URL(await frame.getByRole("link", { name: "Open in playground" }).getAttribute("href")).pathname, new URL(site.url).pathname);
  await close();
});
