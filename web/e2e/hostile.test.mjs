// Links that nobody should make: each costs at most a notice, and the page works.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done, field, row, type } from "./harness/compare.mjs";
import { place, shown } from "./harness/nmi.mjs";
import { start } from "./harness/page.mjs";

const COMPARE_KEYS = ["procs", "cpus", "time", "seed", "arch", "used", "vmalloc", "size", "fork", "touch", "switch", "irq", "nmi", "costs", "do", "z", "d", "sweep"];
const NMI_KEYS = ["handler", "nmi", "faults", "context", "step", "pane"];
const MARKUP = '"><img src=x onerror=globalThis.broken=1><script>globalThis.broken=1</script>{{7*7}}';
const HUGE = ["9".repeat(400), "-1", "1e308", "0x7fffffff", "18446744073709551616", "1".repeat(30) + "k", "NaN", "∞", "%00", "%F0%9F%92%A9"];

const long = (operations) => Array.from({ length: operations }, (_, at) => `${at}us:fork:${at % 8}:c${at}`).join(",");
/** Numbers without end: each byte says that more is to come. */
const endless = Buffer.alloc(6_000, 0xff).toString("base64url");
const zeros = Buffer.alloc(24_000).toString("base64url");

const LINKS = {
  "huge numbers in every field": ["compare", HUGE.map((huge) => COMPARE_KEYS.map((key) => `${key}=${huge}`).join("&")).join("&")],
  "markup in every field": ["compare", COMPARE_KEYS.map((key) => `${key}=${encodeURIComponent(MARKUP)}`).join("&")],
  "markup unescaped, and for a key": ["compare", `procs=${MARKUP}&${MARKUP}=1`],
  "ten thousand unknown keys": ["compare", Array.from({ length: 10_000 }, (_, at) => `k${at}=${at}`).join("&")],
  "one key ten thousand times": ["compare", Array.from({ length: 10_000 }, (_, at) => `procs=${at}x`).join("&")],
  "a script of ten thousand operations": ["compare", `do=${long(10_000)}`],
  "a script of one operation of 100,000 digits": ["compare", `do=${"1".repeat(100_000)}us:fork:0:c1`],
  "a packed script of numbers without end": ["compare", `z=s1:${endless}`],
  "a packed script of zeros": ["compare", `z=s1:${zeros}`],
  "a packed script of another kind, cut, or none": ["compare", "z=s9:AAAA&z=s1:A&z=&z=s1:%%%"],
  "a digest that is none": ["compare", `d=${"f".repeat(5_000)}`],
  "huge numbers in every field of the NMI view": ["nmi", HUGE.map((huge) => NMI_KEYS.map((key) => `${key}=${huge}`).join("&")).join("&")],
  "markup in every field of the NMI view": ["nmi", NMI_KEYS.map((key) => `${key}=${encodeURIComponent(MARKUP)}`).join("&")],
  "ten thousand NMIs": ["nmi", `nmi=${Array.from({ length: 10_000 }, (_, at) => at).join(",")}`],
  "ten thousand unknown keys of the NMI view": ["nmi", Array.from({ length: 10_000 }, (_, at) => `k${at}=${at}`).join("&")],
};

let site;
before(async () => { site = await start(); });
after(async () => { await site?.close(); });

for (const [name, [view, rest]] of Object.entries(LINKS)) {
  test(name, async () => {
    const { page, problems, close } = await site.open(`#v=1&view=${view}&${rest}`);
    await (view === "nmi" ? shown(page) : done(page));
    const notice = page.getByRole("alert", { name: "About this link" });
    await notice.waitFor();
    assert.ok((await notice.innerText()).length < 40_000, "a notice is to be read");
    assert.equal(await page.evaluate(() => globalThis.broken), undefined);
    assert.equal(await page.locator("#app img, #app script").count(), 0);
    if (view === "nmi") {
      const [step] = await place(page);
      await page.keyboard.press(step === 0 ? "ArrowRight" : "ArrowLeft");
      await page.getByText(new RegExp(`^Step ${step === 0 ? 1 : step - 1} of`)).waitFor();
    } else {
      await type(page, "Processes", "77");
      await page.waitForURL(/procs=77\b/);
      await done(page);
      assert.equal(await field(page, "Processes").inputValue(), "77");
      assert.equal((await row(page, "faults in tasks"))[0], 0);
    }
    assert.deepEqual(problems, []);
    await close();
  });
}
