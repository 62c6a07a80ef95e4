// The Compare view: what it shows, what a change does, what a link brings back, and how a run is stopped.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LANES, LONG_RUN, done, field, fragmentOf, hasDigest, pgd, row, type } from "./harness/compare.mjs";
import { start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

/** Rows of the table and where `pgd` has the same. */
const FIGURES = {
  "vmalloc p50": (r) => r.vmalloc_ns.p50,
  "vmalloc p99": (r) => r.vmalloc_ns.p99,
  "vmalloc max": (r) => r.vmalloc_ns.max,
  "fork p99": (r) => r.fork_ns.p99,
  "fork max": (r) => r.fork_ns.max,
  "faults in tasks": (r) => r.faults.task,
  "faults in interrupts": (r) => r.faults.irq,
  "faults in NMIs": (r) => r.faults.nmi,
  "entries written": (r) => r.entries_written,
  oopses: (r) => r.oopses,
  "failed vmallocs": (r) => r.failed_vmallocs,
  "new slots": (r) => r.slots_new,
  "time spreading": (r) => r.sync_ns_total,
  "lock held, longest": (r) => r.lock.hold_ns_max,
  "lock waited for": (r) => r.lock.wait_ns_total,
  "vmalloc delay p99": (r) => r.vmalloc_ns.delay.p99,
  "access p99": (r) => r.touch_ns.p99,
  "switch p99": (r) => r.switch_ns.p99,
  "NMI windows opened": (r) => r.nmi_windows.opened,
  "NMI windows hit": (r) => r.nmi_windows.hit,
  "kernel tables": (r) => r.table_bytes,
  "kernel time": (r) => r.kernel_ns_total,
};

const reports = ({ strategies: { shared, eager, lazy } }) => [shared, eager, lazy];

test("the page opens finished, and the console is silent", async () => {
  const { page, problems, close } = await site.open();
  await done(page);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByText(/^With 20,000 processes, each of 13 new slots stops every fork for up to /).waitFor();
  for (const lane of LANES) await page.getByRole("columnheader", { name: lane }).waitFor();
  await page.getByRole("figure", { name: "Latency by percentile" }).waitFor();
  await page.getByRole("figure", { name: "Faults by context" }).waitFor();
  assert.deepEqual(problems, []);
  await close();
});

test("every figure on the page is the command line's", async () => {
  const { page, close } = await site.open("#v=1&view=compare&procs=3k&touchers=500&nmi=2k&seed=7");
  await done(page);
  await page.getByRole("button", { name: "More figures" }).click();
  const expected = reports(pgd(fragmentOf(page)));
  for (const [label, of] of Object.entries(FIGURES)) {
    assert.deepEqual(await row(page, label), expected.map(of), label);
  }
  await page.getByText("Latencies as a table").click();
  const twin = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "fork Eager" }) });
  const values = await twin.getByRole("cell").locator("data").evaluateAll((cells) => cells.map((cell) => Number(cell.value)));
  const { p50, p90, p99, p999, max, sum, count } = expected[1].fork_ns;
  assert.deepEqual(values, [p50, p90, p99, p999, max, Math.floor(sum / count)]);
  await close();
});

test("the worker comes to the command line's digest on every preset", async () => {
  const { page, problems, close } = await site.open();
  await page.getByText("Presets", { exact: true }).click();
  const links = page.getByRole("navigation").getByRole("listitem").getByRole("link");
  const fragments = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href").slice(1)));
  assert.ok(fragments.length >= 3);
  for (const [index, fragment] of fragments.entries()) {
    if (index > 0) await page.getByText("Presets", { exact: true }).click();
    await links.nth(index).click();
    await hasDigest(page, pgd(fragment).digest);
    assert.equal(await links.count(), 0, "the list folds when one is chosen");
  }
  assert.deepEqual(problems, []);
  await close();
});

