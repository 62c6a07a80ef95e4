// The NMI view as a reader meets it: by roles, names and words. And the same link on the command line.

import { execFileSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const PGD = resolve(process.env.PGD ?? `${HERE}/../../../target/release/pgd`);

const pgd = (...words) => execFileSync(PGD, words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 26 });

/** The naive handler, one step before the frame is lost: what the view opens first. */
export const FIRST = "v=1&view=nmi&nmi=0,7&step=14";

/** What `pgd nmi` says of a fragment. */
export const nmiJson = (fragment) => JSON.parse(pgd("nmi", fragment, "--format", "json"));
export const nmiTranscript = (fragment) => pgd("nmi", fragment);

/** The table of proofs. */
export const explored = (arrivals) => JSON.parse(pgd("explore", "--arrivals", String(arrivals), "--format", "json"));

/** The fragments of the NMI view's presets, with their names. */
export function presets() {
  const all = pgd("presets");
  return [...all.matchAll(/^(\S+)\n(?: {4}.*\n)* {4}#(v=1&view=nmi\S*)$/gm)].map(([, name, fragment]) => ({ name, fragment }));
}

/** Waits until the view is there. */
export const shown = (page) => page.getByRole("heading", { level: 1, name: /^An NMI takes a page fault/ }).waitFor();

/** The step and the number of steps, as the page says them. */
export async function place(page) {
  const text = await page.getByText(/^Step \d+ of \d+$/).innerText();
  return text.match(/\d+/g).map(Number);
}

/** The fragment of the page's address, without #. */
export const fragmentOf = (page) => new URL(page.url()).hash.slice(1);

/** The cells of the strip, once they are all there: what each is called and the fragment it opens. */
export async function strip(page) {
  await page.getByRole("heading", { name: /^Where an NMI does harm\d+ boundaries$/ }).waitFor();
  const cells = page.getByRole("list", { name: "Boundaries" }).getByRole("link");
  return cells.evaluateAll((links) => links.map((link) => ({
    label: link.getAttribute("aria-label"),
    fragment: link.getAttribute("href").slice(1),
  })));
}

/** The cells of the table of proofs: what each says, and for each broken property the steps and the fragment. */
export async function proved(page) {
  const table = page.getByRole("table", { name: /^What the search found/ });
  return table.evaluate((element) => {
    const [head, ...rows] = element.rows;
    return rows.flatMap((row) => [...row.cells].slice(1).map((cell, at) => ({
      handler: row.cells[0].textContent,
      fault: head.cells[at + 1].textContent,
      text: cell.textContent,
      links: [...cell.querySelectorAll("a")].map((link) => ({
        steps: Number(link.getAttribute("aria-label").match(/\d+(?= steps)/)[0]),
        scenario: link.getAttribute("href").slice(1),
      })),
    })));
  });
}
