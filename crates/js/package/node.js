// In node, which fetches no files: the module is read.
import { readFile } from "node:fs/promises";
import init from "./pgd.js";

await init({ module_or_path: await readFile(new URL("pgd_bg.wasm", import.meta.url)) });

export * from "./pgd.js";
