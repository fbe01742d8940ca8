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
 * What a static host answers for a URL's path, when `folder` is published at `path`, which begins and
 * ends with a slash.
 */
export async function answer(folder, path, pathname) {
  const inside = pathname.startsWith(path) ? decodeURIComponent(pathname.slice(path.length)) : null;
  const file = inside === null ? null : normalize(join(folder, inside === "" ? "index.html" : inside));
  const body = file?.startsWith(normalize(folder)) ? await readFile(file).catch(() => null) : null;
  if (body === null) return { status: 404, type: "text/plain", body: "not found" };
  return { status: 200, type: TYPES[extname(file)] ?? "application/octet-stream", body };
}

/** Serves a folder on a free port of this machine. Answers the address and a function that ends it. */
export async function serve(folder, path) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const { status, type, body } = await answer(folder, path, pathname);
    response.writeHead(status, { "content-type": type }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return {
    address: `http://127.0.0.1:${port}${path}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/**
 * Publishes a folder at an address, inside a browser (a context of Playwright's). No socket is opened:
 * Chromium drops what it is loading when the machine's network interfaces change, as containers come
 * and go beside it, and tests would fail for it.
 */
export async function publish(context, folder, address) {
  const { origin, pathname: path } = new URL(address);
  await context.route(`${origin}/**`, async (route) => {
    const { status, type, body } = await answer(folder, path, new URL(route.request().url()).pathname);
    await route.fulfill({ status, contentType: type, body });
  });
}

/** The built page. */
export const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
