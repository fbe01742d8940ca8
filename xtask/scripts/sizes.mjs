// What a visitor downloads: each file of a folder raw, as gzip and as Brotli.
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** What is fetched when it is needed, and so is no part of a first visit. */
const LATER = ["modes.js"];
/** The whole of a first visit, as Brotli: what it shall be. */
const BUDGET = 600_000;
/** What it may be today. It is lowered with every saving, until it is the budget. */
const LIMIT = 630_000;

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
const first = rows.filter(([name]) => !LATER.includes(name));
const sum = (column) => first.reduce((total, row) => total + row[column], 0);
const all = ["a first visit", sum(1), sum(2), sum(3)];

const width = Math.max(...[...rows, all].map(([name]) => name.length));
const line = ([name, ...sizes]) => name.padEnd(width) + sizes.map((size) => String(size).padStart(11)).join("");
console.log(line(["file", "raw", "gzip", "brotli"]));
for (const row of [...rows, all]) console.log(line(row));
const verdict = all[3] <= BUDGET ? "within" : "OVER";
if (all[3] > LIMIT) {
  console.error(`\n${all[3]} bytes as Brotli are more than the ${LIMIT} that a first visit may take today`);
  process.exitCode = 1;
}
console.log(`\n${verdict} the budget of ${BUDGET} bytes as Brotli (${Math.round((all[3] / BUDGET) * 100)} %)`);
