// A page of somebody else that embeds the playground: on an origin of its own, which also records what the frames say.

import { createServer } from "node:http";

const RECORDER = `
  globalThis.heard = [];
  addEventListener("message", ({ data }) => heard.push(data));
  globalThis.jumps = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) jumps += entry.value;
  }).observe({ type: "layout-shift", buffered: true });`;

/**
 * Serves pages, each at the path that is its key. Resolves to their origin and a function that stops serving. What stands in
 * a page as PLAYGROUND becomes the address of the playground.
 */
export async function host(pages, playground) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const body = pages[pathname.slice(1)];
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>A chapter</title><script>${RECORDER}</script></head>${body.replaceAll("PLAYGROUND", playground)}</html>`);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }),
  };
}

/** Waits until a frame has said something, and gives the last of it. */
export async function heard(page, type, is = "() => true") {
  const found = await page.waitForFunction(([type, is]) => {
    const test = (0, eval)(is);
    return globalThis.heard.findLast((data) => data?.type === type && test(data));
  }, [type, String(is)]);
  return found.jsonValue();
}
