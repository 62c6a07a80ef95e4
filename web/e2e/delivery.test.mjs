// How the page is delivered: from any folder, under a strict policy, and with words where it cannot run.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

const started = (page) => page.locator("main[aria-busy]").waitFor();

test("the page starts from a folder of the server, and says nothing in the console", async () => {
  const { page, problems, close } = await site.open();
  await started(page);
  assert.equal(await page.locator("#boot-trouble").isVisible(), false);
  assert.equal(await page.locator("base").count(), 0, "a <base> would make in-page links reload the page");
  assert.deepEqual(problems, []);
  await close();
});

test("the policy forbids script and style in the page", async () => {
  const { page, close } = await site.open();
  await started(page);
  const forbidden = await page.evaluate(() => new Promise((resolve) => {
    const seen = new Set();
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
      seen.add(effectiveDirective);
      if (seen.size === 3) resolve([...seen].sort());
    });
    document.head.append(Object.assign(document.createElement("script"), { textContent: "globalThis.broken = true" }));
    document.head.append(Object.assign(document.createElement("style"), { textContent: "body { display: none }" }));
    fetch("http://127.0.0.1:9/").catch(() => {});
  }));
  assert.deepEqual(forbidden, ["connect-src", "script-src-elem", "style-src-elem"]);
  assert.equal(await page.evaluate(() => globalThis.broken), undefined);
  await close();
});

test("a browser without WebAssembly is told so", async () => {
  const prepare = (page) => page.addInitScript(() => { delete globalThis.WebAssembly; });
  const { page, close } = await site.open("", { prepare });
  await assertExplained(page, "does not have");
  await close();
});

test("a browser in which WebAssembly is blocked is told so", async (t) => {
  const strict = await start({ headers: { "content-security-policy": "script-src 'self' 'unsafe-inline'" } });
  t.after(() => strict.close());
  const { page } = await strict.open();
  await assertExplained(page, "switched off");
});

test("a file that does not arrive is told", async () => {
  const prepare = (page) => page.route("**/*.wasm", (route) => route.abort());
  const { page, close } = await site.open("", { prepare });
  await assertExplained(page, "did not arrive");
  await close();
});

test("a browser without JavaScript is told so", async () => {
  const { page, close } = await site.open("", { javaScript: false });
  // Not by its text, which Playwright does not look for in a <noscript>.
  await page.locator("noscript p").waitFor();
  assert.equal(await page.locator("#boot-loading").isVisible(), false);
  await close();
});

async function assertExplained(page, words) {
  const panel = page.getByRole("alert");
  await panel.getByText(words).waitFor();
  assert.equal(await page.locator("#app").isVisible(), false);
  assert.deepEqual(await accessibilityProblems(page), []);
}
