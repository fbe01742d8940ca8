// Exports.
import { inflateRawSync } from "node:zlib";
import { expect, test } from "./playground";

/** Returns the files of a ZIP, read from its central directory. */
function unzip(content: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  const end = content.lastIndexOf(Buffer.from("PK\x05\x06"));
  let at = content.readUInt32LE(end + 16);
  for (let count = content.readUInt16LE(end + 10); count > 0; count--) {
    const [method, size] = [content.readUInt16LE(at + 10), content.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => content.readUInt16LE(at + offset));
    const header = content.readUInt32LE(at + 42);
    const path = content.toString("utf8", at + 46, at + 46 + name);
    const start = header + 30 + content.readUInt16LE(header + 26) + content.readUInt16LE(header + 28);
    const packed = content.subarray(start, start + size);
    files.set(path, (method === 8 ? inflateRawSync(packed) : packed).toString("utf8"));
    at += 46 + name + extra + comment;
  }
  return files;
}

test("a ZIP contains the files as written", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.goToEndOf("retries: 10");
  await page.keyboard.press("Enter");
  await page.keyboard.type("interval: 2s  # größer");
  await expect(playground.errors).toHaveCount(0);
  const written = await playground.text();
  await playground.openExportMenu();
  const { name, content } = await playground.download(page.getByTestId("export-zip"));
  expect(name).toMatch(/\.zip$/);
  const files = unzip(content);
  const path = [...files.keys()].find((path) => path.endsWith("compose.yaml"));
  expect(files.get(path ?? "")).toBe(written);
  const names = [...files.keys()].map((path) => path.split("/").pop());
  for (const expected of [".env", ".env.example", "Dockerfile", "app.py", "requirements.txt"]) {
    expect(names).toContain(expected);
  }
});

test("the canonical file and the SVG can be downloaded", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.openExportMenu();
  const canonical = await playground.download(page.getByTestId("export-canonical"));
  expect(canonical.content.toString()).toContain("condition: service_healthy");
  await playground.openExportMenu();
  const svg = await playground.download(page.getByTestId("export-svg"));
  expect(svg.content.toString()).toMatch(/^<(\?xml|svg)/);
  expect(svg.content.toString()).toContain("mariadb");
});

test("exporting files with errors shows a warning first", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.goToEndOf("condition: service_healthy");
  await page.keyboard.type("!");
  await expect(playground.errors.first()).toBeVisible();
  await playground.openExportMenu();
  await page.getByTestId("export-zip").click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(/error/i);
  const { content } = await playground.download(dialog.getByTestId("export-anyway"));
  expect([...unzip(content).values()].some((text) => text.includes("service_healthy!"))).toBe(true);
});