test("a changed control changes figures and address; a reload, and the address alone, bring the same", async () => {
  const { page, close } = await site.open();
  await done(page);
  const before = await row(page, "vmalloc max");
  await type(page, "Processes", "5k");
  await done(page);
  const figures = await row(page, "vmalloc max");
  assert.ok(figures[1] < before[1], "walks over a quarter of the tables are shorter");
  assert.equal(fragmentOf(page), "v=1&view=compare&procs=5k");

  await page.reload();
  await done(page);
  assert.deepEqual(await row(page, "vmalloc max"), figures);
  assert.equal(await field(page, "Processes").inputValue(), "5k");

  const other = await site.open(`#${fragmentOf(page)}`);
  await done(other.page);
  assert.deepEqual(await row(other.page, "vmalloc max"), figures);
  await other.close();

  await page.getByLabel("Architecture", { exact: true }).selectOption("x86_64");
  await page.getByText(/^No slot becomes new in /).waitFor();
  assert.equal(fragmentOf(page), "v=1&view=compare&arch=x86_64&procs=5k");
  await page.goBack();
  await hasDigest(page, pgd("v=1&view=compare&procs=5k").digest);
  assert.equal(await page.getByLabel("Architecture", { exact: true }).inputValue(), "i386");
  await page.goBack();
  await hasDigest(page, pgd("default").digest);
  await close();
});

test("a slider goes through round values, and a reset goes back to the preset", async () => {
  const { page, close } = await site.open();
  await done(page);
  const slider = page.getByRole("slider", { name: "Processes, slider" });
  await slider.press("ArrowRight");
  await slider.press("ArrowRight");
  assert.equal(await field(page, "Processes").inputValue(), "25k");
  await page.waitForURL(/procs=25k/);
  await page.getByRole("button", { name: "Reset Processes to 20k" }).click();
  await hasDigest(page, pgd("default").digest);
  assert.equal(fragmentOf(page), "v=1&view=compare");
  await close();
});

test("a long run tells how far it is and can be cancelled, and the last picture stays", async () => {
  const { page, close } = await site.open();
  await done(page);
  const before = await row(page, "entries written");
  await page.evaluate((fragment) => { location.hash = fragment; }, LONG_RUN);
  await page.getByRole("progressbar", { name: "Running" }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled. What is shown is of the scenario before.").waitFor();
  assert.deepEqual(await row(page, "entries written"), before);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Run again", "the focus stays");

  await page.getByRole("button", { name: "Run again" }).click();
  await page.getByRole("progressbar", { name: "Running" }).waitFor();
  // A newer question takes the place of the one under way.
  await type(page, "Model time", "1ms");
  await type(page, "Processes", "200");
  await done(page);
  await hasDigest(page, pgd(fragmentOf(page)).digest);
  await close();
});

test("a worker that does not arrive is told, and another is started", async () => {
  const prepare = (page) => page.route("**/worker_bg.wasm", (route) => route.abort());
  const { page, close } = await site.open("", { prepare });
  await page.getByRole("alert").getByText("The simulation could not be started").waitFor();
  await page.unroute("**/worker_bg.wasm");
  await page.getByRole("button", { name: "Run again" }).click();
  await hasDigest(page, pgd("default").digest);
  await close();
});

test("a worker of another release is refused", async () => {
  const stranger = "postMessage({ Ready: { build: 'another' } });";
  const prepare = (page) => page.route("**/worker_loader.js", (route) => route.fulfill({ contentType: "text/javascript", body: stranger }));
  const { page, close } = await site.open("", { prepare });
  await page.getByRole("alert").getByText("from different releases").waitFor();
  await page.getByRole("button", { name: "Reload" }).waitFor();
  await close();
});

test("the command is copied", async () => {
  const { page, close } = await site.open("#v=1&view=compare&procs=9k");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await done(page);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copy command" }).click();
  await page.getByText("Copied", { exact: true }).first().waitFor();
  assert.equal(await copied(), "pgd compare 'v=1&view=compare&procs=9k'");
  await close();
});
