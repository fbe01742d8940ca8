// Seals dist/index.html: its Content-Security-Policy names the hashes of its own inline scripts in place
// of trunk's nonce, which in a static file would be known to everybody.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const NONCE = "ZHJ5ZG9jaw";
const path = fileURLToPath(new URL("../../dist/index.html", import.meta.url));
let page = await readFile(path, "utf8");

const scripts = [...page.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)].map((match) => match[1]).filter((text) => text !== "");
const hashes = scripts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
if (!page.includes(`'nonce-${NONCE}'`)) throw new Error("index.html's policy has no nonce to replace");
page = page.replace(`'nonce-${NONCE}'`, hashes.join(" ")).replaceAll(` nonce="${NONCE}"`, "");
await writeFile(path, page);
console.log(`dist/index.html: ${hashes.length} inline script(s) sealed`);
