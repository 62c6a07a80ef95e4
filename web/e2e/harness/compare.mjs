// The Compare view as a reader meets it: by roles, names and words. And the same scenario on the command line.

import { execFileSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const PGD = resolve(process.env.PGD ?? `${HERE}/../../../target/release/pgd`);

export const LANES = ["Shared", "Eager", "Lazy"];

/** Near the most operations of one run: seconds of work, so that there is time to see it at it. */
export const LONG_RUN = "v=1&view=compare&procs=1m&time=10s&touch=400k&touchers=all&irq=20k&nmi=10k";

/** Waits for the result of what is asked. A change is taken up before the next command of a test runs. */
export const done = (page) => page.locator('main[aria-busy="false"]').waitFor();

/** What `pgd compare` says of a fragment or a preset. */
export function pgd(fragment) {
  return JSON.parse(execFileSync(PGD, ["compare", fragment, "--format", "json"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
}

/** What `pgd sweep` says of the sweep that a fragment shows, as CSV. */
export function pgdSweep(fragment) {
  return execFileSync(PGD, ["sweep", fragment, "--format", "csv"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** The fragment of a preset of the Compare view, with its #. */
export function fragmentOfPreset(name) {
  const all = execFileSync(PGD, ["presets"], { encoding: "utf8" });
  return all.match(new RegExp(`^${name}\\n(?: {4}.*\\n)*? {4}(#\\S+)$`, "m"))[1];
}

/** The fragment of the page's address, without #. */
export const fragmentOf = (page) => new URL(page.url()).hash.slice(1);

/** A field's text control. */
export const field = (page, label) => page.getByRole("textbox", { name: label, exact: true });

/** Types a value and completes it. */
export async function type(page, label, text) {
  await field(page, label).fill(text);
  await field(page, label).press("Enter");
}

/** Waits until the page has this result. */
export const hasDigest = (page, digest) => page.getByText(`Digest of this run: ${digest}`).waitFor();

/** The exact figures of a row, in the order of LANES; null where a load has no such call. */
export async function row(page, label) {
  const header = page.getByRole("rowheader", { name: label, exact: true });
  const cells = page.getByRole("row").filter({ has: header }).getByRole("cell");
  return Promise.all(LANES.map(async (_, lane) => {
    const data = cells.nth(lane).locator("data");
    return await data.count() === 0 ? null : Number(await data.getAttribute("value"));
  }));
}
