// A view in somebody's page, as a frame without the element: what is shown of it, when it starts, and that its address stays.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { done } from "./harness/compare.mjs";
import { host } from "./harness/host.mjs";
import { FIRST, place, shown } from "./harness/nmi.mjs";
import { accessibilityProblems, start } from "./harness/page.mjs";

const COMPARE = "v=1&view=compare&procs=5k&time=200ms";

let site;
let chapter;
before(async () => {
  site = await start();
  const frame = (query, fragment, style = "") =>
    `<iframe title="A figure" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" width="800" height="900" ${style}
      src="PLAYGROUND?embed=1${query}#${fragment}"></iframe>`;
  chapter = await host({
    nmi: `<body>${frame("", FIRST)}</body>`,
    "nmi-step": `<body>${frame("&controls=step", FIRST)}</body>`,
    "nmi-none": `<body>${frame("&controls=none", FIRST)}</body>`,
    compare: `<body>${frame("", COMPARE)}</body>`,
    "compare-step": `<body>${frame("&controls=step", COMPARE)}</body>`,
    "compare-none": `<body>${frame("&controls=none", COMPARE)}</body>`,
    bad: `<body>${frame("&controls=<b>&theme=purple&load=never", FIRST)}</body>`,
    lazy: `<body><div style="height: 4000px"></div>${frame("&load=lazy", FIRST)}</body>`,
    click: `<body>${frame("&load=click&controls=step&theme=dark", FIRST)}</body>`,
    alone: `<body><iframe title="A figure" sandbox="allow-scripts" width="800" height="900" src="PLAYGROUND?embed=1#${COMPARE}"></iframe></body>`,
  }, site.url);
});
after(async () => {
  await chapter?.close();
  await site?.close();
});

/** Opens a chapter; what is in its frame takes commands as a page does. */
async function read(name, options) {
  const { page, problems, close } = await site.open(chapter.url + name, options);
  const frame = page.frames().at(-1);
  return { page, frame, problems: () => problems.filter((problem) => !problem.includes("favicon") && !/status of 404/.test(problem)), close };
}

const isProgram = (url) => new URL(url).pathname.endsWith(".wasm");

/** What of a view is there, by the names that readers of screens hear. */
async function parts(frame) {
  const roles = {
    banner: frame.getByRole("banner"),
    setting: frame.getByRole("region", { name: /^(Setting|Scenario)$/ }),
    transport: frame.getByRole("group", { name: "Steps" }),
    run: frame.getByRole("region", { name: "Run", exact: true }),
    terminal: frame.getByRole("heading", { name: "The same on a terminal" }),
    events: frame.getByRole("region", { name: "Events" }),
    strip: frame.getByRole("list", { name: "Boundaries" }),
    link: frame.getByRole("link", { name: "Open in playground" }),
  };
  const there = await Promise.all(Object.entries(roles).map(async ([name, locator]) => await locator.count() > 0 && name));
  return there.filter(Boolean).join(" ");
}

for (const [name, expected] of [
  ["nmi", "setting transport events strip link"],
  ["nmi-step", "transport link"],
  ["nmi-none", "link"],
]) {
  test(`${name}: what is shown, steps by keys, and the link has the exact state`, async () => {
    const { page, frame, problems, close } = await read(name);
    await shown(frame);
    assert.equal(await parts(frame), expected);
    const address = frame.url();
    const before = await page.evaluate(() => history.length);
    await frame.getByRole("region", { name: "The machine, step by step" }).focus();
    for (const [key, step] of [["ArrowRight", 15], ["ArrowRight", 16], ["ArrowLeft", 15], ["Home", 0], ["End", 48], ["ArrowLeft", 47]]) {
      await page.keyboard.press(key);
      await frame.getByText(`Step ${step} of 48`, { exact: true }).waitFor();
      const href = await frame.getByRole("link", { name: "Open in playground" }).getAttribute("href");
      assert.equal(href, `${site.url}#v=1&view=nmi&nmi=0,7${step === 0 ? "" : `&step=${step}`}`);
    }
    assert.equal(frame.url(), address, "an embed does not rewrite its own address");
    assert.equal(await page.evaluate(() => history.length), before);
    assert.deepEqual(problems(), []);
    await close();
  });
}

test("the link opens what the embed shows, in a tab of its own and as a page", async () => {
  const { page, frame, close } = await read("nmi-step");
  await shown(frame);
  await frame.getByRole("button", { name: "On by one micro-op" }).click();
  const [opened] = await Promise.all([page.waitForEvent("popup"), frame.getByRole("link", { name: "Open in playground" }).click()]);
  await shown(opened);
  assert.deepEqual(await place(opened), await place(frame));
  assert.equal(opened.url(), `${site.url}#v=1&view=nmi&nmi=0,7&step=15`);
  await opened.getByRole("banner").waitFor();
  await close();
});

