// Each change runs the comparison anew, and ends the one that is under way.
import { compare } from "pgd-playground";

const [procs, told] = ["procs", "told"].map((id) => document.getElementById(id));
let running = new AbortController();

async function run() {
  running.abort();
  const { signal } = running = new AbortController();
  try {
    const { strategies: { eager, lazy } } = await compare(`v=1&view=compare&procs=${procs.value}`, {
      signal,
      onProgress: (done) => { told.textContent = `${Math.round(done * 100)} %`; },
    });
    told.textContent = `The longest fork takes ${eager.fork_ns.max} ns if all tables are walked, ${lazy.fork_ns.max} ns if not.`;
  } catch (error) {
    if (!signal.aborted) told.textContent = error.message;
  }
}

procs.addEventListener("input", run);
await run();
