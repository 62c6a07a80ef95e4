// Starts the program of the view that the address asks for, and shows the panel that index.html has prepared when it cannot
// start. Not part of any program, which may be what does not load; and a file of its own, since the page's policy forbids
// script in the page.
"use strict";
(() => {
  const root = document.documentElement;
  const query = new URLSearchParams(location.search);
  /** In somebody's page: frame.js says when to begin, and holds what a page of its own has in its address. */
  const embedded = query.get("embed") === "1";

  // The reader's choice of light or dark, before anything is drawn. An address may ask for one: ?theme=dark. An embed goes with
  // the page around it and not with what was chosen for another one.
  try {
    const theme = query.get("theme") ?? (embedded ? "auto" : localStorage.getItem("theme"));
    if (["auto", "light", "dark"].includes(theme)) root.dataset.theme = theme;
  } catch {
    // Nothing may be stored here, as in a sandboxed frame: then it is the system's choice.
  }

  /** What has become of each view's program. Once it runs it shows itself while the address asks for its view. */
  const states = new Map();
  let explained = false;

  // What is shown stands after this script in the page.
  const parsed = new Promise((resolve) => {
    if (document.readyState === "loading") {
      addEventListener("DOMContentLoaded", resolve, { once: true });
    } else {
      resolve();
    }
  });

  const explain = async (reason, detail = "") => {
    await parsed;
    if (explained) return;
    explained = true;
    document.getElementById("app").hidden = true;
    const panel = document.getElementById("boot-trouble");
    panel.querySelector(`[data-reason="${reason}"]`).hidden = false;
    const line = panel.querySelector("#boot-detail");
    line.textContent = detail;
    line.hidden = detail === "";
    panel.hidden = false;
    dispatchEvent(new CustomEvent("told", { detail: { kind: "error", code: reason, message: detail } }));
  };

  /** A frame in a sandbox is of no origin: every file of its server is a foreign one, which that has to allow (CORS). */
  const fail = (error) => explain(self.origin === "null" ? "sandbox" : "load", String(error?.message ?? error));

  /** All files are from one build, and the name that Trunk gives to the first program changes with each. */
  const { script: program, module: build } = document.querySelector('meta[name="program"]').dataset;

  /** Where a view's program and its own styles are. */
  const files = (view) => {
    if (view === "compare") return [program, build];
    const own = [`${view}.js?${build}`, `${view}_bg.wasm?${build}`];
    return view === "nmi" ? [...own, `nmi.css?${build}`] : own;
  };

  /** As the grammar of links has it: of several the last that there is, and without one the first view. */
  const view = () => {
    const fragment = root.dataset.fragment ?? location.hash.slice(1);
    const named = new URLSearchParams(fragment).getAll("view");
    return named.filter((id) => ["compare", "nmi"].includes(id)).at(-1) ?? "compare";
  };

  // Hidden in the page as it comes, since without JavaScript nothing is being loaded.
  const tell = () => parsed.then(() => {
    document.getElementById("boot-loading").hidden = states.get(view()) !== "loading";
  });

  const put = (style) => new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: style, onload: resolve });
    link.onerror = () => reject(new Error(`${style} did not arrive`));
    document.head.append(link);
  });

  const load = async (wanted) => {
    const [script, module, style] = files(wanted).map((file) => new URL(file, document.baseURI).href);
    const styled = style ? put(style) : undefined;
    const [{ default: init }, response] = await Promise.all([import(script), fetch(module), styled, parsed]);
    await init({ module_or_path: response });
  };

  const start = () => {
    const wanted = view();
    if (!states.has(wanted)) {
      states.set(wanted, "loading");
      load(wanted).then(() => {
        states.set(wanted, "running");
        tell();
      }, fail);
    }
    tell();
  };

  // What stands further down in the Compare view is a program of its own, which that view asks for when it comes into sight.
  addEventListener("deeper", ({ target }) => {
    load("deeper").catch((error) => {
      target.textContent = `▲ This part did not arrive (${error?.message ?? error}). Reload the page to see it.`;
    });
  });

  parsed.then(() => document.getElementById("boot-reload").addEventListener("click", () => location.reload()));

  // What a program throws when it starts tells the window; once it runs its errors are its own matter.
  addEventListener("error", (event) => {
    if (event.target === window && ![...states.values()].includes("running")) explain("load", event.message ?? "");
  });

  const begin = () => {
    // The smallest module there is: "\0asm" and version 1. To compile it fails where WebAssembly is missing or blocked.
    try {
      new WebAssembly.Module(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
    } catch (error) {
      explain("wasm", String(error));
      return;
    }
    addEventListener("hashchange", start);
    start();
  };

  if (embedded) {
    root.dataset.fragment = location.hash.slice(1);
    addEventListener("begin", begin, { once: true });
    const frame = Object.assign(document.createElement("script"), { src: `frame.js?${build}` });
    frame.onerror = () => fail("frame.js did not arrive");
    document.head.append(frame);
  } else {
    begin();
  }
})();
