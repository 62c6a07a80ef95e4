// <pgd-playground scenario="view=nmi&nmi=0,7&step=14">…</pgd-playground>: the playground as a figure of a page.
//
//   scenario   a link's fragment; a change of it is taken over without a reload
//   controls   full, step or none: how much there is to touch
//   theme      light or dark; otherwise as this page has it, and without a word of that as the system has it
//   load       eager, lazy (near to being seen, as without it), or click: what stands inside, with a button
//   height     the pixels that are kept free for it, and without it as many as usual; so that nothing jumps when this file comes late,
//              give the element the same in the page: style="display: block; min-height: 480px"
//   title      what the figure shows, in words
//
// What stands inside, such as a picture and a link, is shown where there is no script, on paper, and until a click if that is
// asked for.
// Methods load(scenario), seek(step), step(by), play(on). Events pgd:ready, pgd:state, pgd:step, pgd:hazard, pgd:height and pgd:error,
// whose details are the messages of web/frame.js.
const PLAYGROUND = new URL("./", import.meta.url).href;
const HEARD = ["ready", "state", "step", "hazard", "height", "error"].map((kind) => `pgd:${kind}`);
const HEIGHT_MAX = 20000;
// What a view usually takes by how much there is to touch, on a desk and on a phone. What it does take, it says.
const WIDE_PX = 704;
const USUAL = {
  nmi: { full: [2640, 4500], step: [715, 1215], none: [620, 1100] },
  compare: { full: [5000, 7600], step: [1780, 2190], none: [1660, 2020] },
};
const WAITING_MAX = 100;
const TITLE = "pgd playground: ways of spreading a kernel mapping, simulated";

