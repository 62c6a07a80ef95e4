// In browsers and for bundlers, which know `new URL(…, import.meta.url)`: the module is fetched from beside this file.
import init from "./pgd.js";

await init({ module_or_path: new URL("pgd_bg.wasm", import.meta.url) });

export * from "./pgd.js";
