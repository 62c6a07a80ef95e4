// <pgd-playground> in a page on another origin: what a reader sees of it and what a page's author can do with it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done } from "./harness/compare.mjs";
import { heard, host } from "./harness/host.mjs";
import { FIRST, nmiJson, shown } from "./harness/nmi.mjs";
import { start } from "./harness/page.mjs";

const COMPARE = "view=compare&procs=5k&time=200ms";
const SCRIPT = '<script type="module" src="PLAYGROUND/embed.js"></script>';
const element = (attributes, inside = "") => `<pgd-playground ${attributes}>${inside}</pgd-playground>`;
const still = '<img alt="The first frame is lost" width="300" height="200" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><a href="#x">A link</a>';
const nmi = (attributes = "", inside = "") => element(`id="it" scenario="${FIRST}" controls="step" ${attributes}`, inside);

let site;
let book;
before(async () => {
  site = await start();
  const free = 'height="500" style="display: block; min-height: 500px"';
  book = await host({
    nmi: `<body>${SCRIPT}${nmi('title="The first frame is lost"')}</body>`,
    still: `<body>${SCRIPT}${nmi("", still)}</body>`,
    click: `<body>${SCRIPT}${nmi('load="click"', still)}</body>`,
    compare: `<body>${SCRIPT}${element(`id="it" scenario="${COMPARE}" controls="step"`)}</body>`,
    top: `<body>${SCRIPT}<p>Before.</p>${nmi(free, still)}<p>After.</p></body>`,
    below: `<body>${SCRIPT}<p style="height: 700px">Before.</p>${nmi(free, still)}<p>After.</p></body>`,
    near: `<body>${SCRIPT}<p style="height: 1200px">Before.</p>${nmi("", still)}<p>After.</p></body>`,
    far: `<body>${SCRIPT}<p style="height: 9000px">Before.</p>${nmi()}</body>`,
    mdbook: `<body>${SCRIPT}${nmi()}<script>document.documentElement.className = "js sidebar-visible navy"</script></body>`,
    docusaurus: `<body>${SCRIPT}${nmi()}<script>document.documentElement.dataset.theme = "dark"</script></body>`,
    furo: `<body data-theme="dark">${SCRIPT}${nmi()}</body>`,
    material: `<body data-md-color-scheme="slate">${SCRIPT}${nmi()}</body>`,
    forced: `<body data-theme="light">${SCRIPT}${nmi('theme="dark"')}</body>`,
  }, site.url.replace(/\/$/, ""));
});
after(async () => {
  await book?.close();
  await site?.close();
});

async function read(name, options) {
  const { page, problems, close } = await site.open(book.url + name, options);
  return { page, problems: () => problems.filter((problem) => !/status of 404/.test(problem)), close };
}

/** The frame of the one element of a page. */
async function frameOf(page) {
  const handle = await page.locator("pgd-playground iframe").elementHandle();
  return handle.contentFrame();
}

const themeOf = (frame) => frame.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
const isTheme = (frame, theme) => frame.waitForFunction((it) => getComputedStyle(document.documentElement).colorScheme === it, theme);

test("an element is a frame with a title, of no origin, and says nothing in the console", async () => {
  const { page, problems, close } = await read("nmi");
  await shown(await frameOf(page));
  const frame = page.locator("pgd-playground iframe");
  assert.equal(await frame.getAttribute("title"), "The first frame is lost");
  assert.equal(await frame.getAttribute("sandbox"), "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads");
  assert.equal(await (await frameOf(page)).evaluate(() => self.origin), "null");
  assert.deepEqual(problems(), []);
  await close();
});

test("far below the fold nothing is loaded before one comes near", async () => {
  const requests = [];
  const prepare = (page) => page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  const { page, close } = await read("far", { prepare });
  await page.locator("pgd-playground iframe").waitFor({ state: "attached" });
  await page.waitForLoadState("networkidle");
  assert.deepEqual(requests.filter((path) => path.endsWith(".wasm")), []);
  await page.mouse.wheel(0, 9000);
  await shown(await frameOf(page));
  await close();
});

