// Settings of the browser tests: the installed Chromium and the built page.
import { defineConfig } from "@playwright/test";
import { FLAGS } from "../../xtask/scripts/chromium.mjs";

export default defineConfig({
  testDir: ".",
  // Needs a folder of real projects: `cargo xtask test real`.
  testIgnore: process.env.REAL_PROJECTS ? [] : ["real.spec.ts"],
  outputDir: "../../test-results/run",
  // One at a time: some tests measure durations.
  workers: 1,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  forbidOnly: !!process.env.CI,
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    locale: "en-GB",
    permissions: ["clipboard-read", "clipboard-write"],
    launchOptions: { executablePath: process.env.CHROMIUM, args: FLAGS },
    trace: "off",
    screenshot: "only-on-failure",
  },
});
