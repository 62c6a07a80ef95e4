// A page of the playground in Chromium, as a test wants it: a theme, a width, the console watched, axe at hand.

import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = resolve(HERE, "../out");
export const DIST = resolve(process.env.DIST ?? join(HERE, "../../../dist"));

/** Not the root of the server, so that every test proves that the page works from any folder. */
const MOUNT = "/some/folder/";

/** No request leaves the machine but those of the page under test. Without a sandbox, since tests may run as root. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

/**
 * Starts a server for the built page and a browser. `open` gives pages of it, or of a whole address; `close` ends both.
 * `headers` are sent with every file, and `reports` takes what the browser reports of a policy.
 */
export async function start({ folder = DIST, headers, reports } = {}) {
  const server = await serve({ folder, mount: MOUNT, headers, reports });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
  });
  return {
    url: server.url,
    open: (address = "", options = {}) => open(browser, new URL(address, server.url).href, options),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/**
 * Opens an address in a browser profile of its own. Besides Playwright's page it gives `problems`: every error of the
 * console, every uncaught exception and every failed request so far, as text. `prepare` is given Playwright's page
 * before the address is opened.
 */
async function open(browser, url, options) {
  const { theme = "light", width = 1280, height = 900, javaScript = true, prepare = () => {} } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
    javaScriptEnabled: javaScript,
  });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => problems.push(`request: ${request.url()} ${request.failure()?.errorText}`));
  await prepare(page);
  const response = await page.goto(url);
  if (!response.ok()) throw new Error(`${url} answers ${response.status()}; is dist/ built? cargo xtask build`);
  return { page, problems, close: () => context.close() };
}

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/**
 * What axe finds wrong in the page, one line for each element; none is an empty list. It is put in by the debugger,
 * since the page's policy lets no script of others in.
 */
export async function accessibilityProblems(page) {
  await page.evaluate(await readFile(AXE, "utf8"));
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help}: ${target.join(" ")}`));
}

/** Takes a picture of the whole page into web/e2e/out/NAME.png. */
export async function picture(page, name) {
  await mkdir(OUT, { recursive: true });
  const path = join(OUT, `${basename(name)}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}
