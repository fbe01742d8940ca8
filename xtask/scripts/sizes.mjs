// What a visitor downloads: each file of a folder raw, as gzip and as Brotli.
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** What is fetched when it is needed, and so is no part of a first visit. */
const LATER = /^bundle\/(modes|search)-/;
/** What the whole of a first visit may be, as Brotli. */
const BUDGET = 600_000;

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
rows.sort((one, other) => other[3] - one[3]);
const first = rows.filter(([name]) => !LATER.test(name));
const sum = (column) => first.reduce((total, row) => total + row[column], 0);
const all = ["a first visit", sum(1), sum(2), sum(3)];

const width = Math.max(...[...rows, all].map(([name]) => name.length));
const line = ([name, ...sizes]) => name.padEnd(width) + sizes.map((size) => String(size).padStart(11)).join("");
console.log(line(["file", "raw", "gzip", "brotli"]));
for (const row of [...rows, all]) console.log(line(row));
const share = ((all[3] / BUDGET) * 100).toFixed(1);
if (all[3] > BUDGET) {
  console.error(`\n${all[3]} bytes as Brotli are more than the ${BUDGET} that a first visit may take (${share} %)`);
  process.exitCode = 1;
} else {
  console.log(`\nwithin the budget of ${BUDGET} bytes as Brotli (${share} %)`);
}
