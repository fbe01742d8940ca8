// Takes the README's pictures of dist/: the example as a first visitor sees it, in both themes.
import { mkdir } from "node:fs/promises";
import { DIST, serve } from "../../tests/e2e/server.mjs";
import { launch } from "./chromium.mjs";

const folder = "docs";
await mkdir(folder, { recursive: true });
const host = await serve(DIST, "/");
const browser = await launch();
for (const colorScheme of ["light", "dark"]) {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 });
  await page.goto(host.url);
  await page.locator('[data-testid^="graph-node-"]').first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${folder}/playground-${colorScheme}.png`, animations: "disabled" });
  console.log(`${folder}/playground-${colorScheme}.png`);
}
await browser.close();
await host.close();
