// Pictures of the built page for looking at, in both themes and at three widths:
//
//   node web/e2e/shots.mjs [--wait SELECTOR] [FRAGMENT...]        e.g. '#v=1&view=compare&procs=10k'
//
// They are put into web/e2e/out, named after the fragment. `--wait` is what must be on the page first.

import { parseArgs } from "node:util";
import { accessibilityProblems, picture, start } from "./harness/page.mjs";

const THEMES = ["light", "dark"];
const WIDTHS_PX = [360, 768, 1440];
/** For what moves into its place after the page is complete. */
const SETTLE_MS = 300;

const { values, positionals } = parseArgs({ options: { wait: { type: "string" } }, allowPositionals: true });
const fragments = positionals.length > 0 ? positionals : [""];

const site = await start();
try {
  for (const fragment of fragments) {
    for (const theme of THEMES) {
      for (const width of WIDTHS_PX) await shoot(fragment, theme, width);
    }
  }
} finally {
  await site.close();
}

async function shoot(fragment, theme, width) {
  const { page, problems, close } = await site.open(fragment, { theme, width });
  await page.waitForLoadState("networkidle");
  if (values.wait) await page.waitForSelector(values.wait);
  await page.waitForTimeout(SETTLE_MS);
  const subject = fragment.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "start";
  console.log(await picture(page, `${subject}-${theme}-${width}`));
  const overflow_px = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overflow_px > 0) problems.push(`wider than the window by ${overflow_px} px`);
  problems.push(...await accessibilityProblems(page));
  for (const problem of problems) console.log(`    ${problem}`);
  await close();
}