for (const name of ["top", "below"]) {
  for (const width of [360, 1280]) {
    test(`nothing jumps: ${name}, ${width} px wide`, async () => {
      const { page, close } = await read(name, { width, height: 800 });
      await shown(await frameOf(page));
      await heard(page, "pgd:step");
      // Twice drawn: what was to move has moved.
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      assert.equal(await page.evaluate(() => jumps), 0);
      // And what does jump is seen here.
      await page.locator("p").first().evaluate((before) => { before.style.height = "300px"; });
      await page.waitForFunction(() => jumps > 0);
      await close();
    });
  }
}

test("a frame has its height before it comes into sight", async () => {
  for (const width of [360, 1280]) {
    const { page, close } = await read("near", { width, height: 800 });
    // Nothing is drawn there yet, so its words are not waited for.
    const { px } = await heard(page, "pgd:step").then(() => heard(page, "pgd:height", ({ px }) => px > 500));
    await page.waitForFunction((px) => {
      const it = document.querySelector("pgd-playground");
      return it.offsetHeight === px && it.shadowRoot.querySelector("iframe").offsetHeight === px;
    }, px + 2);
    await page.mouse.wheel(0, 900);
    await shown(await frameOf(page));
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    assert.equal(await page.evaluate(() => jumps), 0);
    await close();
  }
});

test("below the window the frame takes the height of what it shows, and in sight only under the reader's hands", async () => {
  const height = (page) => page.locator("pgd-playground iframe").evaluate((frame) => frame.offsetHeight);
  const below = await read("below", { width: 360, height: 800 });
  await shown(await frameOf(below.page));
  const { px } = await heard(below.page, "pgd:height", ({ px }) => px > 500);
  assert.equal(await height(below.page), px + 2);
  await below.close();

  const top = await read("top", { width: 360, height: 1500 });
  const frame = await frameOf(top.page);
  await shown(frame);
  const told = await heard(top.page, "pgd:height", ({ px }) => px > 500);
  assert.equal(await height(top.page), 500);
  await frame.getByRole("region", { name: "The machine, step by step" }).click();
  await top.page.waitForFunction((px) => document.querySelector("pgd-playground").shadowRoot.querySelector("iframe").offsetHeight === px, told.px + 2);
  await top.close();
});

test("without a script, what stands inside is shown", async () => {
  const { page, close } = await read("still", { javaScript: false });
  assert.ok(await page.getByRole("img", { name: "The first frame is lost" }).isVisible());
  assert.ok(await page.getByRole("link", { name: "A link" }).isVisible());
  await close();
});

test("on paper, what stands inside is shown, and a link where nothing does", async () => {
  const { page, close } = await read("still");
  await shown(await frameOf(page));
  assert.equal(await page.getByRole("img").isVisible(), false);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.getByRole("img", { name: "The first frame is lost" }).isVisible());
  assert.equal(await page.locator("pgd-playground iframe").isVisible(), false);
  await close();

  const bare = await read("nmi");
  await shown(await frameOf(bare.page));
  await bare.page.emulateMedia({ media: "print" });
  const link = bare.page.getByRole("link", { name: "Open the playground" });
  assert.equal(await link.getAttribute("href"), `${site.url}#${FIRST}`);
  await bare.close();
});

test("load=click shows what stands inside until it is asked for, then the keys work", async () => {
  const { page, close } = await read("click");
  await page.getByRole("img", { name: "The first frame is lost" }).waitFor();
  assert.equal(await page.locator("pgd-playground iframe").count(), 0);
  await page.getByRole("button", { name: "Start the simulation" }).click();
  const frame = await frameOf(page);
  await shown(frame);
  assert.equal(await page.getByRole("img").isVisible(), false);
  await page.keyboard.press("ArrowRight");
  await frame.getByText("Step 15 of 48", { exact: true }).waitFor();
  await close();
});

const SWITCHES = {
  mdbook: ["html", (html) => html.classList.replace("navy", "rust")],
  docusaurus: ["html", (html) => { html.dataset.theme = "light"; }],
  furo: ["body", (body) => { body.dataset.theme = "light"; }],
  material: ["body", (body) => { body.dataset.mdColorScheme = "default"; }],
};
for (const [name, [of, turn]] of Object.entries(SWITCHES)) {
  test(`the page's theme is the frame's, and is followed without a reload: ${name}`, async () => {
    const { page, close } = await read(name, { theme: "light" });
    const frame = await frameOf(page);
    await shown(frame);
    assert.equal(await themeOf(frame), "dark");
    await frame.evaluate(() => { globalThis.stays = true; });
    await page.locator(of).evaluate(turn);
    await isTheme(frame, "light");
    assert.equal(await frame.evaluate(() => globalThis.stays), true);
    await close();
  });
}