for (const [name, expected] of [["compare", "setting run terminal link"], ["compare-step", "run link"], ["compare-none", "link"]]) {
  test(`${name}: what is shown, a number changed in the sentence, and the link has it`, async () => {
    const { page, frame, problems, close } = await read(name);
    await done(frame);
    assert.equal(await parts(frame), expected);
    await frame.getByRole("table", { name: /^Each figure/ }).waitFor();
    const address = frame.url();
    const number = frame.getByRole("spinbutton", { name: "Processes" });
    await number.focus();
    await page.keyboard.press("ArrowRight");
    const link = frame.getByRole("link", { name: "Open in playground" });
    await link.and(frame.locator(':not([href*="procs=5k"])')).waitFor();
    assert.match(await link.getAttribute("href"), /#v=1&view=compare&procs=[\d.]+k&time=200ms$/);
    assert.equal(frame.url(), address, "an embed does not rewrite its own address");
    assert.deepEqual(problems(), []);
    await close();
  });
}

test("a link inside of an embed is followed there, and its address stays", async () => {
  const { frame, close } = await read("nmi");
  await shown(frame);
  const address = frame.url();
  const under = frame.getByRole("link", { name: "The same events under FRED" });
  const to = await under.getAttribute("href");
  await under.click();
  await frame.getByRole("region", { name: "Listing" }).getByText("fred", { exact: true }).waitFor();
  assert.equal(frame.url(), address);
  assert.equal(await frame.getByRole("link", { name: "Open in playground" }).getAttribute("href"), `${site.url}${to}`);
  await close();
});

test("a sandbox of scripts alone will do", async () => {
  const { frame, problems, close } = await read("alone");
  await done(frame);
  assert.deepEqual(problems(), []);
  await close();
});

test("wrong words in the query are told, and the rest is as by default", async () => {
  const { frame, close } = await read("bad");
  await shown(frame);
  const notice = frame.getByRole("alert", { name: "About this link" });
  for (const words of ["controls: “", "write one of full, step, none", "theme: “purple”", "write one of auto, light, dark", "load: “never”"]) {
    assert.ok((await notice.innerText()).includes(words), words);
  }
  assert.equal(await parts(frame), "setting transport events strip link");
  await close();
});

test("load=lazy starts when it comes into sight", async () => {
  const requests = [];
  const prepare = (page) => page.on("request", (request) => requests.push(request.url()));
  const { page, frame, close } = await read("lazy", { prepare });
  await frame.getByRole("link", { name: "Open in playground" }).waitFor();
  assert.deepEqual(requests.filter(isProgram), []);
  await page.mouse.wheel(0, 5000);
  await shown(frame);
  await close();
});

test("load=click shows a still with a button, and then the keys work at once", async () => {
  const requests = [];
  const prepare = (page) => page.on("request", (request) => requests.push(request.url()));
  const { page, frame, close } = await read("click", { prepare });
  const button = frame.getByRole("button", { name: "Start the simulation" });
  await button.waitFor();
  assert.deepEqual(requests.filter(isProgram), []);
  assert.equal(await frame.locator("html").evaluate((root) => getComputedStyle(root).colorScheme), "dark");
  assert.deepEqual(await accessibilityProblems(frame), []);
  await button.click();
  await shown(frame);
  await frame.locator("#stage:focus").waitFor();
  await page.keyboard.press("ArrowRight");
  await frame.getByText("Step 15 of 48", { exact: true }).waitFor();
  await close();
});

for (const name of ["nmi-step", "compare-step"]) {
  for (const theme of ["light", "dark"]) {
    test(`${name}: axe finds nothing, ${theme}`, async () => {
      const { frame, close } = await read(name, { theme });
      await frame.locator('main[aria-busy="false"]').waitFor();
      assert.deepEqual(await accessibilityProblems(frame), []);
      await close();
    });
  }
}

test("a server that does not let sandboxed frames have its files is named, with what it lacks and a way out", async (t) => {
  const strict = await start({ headers: {} });
  t.after(() => strict.close());
  const pages = { plain: `<body><iframe title="A figure" sandbox="allow-scripts" width="800" height="600" src="PLAYGROUND?embed=1#${FIRST}"></iframe></body>` };
  const other = await host(pages, strict.url);
  t.after(() => other.close());
  const { page } = await strict.open(`${other.url}plain`);
  const frame = page.frames().at(-1);
  await frame.getByRole("alert").getByText("Access-Control-Allow-Origin: *").waitFor();
  assert.equal(await frame.getByRole("link", { name: "Open in playground" }).getAttribute("href"), `${strict.url}#${FIRST}`);
  const error = await page.evaluate(() => heard.find(({ type }) => type === "pgd:error"));
  assert.equal(error.code, "sandbox");
  assert.deepEqual(await accessibilityProblems(frame), []);
});
