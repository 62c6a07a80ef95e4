// The content security policy holds for a whole visit: both views, their workers, what is saved, and an embed on another origin;
// as the page itself states it, and as a server may state it for every file, workers included.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { done } from "./harness/compare.mjs";
import { host } from "./harness/host.mjs";
import { shown, strip } from "./harness/nmi.mjs";
import { DIST, start } from "./harness/page.mjs";

const FRAGMENT = "v=1&view=compare&procs=500&time=20ms";

/** The policy, as the page states it. */
async function stated() {
  const html = await readFile(join(DIST, "index.html"), "utf8");
  return html.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/)[1];
}

const saved = async (page, frame, name) => {
  const button = frame.getByRole("region", { name: "Take it along" }).getByRole("button", { name, exact: true });
  await Promise.all([page.waitForEvent("download"), button.click()]);
};

/** The Compare view down to what is saved of it, with the workers of lanes and of a sweep. */
async function compare(page, frame) {
  await done(frame);
  await frame.getByRole("region", { name: "The same on a terminal" }).scrollIntoViewIfNeeded();
  await frame.getByRole("heading", { name: "What if" }).scrollIntoViewIfNeeded();
  await frame.getByText(/^\d+ runs of this scenario, each with all three strategies\.$/).waitFor();
  for (const name of ["CSV", "JSON", "Latency by percentile as SVG", "Latency by percentile as PNG"]) await saved(page, frame, name);
}

/** The NMI view with its worker. */
async function nmi(page) {
  await page.getByRole("link", { name: "NMI", exact: true }).click();
  await shown(page);
  await strip(page);
  await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: /^Theme/ }).click();
}

async function visit(site, reports) {
  const { page, problems } = await site.open(`#${FRAGMENT}`);
  await compare(page, page);
  await nmi(page);
  assert.deepEqual(problems, []);
  assert.deepEqual(reports, []);
}

async function visitEmbed(t, site, reports) {
  const script = `<script type="module" src="${site.url}embed.js"></script>`;
  const chapter = await host({ it: `<body>${script}<pgd-playground scenario="${FRAGMENT}"></pgd-playground></body>` }, site.url);
  t.after(() => chapter.close());
  const { page, problems } = await site.open(`${chapter.url}it`);
  const frame = await (await page.locator("pgd-playground iframe").elementHandle()).contentFrame();
  assert.equal(await frame.evaluate(() => self.origin), "null");
  await compare(page, frame);
  assert.deepEqual(problems.filter((problem) => !/status of 404/.test(problem)), []);
  assert.deepEqual(reports, []);
}

/** A site that ends with the test; with `reports`, its server states the policy for every file, and they take what is against it. */
async function site(t, reports) {
  const policy = reports && { "access-control-allow-origin": "*", "content-security-policy": `${await stated()}; report-uri /reports` };
  const opened = await start({ headers: policy, reports });
  t.after(() => opened.close());
  return opened;
}

test("as the page states it: a visit", async (t) => visit(await site(t), []));

test("as the page states it: an embed", async (t) => visitEmbed(t, await site(t), []));

test("as a server states it for every file: a visit, and what is against it is reported", async (t) => {
  const reports = [];
  const stating = await site(t, reports);
  await visit(stating, reports);
  const { page } = await stating.open(`#${FRAGMENT}`);
  const reported = page.waitForResponse((response) => response.url().endsWith("/reports"));
  await page.evaluate(() => document.body.append(Object.assign(document.createElement("script"), { textContent: "0" })));
  await reported;
  assert.match(reports[0], /script-src-elem/);
});

test("as a server states it for every file: an embed", async (t) => {
  const reports = [];
  await visitEmbed(t, await site(t, reports), reports);
});

test("a worker is held by it too, where the server states it", async (t) => {
  const { page } = await (await site(t, [])).open(`#${FRAGMENT}`);
  await done(page);
  // Later, since what a debugger runs itself is not held by any policy.
  const ran = await page.workers()[0].evaluate(() => new Promise((told) => {
    setTimeout(() => {
      try {
        told((0, eval)("1"));
      } catch (error) {
        told(error.name);
      }
    });
  }));
  assert.equal(ran, "EvalError");
});
