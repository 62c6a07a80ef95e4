// Starts the program of the view that the address asks for, and shows the panel that index.html has prepared when it cannot
// start. Not part of any program, which may be what does not load; and a file of its own, since the page's policy forbids
// script in the page.
"use strict";
(() => {
  // The reader's choice of light or dark, before anything is drawn. An address may ask for one: ?theme=dark.
  try {
    const theme = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem("theme");
    if (["auto", "light", "dark"].includes(theme)) document.documentElement.dataset.theme = theme;
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
  };

  /** Where a view's program and its own styles are. All are from one build, and the name that Trunk gives to the first
   * program changes with each. */
  const files = (view) => {
    const { script, module } = document.querySelector('meta[name="program"]').dataset;
    if (view === "compare") return [script, module];
    const own = [`${view}.js?${module}`, `${view}_bg.wasm?${module}`];
    return view === "nmi" ? [...own, `nmi.css?${module}`] : own;
  };

  /** As the grammar of links has it: of several the last that there is, and without one the first view. */
  const view = () => {
    const named = new URLSearchParams(location.hash.slice(1)).getAll("view");
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
      }, (error) => explain("load", String(error?.message ?? error)));
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

  // The smallest module there is: "\0asm" and version 1. To compile it fails where WebAssembly is missing or blocked.
  try {
    new WebAssembly.Module(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
  } catch (error) {
    explain("wasm", String(error));
    return;
  }

  // What a program throws when it starts tells the window; once it runs its errors are its own matter.
  addEventListener("error", (event) => {
    if (event.target === window && ![...states.values()].includes("running")) explain("load", event.message ?? "");
  });
  addEventListener("hashchange", start);
  start();
})();
