// Adds a Content-Security-Policy to dist/index.html: no requests to other hosts, and no scripts except those of the
// build, inline scripts by their hashes. `cargo xtask serve` has no policy, because trunk's live reload is another
// inline script.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const path = fileURLToPath(new URL("../../dist/index.html", import.meta.url));
const page = await readFile(path, "utf8");
if (page.includes("Content-Security-Policy")) throw new Error("index.html already has a policy");

const scripts = [...page.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)].map((match) => match[1]).filter((text) => text !== "");
const hashes = scripts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
const policy = [
  "default-src 'none'",
  `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(" ")}`,
  // The editor and the page set inline styles.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const changed = page.replace(/(<meta charset="[^"]*"[^>]*>)/, `$1\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`);
if (changed === page) throw new Error("index.html has no <meta charset>, which the policy must follow");
await writeFile(path, changed);
console.log(`dist/index.html: policy with ${hashes.length} inline script(s)`);
