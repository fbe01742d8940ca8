// Seals dist/index.html with a Content-Security-Policy: nothing is asked of another host, and no script
// runs but those that were built, the inline one by its hash. `cargo xtask serve` goes without, since
// trunk's live reload is a script of its own; the browser tests run on what is sealed.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const path = fileURLToPath(new URL("../../dist/index.html", import.meta.url));
const page = await readFile(path, "utf8");
if (page.includes("Content-Security-Policy")) throw new Error("index.html has a policy of its own");

const scripts = [...page.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)].map((match) => match[1]).filter((text) => text !== "");
const hashes = scripts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
const policy = [
  "default-src 'none'",
  `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(" ")}`,
  // The editor and the page set styles as they go.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const sealed = page.replace(/(<meta charset="[^"]*"[^>]*>)/, `$1\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`);
if (sealed === page) throw new Error("index.html has no <meta charset>, after which the policy goes");
await writeFile(path, sealed);
console.log(`dist/index.html: sealed, ${hashes.length} inline script(s) by hash`);
