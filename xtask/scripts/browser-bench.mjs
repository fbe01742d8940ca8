// Measures the module of benches/ in Chromium, built like the page. Arguments: the folder of the module, and a file
// with native times.
import { readFile } from "node:fs/promises";

import { serve } from "../../tests/e2e/server.mjs";
import { launch } from "./chromium.mjs";

/** Milliseconds of each measurement, after a warm-up of the same length. */
const MEASURED_TIME = 1000;

const host = await serve(process.argv[2], "/");
const browser = await launch();
const page = await browser.newPage();
await page.goto(`${host.url}blank.html`);

const rows = await page.evaluate(async (measuredTime) => {
  const module = await import(new URL("drydock_bench.js", location.href).href);
  await module.default();
  const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
  const measure = (duration, run) => {
    const times = [];
    const end = performance.now() + duration;
    while (performance.now() < end || times.length < 3) {
      const start = performance.now();
      run();
      times.push(performance.now() - start);
    }
    return times;
  };
  const rows = [];
  const row = (name, run) => {
    const start = performance.now();
    run();
    const first = performance.now() - start;
    measure(measuredTime, run);
    const times = measure(measuredTime, run);
    rows.push({ name, first, median: median(times), runs: times.length });
  };
  for (let index = 0, name = module.prepare(0); name !== ""; name = module.prepare(++index)) {
    row(`load ${name}`, module.load);
    row(`analyze ${name}`, module.analyze);
  }
  module.prepare_simulations();
  row("hour of 500", module.hour);
  row("sweep of 200", module.sweep);
  return rows;
}, MEASURED_TIME);

const native = new Map(
  (await readFile(process.argv[3], "utf8")).split("\n").map((line) => line.split("\t")).filter((line) => line.length > 1),
);
const head = ["median", "native", "ratio", "first", "runs"].map((title) => title.padStart(12)).join("");
console.log(`${browser.version()}\n${"".padEnd(24)}${head}`);
for (const { name, first, median, runs } of rows) {
  const time = (value) => `${value.toFixed(2)} ms`.padStart(12);
  const nativeMedian = Number(native.get(name));
  const ratio = (median / nativeMedian).toFixed(1).padStart(12);
  console.log(name.padEnd(24) + time(median) + time(nativeMedian) + ratio + time(first) + String(runs).padStart(12));
}
await browser.close();
await host.close();
