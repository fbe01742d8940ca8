// Links: everything is in them, and a damaged one harms nothing.
import { deflateRawSync } from "node:zlib";
import { ADDRESS, anotherReader, expect, test } from "./playground";

test("a link opened elsewhere shows the same files and the same timeline", async ({ playground, browser }) => {
  await playground.open();
  await playground.goToEndOf("retries: 10");
  await playground.page.keyboard.press("Enter");
  await playground.page.keyboard.type("interval: 2s");
  // The edit has reached the timeline when nothing waits for a first probe after 30 s any more.
  const end = async () => Math.max(...(await playground.segments()).map((segment) => segment.to));
  await expect.poll(end).toBeLessThan(20_000);
  const text = await playground.text();
  const segments = await playground.segments();
  const link = await playground.link();
  expect(link.startsWith(`${ADDRESS}#`)).toBe(true);

  const other = await anotherReader(browser);
  await other.open(link.slice(ADDRESS.length));
  expect(await other.text()).toBe(text);
  await expect.poll(() => other.segments()).toEqual(segments);
  for (const path of ["compose.yaml", ".env", "Dockerfile", "app.py", "requirements.txt"]) {
    await expect(other.tab(path)).toBeVisible();
  }
  expect(other.faults).toEqual([]);
  await other.page.context().close();
});

test("a link opens as a copy beside the reader's own work", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const link = await playground.link();
  await playground.replaceText("services:\n  mine:\n    image: nginx:1.29\n");
  await expect(page.getByTestId("graph-node-mine")).toBeVisible();
  await page.evaluate((hash) => (location.hash = hash), link.slice(ADDRESS.length));
  await expect(page.getByTestId("link-notice")).toBeVisible();
  await expect(page.getByTestId("graph-node-db")).toBeVisible();
  await page.getByTestId("back-to-mine").click();
  await expect(page.getByTestId("graph-node-mine")).toBeVisible();
});

for (const [what, fragment] of [
  ["damaged", "#1:AAAAnotalink____"],
  ["of a later version", "#99:abcdef"],
  ["cut short", "#1:"],
]) {
  test(`a link that is ${what} says so and leaves the page as it was`, async ({ playground }) => {
    const { page } = playground;
    await playground.open();
    await playground.replaceText("services:\n  mine:\n    image: nginx:1.29\n");
    await expect(page.getByTestId("graph-node-mine")).toBeVisible();
    await page.evaluate((hash) => (location.hash = hash), fragment);
    await expect(page.getByText(/link/i).filter({ hasText: /damaged|version|incomplete|empty|cannot|can't|could not/i }).first()).toBeVisible();
    await expect(page.getByTestId("graph-node-mine")).toBeVisible();
    await expect(playground.line("mine:")).toBeVisible();
  });
}

test("a link that unpacks to too much says so and leaves the page as it was", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const packed = Buffer.concat([deflateRawSync(Buffer.alloc(6_000_000)), Buffer.alloc(3)]);
  await page.evaluate((hash) => (location.hash = hash), `#1:${packed.toString("base64url")}`);
  await expect(page.getByTestId("notice")).toContainText("more than 4 MiB");
  await expect(page.getByTestId("notice")).toContainText("your project is as it was");
  await expect(page.getByTestId("graph-node-db")).toBeVisible();
});

test("the link can be copied", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await page.getByTestId("share").click();
  const link = await page.getByTestId("share-link").inputValue();
  await page.getByTestId("copy-link").click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
});
