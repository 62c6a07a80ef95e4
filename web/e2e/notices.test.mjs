// Bad input: every kind of bad link and every wrong text is told with field, value and remedy, on a page that works.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done, field, fragmentOf, row, type } from "./harness/compare.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

/** A link's fragment, and what its notice must say: field, value, remedy. */
const BAD = [
  ["v=1&procs=soon", ["procs", "“soon”", "write a number such as 20k, from 1 to 1048576"]],
  ["v=1&procs=0", ["procs", "“0”", "write 1 to 1048576"]],
  ["v=1&procs=99999999999999999999999", ["procs", "“99999999999999999999999”", "from 1 to"]],
  ["v=1&time=4parsecs", ["time", "“4parsecs”", "such as 4ms"]],
  ["v=1&arch=sparc", ["arch", "“sparc”", "write one of i386"]],
  ["v=1&used=1GiB", ["used", "“1GiB”", "the vmalloc area has"]],
  ["v=1&touch=1000m", ["time", "operations and the most is 5m"]],
  ["v=1&vmalloc=30k", ["vmalloc", "areas at once and the most is 20k"]],
  ["v=1&colour=red", ["colour", "not known to this version"]],
  ["v=99", ["“99”", "knows up to 1"]],
  ["v=one", ["v:", "“one”"]],
  ["v=1&view=elsewhere", ["view", "“elsewhere”", "write one of"]],
  ["v=1&procs=%00%ff<img src=x onerror=alert(1)>", ["procs", "<img src=x", "write a number"]],
];

for (const [fragment, words] of BAD) {
  test(`#${fragment} is told, and the page works`, async () => {
    const { page, problems, close } = await site.open(`#${fragment}`);
    const notice = page.getByRole("alert", { name: "About this link" });
    await notice.waitFor();
    const text = await notice.innerText();
    for (const word of words) assert.ok(text.includes(word), `“${word}” is not in: ${text}`);
    await done(page);
    assert.equal((await row(page, "faults in tasks"))[0], 0);
    assert.deepEqual(problems, []);
    await notice.getByRole("button", { name: "Dismiss" }).click();
    await notice.waitFor({ state: "hidden" });
    await close();
  });
}

test("an unknown key is kept when the link is written again", async () => {
  const { page, close } = await site.open("#v=1&colour=red");
  await done(page);
  await type(page, "CPUs", "4");
  await page.waitForURL(/cpus=4/);
  assert.equal(fragmentOf(page), "v=1&view=compare&cpus=4&colour=red");
  await close();
});

test("a wrong text is told beside its field, and the scenario stays", async () => {
  const { page, close } = await site.open();
  await done(page);
  const before = await row(page, "vmalloc max");
  const processes = field(page, "Processes");
  await processes.fill("many");
  assert.equal(await processes.getAttribute("aria-invalid"), "false", "nobody is interrupted while typing");
  await processes.press("Enter");
  assert.equal(await processes.getAttribute("aria-invalid"), "true");
  const told = page.getByRole("alert").getByText("“many” will not do; write a number such as 20k");
  await told.waitFor();
  const described = (await processes.getAttribute("aria-describedby")).split(" ");
  assert.ok(await told.evaluate((element, ids) => ids.includes(element.id), described), "the field names what describes it");
  assert.deepEqual(await row(page, "vmalloc max"), before);
  assert.equal(fragmentOf(page), "");
  assert.deepEqual(await accessibilityProblems(page), []);

  await processes.press("Escape");
  await told.waitFor({ state: "hidden" });
  assert.equal(await processes.inputValue(), "20k");

  await type(page, "In use at boot", "1GiB");
  await page.getByRole("alert").getByText("the vmalloc area has").waitFor();
  await type(page, "In use at boot", "2MiB");
  await page.waitForURL(/used=2MiB/);
  await close();
});
