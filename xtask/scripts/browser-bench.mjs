// Times the engine inside Chromium: the module of benches/, built as the page is.
import { serve } from "../../tests/e2e/server.mjs";
import { launch } from "./chromium.mjs";

/** Milliseconds to go on measuring one project, after as many to warm up. */
const LONG = 1000;

const host = await serve(process.argv[2], "/");
const browser = await launch();
const page = await browser.newPage();
await page.goto(`${host.address}blank.html`);

const rows = await page.evaluate(async (long) => {
  const engine = await import(new URL("drydock_bench.js", location.href).href);
  await engine.default();
  const median = (times) => times.sort((one, other) => one - other)[times.length >> 1];
  const measure = (until, run = engine.analyse) => {
    const times = [];
    const end = performance.now() + until;
    while (performance.now() < end || times.length < 3) {
      const begin = performance.now();
      run();
      times.push(performance.now() - begin);
    }
    return times;
  };
  const cases = [[false, 0], [false, 5], [false, 100], [false, 500], [false, 2000], [true, 100], [true, 500]];
  const rows = cases.map(([chain, services]) => {
    engine.prepare(chain, services);
    const begin = performance.now();
    engine.analyse();
    const first = performance.now() - begin;
    measure(long);
    const times = measure(long);
    const name = services === 0 ? "example" : `${chain ? "chain" : "diamonds"}-${services}`;
    return { name, first, median: median(times), runs: times.length };
  });
  engine.prepare_simulations();
  for (const [name, run] of [["500 x one hour", engine.hour], ["sweep of 200", engine.sweep]]) {
    const begin = performance.now();
    run();
    const first = performance.now() - begin;
    measure(long, run);
    const times = measure(long, run);
    rows.push({ name, first, median: median(times), runs: times.length });
  }
  return rows;
}, LONG);

console.log(`${browser.version()}\n${"".padEnd(16)}${"median".padStart(12)}${"first".padStart(12)}${"runs".padStart(8)}`);
for (const { name, first, median, runs } of rows) {
  const time = (value) => `${value.toFixed(2)} ms`.padStart(12);
  console.log(name.padEnd(16) + time(median) + time(first) + String(runs).padStart(8));
}
await browser.close();
await host.close();
