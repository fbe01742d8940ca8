// A static host as small as they come: one folder, at one path, nothing else.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
};

/**
 * Serves a folder at `path`, which begins and ends with a slash, on a free port of this machine.
 * Answers the address and a function that ends it.
 */
export async function serve(folder, path) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const inside = pathname.startsWith(path) ? decodeURIComponent(pathname.slice(path.length)) : null;
    const file = inside === null ? null : normalize(join(folder, inside === "" ? "index.html" : inside));
    const content = file?.startsWith(normalize(folder)) ? await readFile(file).catch(() => null) : null;
    if (content === null) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    } else {
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(content);
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return {
    address: `http://127.0.0.1:${port}${path}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The built page. */
export const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
