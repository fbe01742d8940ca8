// Prints the sizes of the files in a folder: raw, as gzip and as Brotli. Fails if a first visit is too large.
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Files that are fetched on demand, after a first visit. */
const ON_DEMAND = /^bundle\/(modes|search)-/;
/** Maximum size of a first visit, in bytes of Brotli. */
const LIMIT = 800_000;

const folder = process.argv[2] ?? "dist";
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const rows = [];
for (const entry of entries.filter((entry) => entry.isFile())) {
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const content = await readFile(path);
  const brotli = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
  rows.push([relative(folder, path), content.length, gzipSync(content, { level: 9 }).length, brotli.length]);
}
if (!rows.some(([name]) => name.endsWith(".wasm"))) throw new Error(`${folder} does not have a built page`);
rows.sort((a, b) => b[3] - a[3]);
const first = rows.filter(([name]) => !ON_DEMAND.test(name));
const sum = (column) => first.reduce((total, row) => total + row[column], 0);
const total = ["a first visit", sum(1), sum(2), sum(3)];

const width = Math.max(...[...rows, total].map(([name]) => name.length));
const line = ([name, ...sizes]) => name.padEnd(width) + sizes.map((size) => String(size).padStart(11)).join("");
console.log(line(["file", "raw", "gzip", "brotli"]));
for (const row of [...rows, total]) console.log(line(row));
const share = ((total[3] / LIMIT) * 100).toFixed(1);
if (total[3] > LIMIT) {
  console.error(`\na first visit of ${total[3]} bytes exceeds the limit of ${LIMIT} bytes (${share} %)`);
  process.exitCode = 1;
} else {
  console.log(`\na first visit is within the limit of ${LIMIT} bytes (${share} %)`);
}
