// Shows the panel that index.html has prepared when the program cannot start. Not part of the program, which may be
// what does not load; and a file of its own, since the page's policy forbids script in the page.
"use strict";
(() => {
  let over = false;

  const show = (reason, detail) => {
    if (over) return;
    over = true;
    document.getElementById("app").hidden = true;
    const panel = document.getElementById("boot-trouble");
    panel.querySelector(`[data-reason="${reason}"]`).hidden = false;
    const line = panel.querySelector("#boot-detail");
    line.textContent = detail;
    line.hidden = detail === "";
    panel.hidden = false;
  };

  // The panel comes after this script in the page.
  const showWhenParsed = (reason, detail = "") => {
    if (document.readyState === "loading") {
      addEventListener("DOMContentLoaded", () => show(reason, detail), { once: true });
    } else {
      show(reason, detail);
    }
  };

  // The smallest module there is: "\0asm" and version 1. To compile it fails where WebAssembly is missing or blocked.
  try {
    new WebAssembly.Module(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
  } catch (error) {
    showWhenParsed("wasm", String(error));
  }

  // A script that does not load tells only itself, hence the capturing listener; one that throws tells the window.
  addEventListener("error", (event) => {
    const failedToLoad = event.target instanceof HTMLScriptElement;
    if (failedToLoad || event.target === window) showWhenParsed("load", event.message ?? "");
  }, { capture: true });
  addEventListener("unhandledrejection", (event) => showWhenParsed("load", String(event.reason)));

  // Sent by Trunk's script when the program runs. From then on its errors are its own matter.
  addEventListener("TrunkApplicationStarted", () => { over = true; });
})();