test("a theme of the element's own comes first, and can be changed", async () => {
  const { page, close } = await read("forced", { theme: "light" });
  const frame = await frameOf(page);
  await shown(frame);
  assert.equal(await themeOf(frame), "dark");
  await page.locator("#it").evaluate((it) => it.setAttribute("theme", "light"));
  await isTheme(frame, "light");
  await close();
});

test("a page that says nothing of a theme leaves it to the system", async () => {
  const { page, close } = await read("nmi", { theme: "dark" });
  const frame = await frameOf(page);
  await shown(frame);
  assert.equal(await frame.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches), true);
  assert.equal(await frame.evaluate(() => document.documentElement.dataset.theme), "auto");
  await close();
});

test("methods step, seek, play and load; events tell what came of it", async () => {
  const { page, close } = await read("nmi");
  await page.evaluate(() => {
    globalThis.told = [];
    for (const kind of ["ready", "state", "step", "hazard", "height", "error"]) {
      document.addEventListener(`pgd:${kind}`, ({ detail, target }) => told.push({ ...detail, of: target.id }));
    }
    // Before the view is there: done when it is.
    document.getElementById("it").step();
  });
  const frame = await frameOf(page);
  const step = async (number) => (await heard(page, "pgd:step", `({ step }) => step === ${number}`)).sentence;
  const run = nmiJson(FIRST);
  assert.equal(await step(15), run.steps[14].sentence);

  await page.evaluate(() => it.step(-2));
  await step(13);
  await page.evaluate(() => it.seek(47));
  await step(47);
  await page.evaluate(() => it.play());
  await step(48);
  const state = await heard(page, "pgd:state");
  assert.equal(state.scenario, "v=1&view=nmi&nmi=0,7&step=48");
  const hazards = await page.evaluate(() => heard.filter(({ type }) => type === "pgd:hazard").map(({ property, step }) => [property, step]));
  const broken = Object.entries(run.properties).filter(([, { holds }]) => !holds).map(([property, { step }]) => [property, step]);
  assert.deepEqual(hazards.sort(), broken.sort(), "each once, as it was come to");

  await page.evaluate(() => it.load("v=1&view=nmi&handler=fred&nmi=0,7"));
  await frame.getByRole("region", { name: "Listing" }).getByText("fred", { exact: true }).waitFor();
  // The other view, which has no steps, and back, with an order for a program that has yet to be shown.
  await page.evaluate((scenario) => it.load(scenario), COMPARE);
  const result = await heard(page, "pgd:state", "({ view, digest }) => view === 'compare' && digest !== null");
  assert.match(result.digest, /^[0-9a-f]{16}$/);
  await page.evaluate(() => it.step());
  const refused = await heard(page, "pgd:error");
  assert.deepEqual([refused.code, refused.message.split(": ")[1]], ["refused", "only the NMI view has steps"]);
  await page.evaluate((scenario) => { it.load(scenario); it.seek(3); }, FIRST);
  await step(3);

  const told = await page.evaluate(() => globalThis.told);
  assert.equal(told.filter(({ type }) => type === "pgd:ready").length, 1);
  assert.ok(told.every(({ of }) => of === "it"));
  await close();
});

test("attributes: another scenario comes without a reload, other controls with one", async () => {
  const { page, close } = await read("compare");
  const frame = await frameOf(page);
  await done(frame);
  await frame.evaluate(() => { globalThis.stays = true; });
  await page.locator("#it").evaluate((it) => it.setAttribute("scenario", "#v=1&view=compare&procs=7k&time=100ms"));
  await frame.getByRole("spinbutton", { name: "Processes" }).and(frame.getByText("7,000")).waitFor();
  assert.equal(await frame.evaluate(() => globalThis.stays), true);
  await page.locator("#it").evaluate((it) => it.setAttribute("controls", "full"));
  await (await frameOf(page)).getByRole("region", { name: "Scenario" }).waitFor();
  await close();
});
