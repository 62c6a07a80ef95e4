// The presets' preview pictures, 1200 by 630, from the built page: its own sentence and its own charts on a card.
//
//   node previews.mjs PRESETS.json VIEW FOLDER        NAME/preview.png and NAME/preview-dark.png for each preset of the view
//
// `cargo xtask build` calls it (crates/xtask/src/previews.rs). DIST and CHROMIUM as for the tests.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { start } from "./harness/page.mjs";

const WIDTH = 1200;
const HEIGHT = 630;
/** Narrower than its place on the card, so that what is drawn, text and all, is larger there. */
const PAGE_WIDTH = 480;

/** The card: what it is, what it shows, and the picture of it. Colours and charts are as the page's own style sheets have them. */
const CARD_STYLE = `
  html, body { margin: 0; padding: 0; max-width: none; }
  body { width: ${WIDTH}px; height: ${HEIGHT}px; overflow: hidden; padding: 44px 52px 36px; display: grid;
    grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr) 580px; gap: 14px 48px; align-items: start; }
  .kind { grid-column: 1 / -1; font-size: 20px; color: var(--ink-2); }
  .kind b { color: var(--ink); font-weight: 650; }
  .words { display: grid; gap: 20px; align-content: start; }
  .words h1 { margin: 0; color: var(--ink); font-size: 46px; line-height: 1.12; letter-spacing: -0.01em; font-weight: 700; text-wrap: balance; }
  .words p.main, .words .lead { font-size: 25px; line-height: 1.36; font-weight: 400; max-width: none; margin: 0; }
  .words .scrub { text-decoration: none; border: 0; background: none; padding: 0; font-weight: 650; }
  .words .lead { color: var(--ink-2); }
  .drawing { align-self: stretch; overflow: hidden; }
  .drawing h2 { margin: 0 0 12px; font-size: 20px; font-weight: 650; }
  .drawing svg { display: block; width: 100%; height: auto; max-height: 470px; }
  .drawing .stack { border: 0; padding: 0; height: auto; }
  .drawing .stack h2 { display: none; }
  .drawing .scroll { overflow: visible; height: auto; max-height: none; padding: 0; }
  .drawing table { width: 100%; font-size: 18px !important; }
  .drawing caption { font-size: 18px; }
  .drawing.cut { mask-image: linear-gradient(#000 82%, transparent); }
  .foot { grid-column: 1 / -1; display: flex; gap: 22px; font-size: 18px; color: var(--ink-2); }
  .foot b { color: var(--hue); font-weight: 650; }
`;

/** What stands at the top and at the foot of a view's cards. */
const VIEWS = {
  compare: {
    kind: "three ways of spreading a kernel mapping",
    foot: ["Shared", "Eager", "Lazy"].map((lane) => `<b class="${lane.toLowerCase()}">${lane[0]} ${lane}</b>`).join("")
      + "<span>model time, not a benchmark</span>",
  },
  nmi: { kind: "the NMI and its IRET, step by step", foot: "" },
};

const [presets, view, folder] = process.argv.slice(2);
const stories = JSON.parse(await readFile(presets, "utf8")).filter((story) => story.view === view);

const site = await start();
try {
  // The page is not changed, only read: so one page serves all presets, one after the other.
  const { page, problems } = await site.open(`#${stories[0].fragment}`, { width: PAGE_WIDTH, height: 1200 });
  const card = await page.context().newPage();
  await card.setViewportSize({ width: WIDTH, height: HEIGHT });
  for (const story of stories) {
    await page.evaluate((fragment) => { location.hash = fragment; }, story.fragment);
    await page.getByText(story.digest).first().waitFor({ state: "attached" });
    // The digest and the charts are drawn at once; they are on the screen after the next frame.
    await page.evaluate(() => new Promise((drawn) => { requestAnimationFrame(() => requestAnimationFrame(drawn)); }));
    const { words, drawing, styles } = await page.evaluate(read, view);
    const links = styles.map((style) => `<link rel="stylesheet" href="${style}">`).join("");
    // Where nothing happens by itself the page has nothing to say yet.
    const main = story.still ? "" : words;
    const lead = view === "nmi" || !main ? `<p class="lead">${escaped(story.sentence)}</p>` : "";
    await card.setContent(`<!doctype html><html lang="en"><head>${links}<style>${CARD_STYLE}</style></head><body>
      <p class="kind"><b>pgd playground</b> · ${VIEWS[view].kind}</p>
      <div class="words"><h1>${escaped(story.title.replaceAll("-", "\u2011"))}</h1>${main}${lead}</div>
      <div class="drawing">${story.still ? "" : drawing}</div>
      <p class="foot">${VIEWS[view].foot}</p></body></html>`, { waitUntil: "load" });
    await card.evaluate(() => {
      const drawing = document.querySelector(".drawing");
      drawing.classList.toggle("cut", drawing.scrollHeight > drawing.clientHeight);
    });
    for (const [colorScheme, picture] of [["light", "preview.png"], ["dark", "preview-dark.png"]]) {
      await card.emulateMedia({ colorScheme });
      await card.screenshot({ path: join(folder, story.name, picture) });
    }
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
} finally {
  await site.close();
}

/** Run in the page: its sentence, its drawing and its style sheets. */
function read(view) {
  const root = document.getElementById(view);
  // Within what it stands in, since that is what the style sheets go by.
  const framed = (element, markup) => {
    for (let at = element.parentElement; at !== root.parentElement; at = at.parentElement) {
      markup = `<div class="${at.className}" style="display: contents">${markup}</div>`;
    }
    return markup;
  };
  const sentence = root.querySelector(".verdict .main");
  const chart = root.querySelector(".chart.latency");
  const svg = chart?.querySelector("svg[width]");
  // Where the load has no call that the chart could show, the figures stand for it.
  const table = root.querySelector(view === "nmi" ? "section.stack" : ".figures table");
  let drawing = table ? framed(table, table.outerHTML) : "";
  if (svg) {
    const copy = svg.cloneNode(true);
    copy.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
    const call = chart.querySelector(":checked")?.closest("label")?.textContent ?? "";
    drawing = `<h2>Latency of ${call} by percentile</h2>` + framed(svg, copy.outerHTML);
  }
  return { words: sentence ? framed(sentence, sentence.outerHTML) : "", drawing, styles: [...document.styleSheets].map((sheet) => sheet.href) };
}

function escaped(text) {
  return text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);
}
