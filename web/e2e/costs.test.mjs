// Costs: their range as a band in the chart of latencies, and one's own figures beside their sources.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done, fragmentOf, hasDigest, pgd } from "./harness/compare.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

const LOAD = "v=1&view=compare&procs=3k&time=200ms";

test("the range of costs is drawn, said and in the table, as two runs on a terminal have it", async () => {
  const { page, problems, close } = await site.open(`#${LOAD}`);
  await done(page);
  const chart = page.getByRole("figure", { name: "Latency by percentile" });
  const slider = chart.getByRole("slider", { name: "Percentile of vmalloc to read out" });
  assert.doesNotMatch(await slider.getAttribute("aria-valuetext"), / to /);
  await chart.getByRole("checkbox", { name: "Show the range of costs" }).check();
  await page.waitForURL((url) => url.hash === `#${LOAD}&band=on`);
  await chart.getByText(/^Shaded: the same load with every cost of .* at its low and at its high value/).waitFor();
  await slider.focus();
  await page.keyboard.press("End");
  const spoken = await slider.getAttribute("aria-valuetext");
  const longest = ["low", "high"].map((level) => pgd(`${LOAD}&level=${level}`).strategies.eager.vmalloc_ns.max);
  const eager = spoken.match(/Eager [^,]+, (\S+)\s(\S+) to (\S+)\s(\S+?)(?:,|$)/);
  assert.ok(eager, spoken);
  const ns = (number, unit) => Number(number) * { ns: 1, µs: 1e3, ms: 1e6 }[unit];
  for (const [at, found] of [ns(eager[1], eager[2]), ns(eager[3], eager[4])].entries()) {
    assert.ok(Math.abs(found - longest[at]) <= 0.006 * longest[at], `${spoken}: ${longest}`);
  }
  await hasDigest(page, pgd(LOAD).digest);
  await chart.getByText("Latencies as a table").click();
  assert.match(await chart.getByRole("row", { name: /^vmalloc Eager/ }).innerText(), /\(.* to .*\)/);
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.goBack();
  await chart.getByRole("checkbox", { name: "Show the range of costs", checked: false }).waitFor();
  assert.deepEqual(problems, []);
  await close();
});

test("a figure of one's own stands beside the set's, is told what is wrong with it, and goes again", async () => {
  const { page, problems, close } = await site.open(`#${LOAD}`);
  await done(page);
  await page.getByRole("region", { name: "The same on a terminal" }).scrollIntoViewIfNeeded();
  const costs = page.getByRole("region", { name: "Where numbers come from" });
  await costs.scrollIntoViewIfNeeded();
  const fill = costs.getByRole("textbox", { name: "Own figure: one fault that fills one entry" });
  assert.equal(await fill.inputValue(), "200ns");
  await fill.fill("fast");
  await fill.press("Enter");
  await costs.getByRole("alert").getByText(/“fast” will not do; write a number such as 4ms/).waitFor();
  await fill.fill("5us");
  await fill.press("Enter");
  await page.waitForURL((url) => url.hash === `#${LOAD}&c.fill=5us`);
  await hasDigest(page, pgd(`${LOAD}&c.fill=5us`).digest);
  await costs.getByText("1 of 20 are one's own").waitFor();
  await costs.getByRole("button", { name: "Reset to the set: one fault that fills one entry" }).click();
  await page.waitForURL((url) => url.hash === `#${LOAD}`);
  await costs.getByRole("combobox", { name: "Costs are those of" }).selectOption("nehalem-2010");
  await page.waitForURL((url) => url.hash.includes("costs=nehalem-2010"));
  assert.equal(await fill.inputValue(), "450ns");
  await page.goBack();
  await page.goBack();
  assert.equal(fragmentOf(page), `${LOAD}&c.fill=5us`);
  await costs.getByRole("button", { name: "Reset all to the set" }).click();
  await page.waitForURL((url) => url.hash === `#${LOAD}`);
  assert.equal(await fill.inputValue(), "200ns");
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(problems, []);
  await close();
});
