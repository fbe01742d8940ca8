// axe-core finds no violation in any view, light and dark, on a wide screen and on a phone.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { expect, test } from "./playground";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Returns the violations of the page as it is, one line each. */
async function violations(page: Page): Promise<string[]> {
  // The page's content policy forbids added script elements.
  await page.evaluate(await readFile(AXE, "utf8"));
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const results = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      rules: {
        "label-content-name-mismatch": { enabled: true },
        "target-size": { enabled: true },
      },
    });
    return results.violations.flatMap(({ id, nodes }) => {
      // The width of a bar is the duration of its phase, which WCAG exempts as essential.
      const counted = nodes.filter((node) => id !== "target-size" || !/class="(bar|probe|playhead) /.test(node.html));
      return counted.map((node) => `${id}: ${node.html.slice(0, 160)}`);
    });
  });
}

const SIZES = [
  { name: "wide", width: 1440, height: 900 },
  { name: "phone", width: 390, height: 844 },
];

for (const { name, width, height } of SIZES) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`${name}, ${colorScheme}: axe finds no violation`, async ({ playground }) => {
      const { page } = playground;
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await playground.open();
      await page.setViewportSize({ width, height });
      for (const view of name === "phone" ? ["simulation", "files", "problems", "resolved"] : ["resolved", "simulation"]) {
        await page.locator(`[data-testid$="view-${view}"]:visible, [data-testid="view-button-${view}"]:visible`).click();
        expect(await violations(page), view).toEqual([]);
      }
      await page.getByTestId("project-name").click();
      await page.getByTestId("copy-project-flask-mariadb").click();
      await page.getByTestId("rename-project-flask-mariadb-copy").click();
      expect(await violations(page), "projects").toEqual([]);
    });
  }
}

test("the layout does not shift while the page loads", async ({ playground }) => {
  const { page } = playground;
  await page.addInitScript(() => {
    const shifts: number[] = ((window as unknown as { shifts: number[] }).shifts = []);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  await playground.open();
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
});
