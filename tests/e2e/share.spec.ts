// Links: they contain the whole project, and a damaged link changes nothing.
import { deflateRawSync } from "node:zlib";
import { PAGE_URL, anotherVisitor, expect, test } from "./playground";

test("a link shows the same files and timeline in another browser", async ({ playground, browser }) => {
  await playground.open();
  await playground.goToEndOf("retries: 10");
  await playground.page.keyboard.press("Enter");
  await playground.page.keyboard.type("interval: 2s");
  // With the edit, the timeline ends before 30 s, the time of the first probe by default.
  const end = async () => Math.max(...(await playground.segments()).map((segment) => segment.to));
  await expect.poll(end).toBeLessThan(20_000);
  const text = await playground.text();
  const segments = await playground.segments();
  const link = await playground.link();
  expect(link.startsWith(`${PAGE_URL}#`)).toBe(true);

  const other = await anotherVisitor(browser);
  await other.open(link.slice(PAGE_URL.length));
  expect(await other.text()).toBe(text);
  await expect.poll(() => other.segments()).toEqual(segments);
  for (const path of ["compose.yaml", ".env", "Dockerfile", "app.py", "requirements.txt"]) {
    await expect(other.tab(path)).toBeVisible();
  }
  expect(other.pageErrors).toEqual([]);
  await other.page.context().close();
});

test("a link opens as a copy and keeps the visitor's project", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const link = await playground.link();
  await playground.replaceText("services:\n  mine:\n    image: nginx:1.29\n");
  await expect(page.getByTestId("graph-node-mine")).toBeVisible();
  await page.evaluate((hash) => (location.hash = hash), link.slice(PAGE_URL.length));
  await expect(page.getByTestId("link-notice")).toBeVisible();
  await expect(page.getByTestId("graph-node-db")).toBeVisible();
  await page.getByTestId("close-link-copy").click();
  await expect(page.getByTestId("graph-node-mine")).toBeVisible();
});

for (const [description, fragment] of [
  ["damaged", "#1:AAAAnotalink____"],
  ["from a later version", "#99:abcdef"],
  ["truncated", "#1:"],
]) {
  test(`a link that is ${description} is reported and changes nothing`, async ({ playground }) => {
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

test("a link with too much data is reported and changes nothing", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const packed = Buffer.concat([deflateRawSync(Buffer.alloc(6_000_000)), Buffer.alloc(3)]);
  await page.evaluate((hash) => (location.hash = hash), `#1:${packed.toString("base64url")}`);
  await expect(page.getByTestId("notice")).toContainText("more than 4 MiB");
  await expect(page.getByTestId("notice")).toContainText("Your project is unchanged");
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

test("the address of an edited link copy contains the edit", async ({ playground, browser }) => {
  const { page } = playground;
  await playground.open();
  const link = await playground.link();
  await playground.open(link.slice(PAGE_URL.length));
  // A fragment alone does not load the page again.
  await page.reload();
  await playground.waitUntilReady();
  expect(page.url()).toBe(link);
  await playground.replaceText("services:\n  edited:\n    image: nginx:1.29\n");
  await expect(page.getByTestId("graph-node-edited")).toBeVisible();
  await expect.poll(() => page.url()).not.toBe(link);
  const address = page.url();

  await page.reload();
  await playground.waitUntilReady();
  await expect(page.getByTestId("graph-node-edited")).toBeVisible();
  expect(page.url()).toBe(address);

  const other = await anotherVisitor(browser);
  await other.open(address.slice(PAGE_URL.length));
  await expect(other.page.getByTestId("graph-node-edited")).toBeVisible();
  await other.page.context().close();

  await page.getByTestId("keep-link-copy").click();
  await expect.poll(() => page.url()).toBe(PAGE_URL);
});

test("a link opens the file, the view and the moment that were shared", async ({ playground, browser }) => {
  const { page } = playground;
  await playground.open();
  await playground.tab("Dockerfile").click();
  await page.getByRole("tab", { name: "Resolved" }).click();
  const link = await playground.link();
  const other = await anotherVisitor(browser);
  await other.page.goto(link);
  await expect(other.tab("Dockerfile")).toHaveAttribute("aria-selected", "true");
  await expect(other.page.getByRole("tab", { name: "Resolved" })).toHaveAttribute("aria-selected", "true");
  await other.page.context().close();
});

test("a link that can't be opened is removed from the address", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await page.evaluate(() => (location.hash = "#1:AAAAnotalink____"));
  await expect(page.getByTestId("notice")).toBeVisible();
  expect(page.url()).toBe(PAGE_URL);
});
