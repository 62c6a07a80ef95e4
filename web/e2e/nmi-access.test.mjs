// The NMI view for everybody: axe in both themes and at both widths, the keyboard, a phone, what is said aloud; and the events.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FIRST, fragmentOf, nmiJson, place, shown, strip } from "./harness/nmi.mjs";
import { done } from "./harness/compare.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

for (const theme of ["light", "dark"]) {
  for (const width of [360, 1440]) {
    test(`axe finds nothing: ${theme}, ${width} px`, async () => {
      const { page, problems, close } = await site.open(`#${FIRST}&duel=linus-2010,fred&nonsense=1`, { theme, width });
      await shown(page);
      await strip(page);
      await page.getByText(/states, up to 2 NMIs; digest/).waitFor();
      assert.deepEqual(await accessibilityProblems(page), []);
      // Broken, with a branch left behind, and everything unfolded.
      await page.getByRole("button", { name: "To the end" }).click();
      await page.getByRole("group", { name: "Broken: frame lost" }).waitFor();
      for (const fold of ["May also fault", "Left open by sources", "Every step as text", "Keys"]) {
        await page.locator("summary").filter({ hasText: fold }).click();
      }
      await page.getByText("Presets", { exact: true }).click();
      assert.deepEqual(await accessibilityProblems(page), []);
      assert.deepEqual(problems, []);
      await close();
    });
  }
}

for (const width of [320, 360, 768, 1100, 1920]) {
  test(`nothing is wider than a window of ${width} px`, async () => {
    const { page, close } = await site.open(`#${FIRST}&duel=rostedt-3.3,lutomirski-4.2,fred&nonsense=a-very-long-word-that-goes-on-and-on`, { width });
    await shown(page);
    await strip(page);
    await page.getByText("Every step as text").click();
    const wider_px = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider_px <= 0, `${wider_px} px wider`);
    await close();
  });
}

test("a phone shows two panes, the stack and one other, and the address keeps which", async () => {
  const { page, close } = await site.open(`#${FIRST}`, { width: 360 });
  await shown(page);
  const panes = ["Listing", "Stack", "CPU", "Events"];
  const visible = async () => {
    const shown = await Promise.all(panes.map((name) => page.getByRole("region", { name, exact: true }).isVisible()));
    return panes.filter((_, at) => shown[at]);
  };
  assert.deepEqual(await visible(), ["Listing", "Stack"]);
  await page.getByRole("radio", { name: "Events" }).check();
  assert.deepEqual(await visible(), ["Stack", "Events"]);
  await page.waitForURL(/pane=events/);
  await page.reload();
  await shown(page);
  assert.deepEqual(await visible(), ["Stack", "Events"]);
  await close();
});

test("each step is said, once, with its number", async () => {
  const { page, close } = await site.open(`#${FIRST}`);
  await shown(page);
  const status = page.getByRole("status").filter({ hasText: /^Step / });
  assert.equal(await status.count(), 1);
  assert.equal(await status.getAttribute("aria-atomic"), "true");
  await page.keyboard.press("ArrowRight");
  await status.filter({ hasText: /^Step 15 of 48.*over what NMI 1 had there/s }).waitFor();
  const bar = page.getByRole("slider", { name: "Step" });
  assert.match(await bar.getAttribute("aria-valuetext"), /^15 of 48: NMIs are open/);
  await close();
});

