// The frame's side of an embed, ?embed=1: what is there around a view and knows nothing of it. It begins when it is wanted, tells
// the host its height, has the one link to the playground, and takes the host's messages.
//
//   in    { type: "pgd:load", scenario }     a link's fragment, without "#"
//         { type: "pgd:seek", step }         to a step of the NMI view's run, which is the one that has steps
//         { type: "pgd:step", by }           so many steps on there, or back where it is negative; 1 without
//         { type: "pgd:play", on }           steps by itself there, or no more; true without
//         { type: "pgd:theme", theme }       "light", "dark", or "auto" for the system's
//   out   { type: "pgd:ready", view }        the view is there and takes what was said before
//         { type: "pgd:state", scenario, view, digest }   what is shown; the digest once there is a result, until then null
//         { type: "pgd:step", step, of, sentence }
//         { type: "pgd:hazard", property, step, sentence }   the run has just come to where a property is broken
//         { type: "pgd:height", px }
//         { type: "pgd:error", code, message }   wasm, load, sandbox, crash: there is no view; refused: a message was not taken
//
// Whatever is not from the host's window or not as above is not taken. What comes in one go becomes one change: the last of each
// kind, and the sum of the steps; so that no flood is more than a change each turn of the event loop.
"use strict";
(() => {
  const root = document.documentElement;
  const query = new URLSearchParams(location.search);
  const page = location.href.split(/[?#]/)[0];
  // A link of more is none: 1,000 operations of a script are half of it.
  const SCENARIO_MAX = 65536;
  const STEP_MAX = 65535;

  // To any origin: the host may be on any, and learns nothing but what it shows.
  const post = (type, more) => {
    if (parent !== window) parent.postMessage({ type: `pgd:${type}`, ...more }, "*");
  };
  const fragment = () => root.dataset.fragment;
  const view = () => (new URLSearchParams(fragment()).getAll("view").includes("nmi") ? "nmi" : "compare");
  const put = (element) => new Promise((done) => {
    addEventListener("DOMContentLoaded", done, { once: true });
    if (document.readyState !== "loading") done();
  }).then(() => document.body.append(element));

  // An address that the document holds: links and messages change it, and for the programs it is as if the address had changed.
  const open = (wanted) => {
    listens = false;
    root.dataset.fragment = wanted;
    dispatchEvent(new HashChangeEvent("hashchange"));
  };
  addEventListener("hashchange", ({ isTrusted }) => {
    if (isTrusted) root.dataset.fragment = location.hash.slice(1);
  }, true);
  addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented) return;
    event.preventDefault();
    open(link.getAttribute("href").slice(1));
  });

  // The link to the same in the playground, exact at any time.
  const link = Object.assign(document.createElement("a"), { target: "_blank", rel: "noopener" });
  link.textContent = "Open in playground ↗";
  const follow = () => { link.href = `${page}#${fragment()}`; };
  new MutationObserver(follow).observe(root, { attributeFilter: ["data-fragment"] });
  follow();
  const foot = Object.assign(document.createElement("footer"), { className: "frame-foot" });
  foot.append(link);
  root.classList.add("embedded", `controls-${["step", "none"].find((word) => word === query.get("controls")) ?? "full"}`);
  const { module: build } = document.querySelector('meta[name="program"]').dataset;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: `frame.css?${build}` }));
  put(foot);

  // The height, at each change of it. Browsers do not draw a frame that is out of sight, so nothing is told of sizes there; but to be
  // of the right height when it comes into sight, it is measured whenever something has changed in it.
  let px = 0;
  let isMeasuring = false;
  const measure = () => {
    isMeasuring = false;
    const now = Math.ceil(document.body.getBoundingClientRect().height);
    if (now !== px) post("height", { px: px = now });
  };
  const measureLater = () => {
    if (!isMeasuring) setTimeout(measure);
    isMeasuring = true;
  };
  put("").then(() => {
    new ResizeObserver(measure).observe(document.body);
    new MutationObserver(measureLater).observe(document.body, { childList: true, characterData: true, attributes: true, subtree: true });
  });
  // Styles too: loading does not bubble, but it can be caught.
  addEventListener("load", measureLater, true);

  // From the host: a check for each kind, and what is wanted of all that came in this turn.
  const isStep = (number) => Number.isInteger(number) && Math.abs(number) <= STEP_MAX;
  const KINDS = new Map([
    ["pgd:load", ({ scenario }) => typeof scenario === "string" && scenario.length <= SCENARIO_MAX
      && { load: scenario.replace(/^#/, ""), seek: undefined, step: 0, play: undefined }],
    ["pgd:seek", ({ step }) => isStep(step) && step >= 0 && { seek: step, step: 0 }],
    ["pgd:step", ({ by = 1 }) => isStep(by) && { step: Math.max(-STEP_MAX, Math.min(STEP_MAX, wanted.step + by)) }],
    ["pgd:play", ({ on = true }) => typeof on === "boolean" && { play: on }],
    ["pgd:theme", ({ theme }) => ["auto", "light", "dark"].includes(theme) && { theme }],
  ]);
  const NOTHING = { load: undefined, seek: undefined, step: 0, play: undefined, theme: undefined, refused: undefined };
  let wanted = { ...NOTHING };
  /** Whether the view that is asked for takes orders. */
  let listens = false;
  let isDue = false;
  const say = (order) => dispatchEvent(new CustomEvent("order", { detail: order }));
  const act = () => {
    isDue = false;
    const { load, seek, step, play, theme, refused } = wanted;
    wanted = { ...NOTHING };
    if (theme !== undefined) root.dataset.theme = theme;
    const refuse = (message) => post("error", { code: "refused", message });
    if (refused !== undefined) refuse(`${refused}: a part of the message is missing, of another kind or too large`);
    if (load !== undefined) open(load);
    if (view() !== "nmi") {
      if (seek !== undefined || step !== 0 || play !== undefined) refuse("pgd:seek, pgd:step, pgd:play: only the NMI view has steps");
      return;
    }
    if (!listens) {
      Object.assign(wanted, { seek, step, play });
      return;
    }
    if (seek !== undefined) say(`seek ${seek}`);
    if (step !== 0) say(`step ${step}`);
    if (play !== undefined) say(`play ${play}`);
  };
  const later = () => {
    if (!isDue) setTimeout(act);
    isDue = true;
  };
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || parent === window || typeof data !== "object" || data === null) return;
    const check = KINDS.get(data.type);
    if (!check) return;
    Object.assign(wanted, check(data) || { refused: data.type });
    later();
  });

  // From the view, or from boot.js where there is none.
  let isReady = false;
  addEventListener("told", ({ detail: { kind, ...more } }) => {
    if (kind !== "state") {
      post(kind, more);
      return;
    }
    if (!isReady) post("ready", { view: view() });
    isReady = listens = true;
    post("state", { scenario: fragment(), view: view(), ...more });
    later();
  });

  const begin = () => dispatchEvent(new Event("begin"));
  const LOADS = {
    eager: begin,
    lazy: () => {
      const observer = new IntersectionObserver((entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        begin();
      });
      observer.observe(root);
    },
    click: () => {
      const still = document.createElement("main");
      still.className = "still";
      const words = document.createElement("h1");
      words.textContent = view() === "nmi"
        ? "An NMI inside an NMI, step by step"
        : "A new kernel mapping, thousands of page tables: three ways to spread it";
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
      button.textContent = "▶ Start the simulation";
      still.append(words, button);
      button.addEventListener("click", () => {
        still.remove();
        // Whoever has pressed the button is where the keys work.
        addEventListener("told", () => setTimeout(() => {
          const stage = document.getElementById("stage") ?? document.querySelector("main[aria-busy]");
          stage?.setAttribute("tabindex", "0");
          stage?.focus({ preventScroll: true });
        }), { once: true });
        begin();
      });
      put(still).then(() => foot.before(still));
    },
  };
  (Object.hasOwn(LOADS, query.get("load")) ? LOADS[query.get("load")] : begin)();
})();
