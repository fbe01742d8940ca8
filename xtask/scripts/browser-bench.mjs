// Times the engine inside Chromium: the module of benches/, built as the page is. Arguments: the folder of the
// module, and a file with the native times.
import { readFile } from "node:fs/promises";

import { serve } from "../../tests/e2e/server.mjs";
import { launch } from "./chromium.mjs";

/** Milliseconds to go on measuring one project, after as many to warm up. */
const LONG = 1000;

const host = await serve(process.argv[2], "/");
const browser = await launch();
const page = await browser.newPage();
await page.goto(`${host.url}blank.html`);

const rows = await page.evaluate(async (long) => {
  const engine = await import(new URL("drydock_bench.js", location.href).href);
  await engine.default();
  const median = (times) => times.sort((one, other) => one - other)[times.length >> 1];
  const measure = (until, run) => {
    const times = [];
    const end = performance.now() + until;
    while (performance.now() < end || times.length < 3) {
      const begin = performance.now();
      run();
      times.push(performance.now() - begin);
    }
    return times;
  };
  const rows = [];
  const row = (name, run) => {
    const begin = performance.now();
    run();
    const first = performance.now() - begin;
    measure(long, run);
    const times = measure(long, run);
    rows.push({ name, first, median: median(times), runs: times.length });
  };
  for (let index = 0, name = engine.prepare(0); name !== ""; name = engine.prepare(++index)) {
    row(`load ${name}`, engine.load);
    row(`analyze ${name}`, engine.analyze);
  }
  engine.prepare_simulations();
  row("hour of 500", engine.hour);
  row("sweep of 200", engine.sweep);
  return rows;
}, LONG);

const native = new Map(
  (await readFile(process.argv[3], "utf8")).split("\n").map((line) => line.split("\t")).filter((line) => line.length > 1),
);
const head = ["median", "native", "ratio", "first", "runs"].map((title) => title.padStart(12)).join("");
console.log(`${browser.version()}\n${"".padEnd(24)}${head}`);
for (const { name, first, median, runs } of rows) {
  const time = (value) => `${value.toFixed(2)} ms`.padStart(12);
  const beside = Number(native.get(name));
  const ratio = (median / beside).toFixed(1).padStart(12);
  console.log(name.padEnd(24) + time(median) + time(beside) + ratio + time(first) + String(runs).padStart(12));
}
await browser.close();
await host.close();
