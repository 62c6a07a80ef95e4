// A static file server on this machine only, for the browser tests and for `cargo xtask serve`.
//
//   node server.mjs [--port N] FOLDER

import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";

const ADDRESS = "127.0.0.1";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  // Browsers compile WebAssembly while it arrives only if it is called that.
  ".wasm": "application/wasm",
};

/** Frames in a sandbox are of no origin, and may have the files all the same. */
const CORS = { "access-control-allow-origin": "*" };

/**
 * Serves `folder` under the path `mount`, which ends in a slash; all other paths are not found. `headers` are sent
 * with every file. Port 0 is any free one. Resolves to the page's address and a function that stops serving. What browsers
 * report to /reports, as a policy may ask them to, is put into `reports`.
 */
export async function serve({ folder, port = 0, mount = "/", headers = CORS, reports }) {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    if (reports && request.method === "POST" && request.url === "/reports") {
      text(request).then((body) => reports.push(body), () => {});
      response.writeHead(204).end();
      return;
    }
    answer(root, mount, headers, request, response).catch((error) => {
      response.writeHead(500, { "content-type": TYPES[".txt"] }).end(`${error.message}\n`);
    });
  });
  await new Promise((listening, failed) => server.once("error", failed).listen(port, ADDRESS, listening));
  return {
    url: `http://${ADDRESS}:${server.address().port}${mount}`,
    close: () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }),
  };
}

async function answer(root, mount, headers, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { allow: "GET, HEAD" }).end();
    return;
  }
  const file = await fileFor(root, mount, request.url);
  if (file === null) {
    response.writeHead(404, { "content-type": TYPES[".txt"] }).end("Not found\n");
    return;
  }
  const content = await readFile(file);
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-length": content.length,
    // A new build has to be seen at once.
    "cache-control": "no-store",
    ...headers,
  });
  response.end(request.method === "HEAD" ? undefined : content);
}

/** The file that an address names, or null. Never one outside of `root`. */
async function fileFor(root, mount, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return null;
  }
  if (!path.startsWith(mount) || path.includes("\0")) return null;
  let file = join(root, path.slice(mount.length));
  if (file !== root && !file.startsWith(root + sep)) return null;
  if (path.endsWith("/")) file = join(file, "index.html");
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? file : null;
}

async function main() {
  const { values, positionals } = parseArgs({ options: { port: { type: "string", default: "8080" } }, allowPositionals: true });
  const [folder] = positionals;
  const { url } = await serve({ folder, port: Number(values.port) });
  console.log(`\n  ${folder}/ is at ${url}   (ctrl-C ends it)\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(`server: ${error.message}`);
    process.exitCode = 1;
  });
}
