// Scripts in links: shown, changed and refused on the page, and run as the command line runs them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done, fragmentOf, pgd, row } from "./harness/compare.mjs";
import { start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

const QUIET = "v=1&view=compare&procs=8&cpus=2&vmalloc=0&fork=0&touch=0&switch=0&irq=0&nmi=0";
const SCRIPT = "0s:vmalloc:0:a1:8MiB,1ms:fork:1:c1,5ms:touch:p3:a1.2047,6ms:touch:c1:a1.2047";

const text = (page) => page.getByRole("textbox", { name: "Operations at explicit instants" });

test("a script in a link is shown and run", async () => {
  const { page, problems, close } = await site.open(`#${QUIET}&do=${SCRIPT}`);
  await done(page);
  assert.equal((await text(page).inputValue()).replaceAll("\n", ""), SCRIPT);
  const { strategies: { shared, eager, lazy } } = pgd(fragmentOf(page));
  assert.deepEqual(await row(page, "faults in tasks"), [shared, eager, lazy].map((r) => r.faults.task));
  // Of the two only the old process: the child's table was copied after the slots were made.
  assert.equal(lazy.faults.task, 1);
  assert.deepEqual(problems, []);
  await close();
});

test("a change of the script is in the address, and Back undoes it", async () => {
  const { page, close } = await site.open(`#${QUIET}&do=${SCRIPT}`);
  await done(page);
  await text(page).fill(`${SCRIPT}, 7ms:touch:p4:a1.2047`);
  await text(page).blur();
  await page.waitForFunction(() => location.hash.endsWith(",7ms:touch:p4:a1.2047"));
  await done(page);
  assert.deepEqual((await row(page, "faults in tasks"))[2], 2);
  await page.goBack();
  await page.waitForFunction(() => !location.hash.includes("7ms"));
  await page.getByText("4 operations").waitFor();
  await close();
});

test("what cannot be is refused with its position, and nothing is lost", async () => {
  const { page, close } = await site.open(`#${QUIET}&do=${SCRIPT}`);
  await done(page);
  await text(page).fill(`${SCRIPT}, 7ms:vfree:a9`);
  await text(page).blur();
  await page.getByRole("alert").getByText("operation 5: area 9 is not there").waitFor();
  assert.match(await text(page).inputValue(), /vfree:a9$/);
  assert.ok(fragmentOf(page).endsWith(SCRIPT));
  await close();
});

test("of a script in a link what is sound is kept, with a notice", async () => {
  const { page, close } = await site.open(`#${QUIET}&do=${SCRIPT},7ms:exit:c5`);
  await done(page);
  await page.getByText("operation 5: child 5 is not there").waitFor();
  await page.getByText("4 operations").first().waitFor();
  await close();
});
