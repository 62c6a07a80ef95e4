// Shows the panel that index.html has prepared when the program cannot start. Not part of the program, which may be
// what does not load; and a file of its own, since the page's policy forbids script in the page.
"use strict";
(() => {
  // The reader's choice of light or dark, before anything is drawn. An address may ask for one: ?theme=dark.
  try {
    const theme = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem("theme");
    if (["auto", "light", "dark"].includes(theme)) document.documentElement.dataset.theme = theme;
  } catch {
    // Nothing may be stored here, as in a sandboxed frame: then it is the system's choice.
  }

  let over = false;

  // What is shown stands after this script in the page.
  const whenParsed = (action) => {
    if (document.readyState === "loading") {
      addEventListener("DOMContentLoaded", action, { once: true });
    } else {
      action();
    }
  };

  const explain = (reason, detail = "") => whenParsed(() => {
    if (over) return;
    over = true;
    document.getElementById("app").hidden = true;
    const panel = document.getElementById("boot-trouble");
    panel.querySelector(`[data-reason="${reason}"]`).hidden = false;
    const line = panel.querySelector("#boot-detail");
    line.textContent = detail;
    line.hidden = detail === "";
    panel.hidden = false;
  });

  // Hidden in the page as it comes, since without JavaScript nothing is being loaded.
  whenParsed(() => {
    document.getElementById("boot-loading")?.removeAttribute("hidden");
    document.getElementById("boot-reload").addEventListener("click", () => location.reload());
  });

  // The smallest module there is: "\0asm" and version 1. To compile it fails where WebAssembly is missing or blocked.
  try {
    new WebAssembly.Module(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
  } catch (error) {
    explain("wasm", String(error));
  }

  // A script that does not load tells only itself, hence the capturing listener; one that throws tells the window.
  addEventListener("error", (event) => {
    const failedToLoad = event.target instanceof HTMLScriptElement;
    if (failedToLoad || event.target === window) explain("load", event.message ?? "");
  }, { capture: true });
  addEventListener("unhandledrejection", (event) => explain("load", String(event.reason)));

  // Sent by Trunk's script when the program runs. From then on its errors are its own matter.
  addEventListener("TrunkApplicationStarted", () => { over = true; });
})();
