// How many processes it takes until walking all tables locks fork out for a millisecond; and what an NMI does to that.
//
//   node examples/node.mjs

import { compare, explore, NmiStepper, parse, presets, sweep } from "pgd-playground";

const { notices } = parse("#v=1&procs=soon");
console.log(`a link with a slip: ${notices[0].text}`);

const { digest, strategies } = await compare("one-line-answer");
console.log(`one new slot, digest ${digest}: eager ${strategies.eager.sync_ns_total} ns, lazy ${strategies.lazy.sync_ns_total} ns`);

const points = await sweep("one-line-answer", {
  over: "procs=1k..16k",
  points: 5,
  onProgress: (done, total) => console.log(`${done} of ${total}`),
});
const locked = points.find(({ strategies }) => strategies.eager.fork_ns.max >= 1_000_000);
console.log(`fork is locked out for 1 ms at ${locked.scenario}`);

const stepper = new NmiStepper("no-nmiret");
while (stepper.forward("event")) {
  const { step, last } = stepper.moment();
  console.log(`${step}: ${last.sentence}`);
}
const broken = Object.entries(stepper.report().properties).filter(([, { holds }]) => !holds);
console.log(`broken: ${broken.map(([name]) => name).join(", ")}`);
stepper.free();

const table = await explore({ handler: "fred", arrivals: 2 });
console.log(`FRED: ${table.states} states, digest ${table.digest}`);

const first = presets()[0];
console.log(`${presets().length} presets, the first: ${first.title}`);

const enough = new AbortController();
try {
  await compare("v=1&view=compare&procs=1m&time=10s&touch=400k&touchers=all", {
    onProgress: () => enough.abort(new Error("enough seen")),
    signal: enough.signal,
  });
} catch (error) {
  console.log(`ended: ${error.message}`);
}