// Words by which pages say how they look. mdBook: a class of <html> (rust-lang/mdBook, book.js). Docusaurus: data-theme of <html>
// (facebook/docusaurus, colorMode.tsx). Furo: data-theme of <body>, where "auto" says nothing (pradyunsg/furo, furo.js). Material
// for MkDocs: data-md-color-scheme of <body> (squidfunk/mkdocs-material, palette/index.ts).
const LIGHT = ["light", "rust", "default"];
const DARK = ["dark", "coal", "navy", "ayu", "slate"];
const pageTheme = () => {
  const { documentElement: html, body } = document;
  const words = [html.dataset.theme, body.dataset.theme, body.dataset.mdColorScheme, ...html.classList];
  const word = words.find((it) => LIGHT.includes(it) || DARK.includes(it));
  return word === undefined ? "auto" : DARK.includes(word) ? "dark" : "light";
};

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; }
  .still { display: grid; gap: 8px; justify-items: center; align-content: center; min-height: inherit; }
  .still:has(~ iframe) { display: none; }
  button { font: inherit; padding: .4em 1em; }
  iframe { display: block; box-sizing: border-box; width: 100%; border: 1px solid #8886; border-radius: 6px; }
  @media print {
    :host { min-height: 0 !important; }
    .still:has(~ iframe) { display: grid; }
    iframe, button { display: none; }
  }
`);

/** The elements that are in the page. */
const here = new Set();

class PgdPlayground extends HTMLElement {
  static observedAttributes = ["scenario", "controls", "theme", "height", "title"];
  #still = document.createElement("div");
  #out = document.createElement("a");
  #frame = null;
  /** Whether the view takes messages, and what it is to take when it does. */
  #listens = false;
  #waiting = [];
  /** The height of what the frame shows, as it says. */
  #px = 0;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const slot = document.createElement("slot");
    this.#out.textContent = "Open the playground";
    slot.append(this.#out);
    this.#still.className = "still";
    this.#still.append(slot);
    root.append(this.#still);
  }

  load(scenario) { this.setAttribute("scenario", scenario); }
  seek(step) { this.#say("seek", { step }); }
  step(by = 1) { this.#say("step", { by }); }
  play(on = true) { this.#say("play", { on }); }

  connectedCallback() {
    here.add(this);
    this.#arrange();
    if (this.getAttribute("load") !== "click") {
      this.#start();
      return;
    }
    const button = document.createElement("button");
    button.textContent = "▶ Start the simulation";
    button.onclick = () => {
      button.remove();
      this.#start();
      // Whoever has pressed it is where the keys work, unless gone elsewhere by then.
      this.addEventListener("pgd:ready", () => {
        if ([document.body, this].includes(document.activeElement)) this.#frame.focus();
      }, { once: true });
    };
    this.#still.append(button);
  }

  disconnectedCallback() {
    here.delete(this);
    this.#stop();
    this.#still.querySelector("button")?.remove();
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.isConnected) return;
    this.#arrange();
    if (name === "scenario") this.#say("load", { scenario: this.#fragment });
    if (name === "theme") this.follow();
    if (name === "controls" && this.#frame) {
      this.#stop();
      this.#start();
    }
  }

  /** Shows the theme that is asked for by now. */
  follow() { this.#say("theme", { theme: this.#theme }); }

  /** Gives the frame the height of what it shows where that moves nothing under a reader's eyes: below the window, or where the
   * reader is at work in it. Elsewhere the frame keeps what was kept free, and scrolls. What the page itself keeps free is the least. */
  fit() {
    if (!this.#frame || !this.#px) return;
    const { top, bottom } = this.#frame.getBoundingClientRect();
    const isBelow = top >= innerHeight;
    const grows = this.#px > this.#frame.offsetHeight && bottom >= innerHeight;
    if (!isBelow && !grows && this.shadowRoot.activeElement !== this.#frame) return;
    if (isBelow && !this.hasAttribute("height")) this.style.minHeight = `${this.#px}px`;
    this.#frame.style.height = `${Math.max(this.#px, parseInt(this.style.minHeight))}px`;
  }

  /** Takes a message, if it is from this frame. */
  hear(source, data) {
    if (source !== this.#frame?.contentWindow || !HEARD.includes(data?.type)) return;
    if (data.type === "pgd:ready") {
      this.#listens = true;
      for (const message of this.#waiting.splice(0)) this.#post(message);
    }
    if (data.type === "pgd:height" && data.px > 0 && data.px < HEIGHT_MAX) {
      // With the frame's border.
      this.#px = data.px + 2;
      this.fit();
    }
    this.dispatchEvent(new CustomEvent(data.type, { detail: data, bubbles: true }));
  }

  get #fragment() { return (this.getAttribute("scenario") ?? "").replace(/^#/, ""); }
  get #controls() { return ["step", "none"].find((word) => word === this.getAttribute("controls")) ?? "full"; }
  get #free() {
    const view = /(^|&)view=nmi(&|$)/.test(this.#fragment) ? "nmi" : "compare";
    const usual = USUAL[view][this.#controls][this.offsetWidth < WIDE_PX ? 1 : 0];
    return Math.min(Math.max(Number(this.getAttribute("height")) || usual, 80), HEIGHT_MAX);
  }
  get #theme() {
    const asked = this.getAttribute("theme");
    return ["light", "dark"].includes(asked) ? asked : pageTheme();
  }

  /** What follows from attributes and needs no message. */
  #arrange() {
    this.style.minHeight = `${this.#free}px`;
    this.#out.href = `${PLAYGROUND}#${this.#fragment}`;
    if (this.#frame) this.#frame.title = this.title || TITLE;
  }

  #start() {
    const asked = new URLSearchParams({ embed: 1, controls: this.#controls, theme: this.#theme });
    this.#frame = Object.assign(document.createElement("iframe"), {
      src: `${PLAYGROUND}?${asked}#${this.#fragment}`,
      title: this.title || TITLE,
      loading: ["eager", "click"].includes(this.getAttribute("load")) ? "eager" : "lazy",
      // Of no origin: it can do nothing in the name of this page or of the playground's site.
      sandbox: "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads",
      allow: "clipboard-write",
    });
    this.#frame.style.height = `${this.#free}px`;
    this.shadowRoot.append(this.#frame);
    seen.observe(this.#frame);
  }

  #stop() {
    if (this.#frame) seen.unobserve(this.#frame);
    this.#frame?.remove();
    this.#frame = null;
    this.#listens = false;
    this.#waiting = [];
  }

  #say(kind, more) {
    const message = { type: `pgd:${kind}`, ...more };
    if (this.#listens) this.#post(message);
    else if (this.#frame && this.#waiting.length < WAITING_MAX) this.#waiting.push(message);
  }

  // To any origin, since the frame is of none; whatever it has become, it learns nothing from these.
  #post(message) { this.#frame.contentWindow.postMessage(message, "*"); }
}

/** What was not done under a reader's eyes is done when it is out of them. */
const fitAll = () => here.forEach((element) => element.fit());
const seen = new IntersectionObserver(fitAll, { threshold: [0, 1] });
addEventListener("blur", () => setTimeout(fitAll));
addEventListener("message", ({ source, data }) => here.forEach((element) => element.hear(source, data)));
const observer = new MutationObserver(() => here.forEach((element) => element.follow()));
for (const element of [document.documentElement, document.body]) {
  observer.observe(element, { attributeFilter: ["class", "data-theme", "data-md-color-scheme"] });
}
if (!customElements.get("pgd-playground")) customElements.define("pgd-playground", PgdPlayground);