test("an event that is impossible says why, and choosing another forks and leaves the old run as a branch", async () => {
  const { page, close } = await site.open(`#${FIRST}`);
  await shown(page);
  const breakpoint = page.getByRole("button", { name: "The breakpoint fires" });
  assert.equal(await breakpoint.getAttribute("aria-disabled"), "true");
  const why = await breakpoint.getAttribute("aria-describedby");
  assert.equal(await page.locator(`#${why}`).innerText(), "This run has no such fault.");
  await breakpoint.click({ force: true });
  assert.deepEqual(await place(page), [14, 48]);

  await page.getByRole("button", { name: "An NMI arrives" }).click();
  await page.waitForURL(/nmi=0,7,14|nmi=0,7,\d+/);
  const forked = fragmentOf(page);
  assert.deepEqual((await place(page))[0], 15);
  assert.equal(nmiJson(forked).steps[14].event, "nmi");
  const ghost = page.getByRole("button", { name: /^Step 14: run on, \d+ steps$/ });
  await ghost.click();
  await page.waitForURL((url) => url.hash.slice(1) === FIRST);
  assert.deepEqual(await place(page), [14, 48]);
  // Back undoes it, and what was tried is still there.
  await page.goBack();
  await page.waitForURL((url) => url.hash.slice(1) === forked);
  await page.getByRole("button", { name: /^Step 14: run on/ }).waitFor();
  await close();
});

test("the keys of the stage, and their switch", async () => {
  const { page, close } = await site.open(`#${FIRST}`);
  await shown(page);
  await page.getByRole("region", { name: "The machine, step by step" }).focus();
  const at = async (step) => { await page.getByText(`Step ${step} of 48`, { exact: true }).waitFor(); };
  await page.keyboard.press("Home");
  await at(0);
  await page.keyboard.press("]");
  await at(14);
  await page.keyboard.press("]");
  await at(19);
  await page.keyboard.press("[");
  await at(14);
  await page.keyboard.press("Shift+ArrowLeft");
  assert.ok((await place(page))[0] < 14);
  await page.keyboard.press("End");
  await at(48);
  await page.getByText("Keys", { exact: true }).click();
  await page.getByRole("checkbox", { name: "Letters, digits and brackets are keys" }).uncheck();
  await page.getByRole("region", { name: "The machine, step by step" }).focus();
  await page.keyboard.press("[");
  await page.keyboard.press("ArrowLeft");
  await at(47);
  await close();
});

test("it plays by itself and stops at the end", async () => {
  const { page, close } = await site.open("#v=1&view=nmi&handler=fred&nmi=0,6&step=0");
  await shown(page);
  const [, end] = await place(page);
  await page.getByRole("slider", { name: "Step" }).fill(String(end - 2));
  await page.getByRole("button", { name: "Play" }).click();
  await page.getByText(`Step ${end} of ${end}`).waitFor();
  await page.getByRole("button", { name: "Play" }).waitFor();
  await close();
});

test("another handler gets the same events at the same moments; what cannot be is not offered", async () => {
  const { page, close } = await site.open(`#${FIRST}`);
  await shown(page);
  await page.getByLabel("Handler", { exact: true }).selectOption("popf-ret");
  await page.waitForURL(/handler=popf-ret/);
  assert.deepEqual(nmiJson(fragmentOf(page)).schedule.nmi, [0, 7]);
  await page.getByLabel("Handler", { exact: true }).selectOption("fred");
  await page.waitForURL(/handler=fred/);
  const syscall = page.getByLabel("Interrupts", { exact: true }).locator("option[value=syscall]");
  assert.ok(await syscall.isDisabled());
  await close();
});

test("a bad link is told, and the view works", async () => {
  const { page, close } = await site.open("#v=1&view=nmi&handler=windows&nmi=0,7&step=9999");
  await shown(page);
  const notice = page.getByRole("alert", { name: "About this link" });
  assert.match(await notice.innerText(), /handler: “windows” will not do; write one of naive/);
  assert.match(await notice.innerText(), /step: “9999” will not do/);
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await notice.waitFor({ state: "hidden" });
  await close();
});

test("from a lazy fault in an NMI on the Compare view to what it can do", async () => {
  const { page, close } = await site.open("#v=1&view=compare&procs=5k&nmi=2k");
  await done(page);
  await page.getByRole("link", { name: /fault inside an NMI/ }).click();
  await shown(page);
  assert.equal(fragmentOf(page), `${FIRST}&compare.procs=5k&compare.nmi=2k`);
  await close();
});
