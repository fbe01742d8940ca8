// A minimal static web server: it publishes one folder at one path.
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

/** Returns the response to a request when `folder` is published at `path`, which starts and ends with a slash. */
async function respond(folder, path, pathname) {
  const relative = pathname.startsWith(path) ? decodeURIComponent(pathname.slice(path.length)) : null;
  const file = relative === null ? null : normalize(join(folder, relative === "" ? "index.html" : relative));
  const body = file?.startsWith(normalize(folder)) ? await readFile(file).catch(() => null) : null;
  if (body === null) return { status: 404, type: "text/plain", body: "not found" };
  return { status: 200, type: TYPES[extname(file)] ?? "application/octet-stream", body };
}

/** Serves a folder on a free local port. Returns the URL and a function that stops the server. */
export async function serve(folder, path) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const { status, type, body } = await respond(folder, path, pathname);
    response.writeHead(status, { "content-type": type }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}${path}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/**
 * Publishes a folder at a URL inside a browser context of Playwright.
 *
 * No socket is opened: Chromium aborts requests when a network interface of the machine changes, for example because a
 * container starts, and tests would fail.
 */
export async function publish(context, folder, url) {
  const { origin, pathname: path } = new URL(url);
  await context.route(`${origin}/**`, async (route) => {
    const { status, type, body } = await respond(folder, path, new URL(route.request().url()).pathname);
    await route.fulfill({ status, contentType: type, body });
  });
}

/** The built page. */
export const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
