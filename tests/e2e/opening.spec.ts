// Opening the visitor's own files: pasted and dropped projects replace the example, which can be restored.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Page } from "@playwright/test";
import { crc32, deflateRawSync } from "node:zlib";
import { expect, test } from "./playground";

const PASTED = "services:\n  api:\n    image: caddy:2\n  queue:\n    image: nats:2\n";

/** Files by path. */
type FilesByPath = Record<string, string | Buffer>;

/** Writes files to the disk and drops them, or the folders that contain them, on the page. */
async function drop(page: Page, files: FilesByPath): Promise<void> {
  const folder = test.info().outputPath("dropped");
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const names = [...new Set(Object.keys(files).map((path) => path.split("/")[0]))];
  const data = { items: [], files: names.map((name) => join(folder, name)), dragOperationsMask: 1 };
  const client = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await client.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  }
}

/** Packs a ZIP as other programs do: with data descriptors and Unix permissions. */
function zip(files: Record<string, string>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(text);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(text), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(Buffer.byteLength(text), 8);
    const header = Buffer.alloc(30);
    header.write("PK\x03\x04\x14\0\x08\x08\x08\0", "latin1");
    header.writeUInt16LE(name.length, 26);
    const local = Buffer.concat([header, name, packed, Buffer.from("PK\x07\x08", "latin1"), sizes]);
    const entry = Buffer.alloc(46);
    entry.write("PK\x01\x02\x14\x03\x14\0\x08\x08\x08\0", "latin1");
    sizes.copy(entry, 16);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(0o100644 * 65536, 38);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, name);
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  for (const at of [8, 10]) end.writeUInt16LE(Object.keys(files).length, at);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}

test("a whole file pasted over the example opens as a separate project", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const example = await playground.text();
  await playground.pasteOverAll(PASTED);
  await expect(page.getByTestId("graph-node-api")).toBeVisible();
  await expect(playground.nodes).toHaveCount(2);
  await expect(page.locator('[data-testid^="tab-"]')).toHaveCount(1);
  await expect(page.getByTestId("project-name")).not.toContainText("flask");
  await expect(page.getByTestId("undo-notice")).toContainText("its own project");
  await page.getByTestId("undo").click();
  await expect(page.getByTestId("graph-node-db")).toBeVisible();
  await expect(playground.tab(".env")).toBeVisible();
  await expect.poll(() => playground.text()).toBe(example);
});

test("Ctrl-Z after a paste that opened a project restores the example", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const example = await playground.text();
  await playground.pasteOverAll(PASTED);
  await expect(page.getByTestId("undo-notice")).toBeVisible();
  await expect(playground.editor).toBeFocused();
  await page.keyboard.press("Control+Z");
  await expect(playground.tab(".env")).toBeVisible();
  await expect.poll(() => playground.text()).toBe(example);
  await expect(page.getByTestId("undo-notice")).toHaveCount(0);
});

test("Ctrl-Z in a pasted project undoes its own edits only", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.pasteOverAll(PASTED);
  await expect(page.getByTestId("undo-notice")).toBeVisible();
  await playground.goToEndOf("image: nats:2");
  await page.keyboard.type("-alpine");
  for (let presses = 0; presses < 5; presses++) await page.keyboard.press("Control+Z");
  await expect.poll(() => playground.text()).toBe(PASTED);
  await expect(page.getByTestId("graph-node-queue")).toBeVisible();
  await page.reload();
  await playground.waitUntilReady();
  expect(await playground.text()).toBe(PASTED);
});

test("a pasted file can be added to the project instead", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const example = await playground.text();
  await playground.pasteOverAll(PASTED);
  await page.getByTestId("add-instead").click();
  await expect(playground.tab(".env")).toBeVisible();
  await expect(page.getByTestId("project-name")).toContainText("flask");
  expect(await playground.text()).toBe(PASTED);
  await page.getByTestId("undo").click();
  await expect.poll(() => playground.text()).toBe(example);
});

test("a pasted part of a file is an edit", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.goToEndOf("services:");
  await playground.editor.evaluate((content) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "\n  cache:\n    image: redis:8");
    content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(page.getByTestId("graph-node-cache")).toBeVisible();
  await expect(playground.nodes).toHaveCount(3);
  await expect(page.getByTestId("undo-notice")).toHaveCount(0);
});

test("a dropped compose file opens as a separate project", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await drop(page, { "docker-compose.yml": PASTED });
  await expect(playground.tab("docker-compose.yml")).toBeVisible();
  await expect(page.locator('[data-testid^="tab-"]')).toHaveCount(1);
  await expect(page.getByTestId("graph-node-api")).toBeVisible();
  await page.getByTestId("add-instead").click();
  await expect(playground.tab("Dockerfile")).toBeVisible();
  await expect(playground.tab("docker-compose.yml")).toBeVisible();
});

test("a dropped ZIP opens as a separate project", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const content = zip({ "shop-main/docker-compose.yml": PASTED, "shop-main/web/Dockerfile": "FROM nginx:1.29\n" });
  await drop(page, { "download.zip": content });
  await expect(playground.tab("web/Dockerfile")).toBeVisible();
  await expect(page.locator('[data-testid^="tab-"]')).toHaveCount(2);
  await expect(page.getByTestId("project-name")).toContainText("shop-main");
  await expect(page.getByTestId("graph-node-queue")).toBeVisible();
  await page.getByTestId("undo").click();
  await expect(playground.tab("app.py")).toBeVisible();
});

test("a dropped folder opens as a separate project", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await drop(page, { "Shop/compose.yaml": PASTED, "Shop/.env": "A=1\n", "Shop/node_modules/a/index.js": "x" });
  await expect(page.getByTestId("undo-notice")).toContainText("Opened Shop with 2 files.");
  await expect(page.getByTestId("project-name")).toContainText("shop");
  await expect(page.getByTestId("graph-node-api")).toBeVisible();
});

test("a damaged ZIP changes nothing and is explained", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await drop(page, { "project.zip": "PK" });
  await expect(page.getByTestId("notice")).toContainText("Can't read project.zip");
  await expect(playground.tab("app.py")).toBeVisible();
});

test("other dropped files are added to the project", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await drop(page, { "notes.txt": "x", "pod.yaml": "apiVersion: v1\nkind: Pod\n" });
  await expect(playground.tab("notes.txt")).toBeVisible();
  await expect(playground.tab("app.py")).toBeVisible();
});

test("a pasted Kubernetes manifest is recognized", async ({ playground }) => {
  await playground.open();
  await playground.pasteOverAll("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n");
  await expect(playground.problems).toHaveCount(1);
  await expect(playground.problems.first()).toContainText("this is a Kubernetes manifest, not a compose file");
});
