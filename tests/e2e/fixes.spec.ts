// Fixes: the editor has the focus afterwards, its caret is at the change, and the fix can be undone.
import { expect, test, type Playground } from "./playground";

const TYPOS = "services:\n  a:\n    imagee: redis:8\n  b:\n    imagee: nginx:1.29\n    restart: always\n";

/** Returns the text of the line with the caret, up to the caret. */
async function textBeforeCaret(playground: Playground): Promise<string> {
  return playground.page.evaluate(() => {
    const { anchorNode, anchorOffset } = getSelection()!;
    const line = (anchorNode instanceof Element ? anchorNode : anchorNode?.parentElement)?.closest(".cm-line");
    const range = document.createRange();
    range.setStart(line!, 0);
    range.setEnd(anchorNode!, anchorOffset);
    return range.toString();
  });
}

test("after a fix, typing continues at the change and Ctrl-Z undoes the fix", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText(TYPOS);
  await expect(playground.errors).toHaveCount(2);
  await playground.errors.nth(1).locator("button.fix").first().click();
  await expect(playground.errors).toHaveCount(1);
  await expect(playground.editor).toBeFocused();
  expect(await textBeforeCaret(playground)).toBe("    image");
  await expect(page.getByTestId("toast")).toContainText("Applied: Write image");
  await page.keyboard.press("Control+Z");
  await expect.poll(() => playground.text()).toBe(TYPOS);
  await expect(page.getByTestId("undo-fix")).toBeHidden();
  await page.keyboard.press("Control+Shift+Z");
  await expect(playground.errors).toHaveCount(1);
});

test("the toast undoes only its own fix, until the file is edited", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText(TYPOS);
  await playground.errors.nth(0).locator("button.fix").first().click();
  await page.getByTestId("undo-fix").click();
  await expect.poll(() => playground.text()).toBe(TYPOS);
  await expect(playground.editor).toBeFocused();
  await playground.errors.nth(0).locator("button.fix").first().click();
  await expect(page.getByTestId("undo-fix")).toBeVisible();
  await page.keyboard.type("x");
  await expect(page.getByTestId("toast")).toBeVisible();
  await expect(page.getByTestId("undo-fix")).toBeHidden();
});

test("all problems of a kind are fixed in one step", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText(TYPOS);
  await playground.problems.nth(0).getByTestId("fix-all").click();
  await expect(playground.errors).toHaveCount(0);
  await expect(page.getByTestId("toast")).toContainText("Applied 2 fixes");
  await expect(playground.editor).toBeFocused();
  await page.keyboard.press("Control+Z");
  await expect.poll(() => playground.text()).toBe(TYPOS);
});

test("the insight's suggestion is undone by Ctrl-Z", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const before = await playground.text();
  await page.getByTestId("insight-fix").click();
  await expect.poll(() => playground.text()).not.toBe(before);
  await expect(playground.editor).toBeFocused();
  await page.keyboard.press("Control+Z");
  await expect.poll(() => playground.text()).toBe(before);
});

test("a fix in a file that was never shown opens it and is undone by Ctrl-Z", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.tab("Dockerfile").click();
  await playground.replaceText("FROM python:3.13-slim\nCOPPY . .\n");
  await expect(playground.problems.filter({ hasText: "COPPY" })).toBeVisible();
  await playground.tab("compose.yaml").click();
  await page.waitForTimeout(1500);
  await page.reload();
  await playground.waitUntilReady();
  await playground.problems.filter({ hasText: "COPPY" }).locator("button.fix").first().click();
  await expect(playground.tab("Dockerfile")).toHaveAttribute("aria-selected", "true");
  await expect(playground.editor).toBeFocused();
  expect(await textBeforeCaret(playground)).toBe("COPY");
  await page.keyboard.press("Control+Z");
  await expect(playground.line("COPPY")).toBeVisible();
});

test("a fix that adds a file opens it, and the toast removes it", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText("services:\n  web:\n    image: nginx:$TAG\n    ports: ['$PORT:80']\n");
  await playground.problems.filter({ hasText: "2 variables are not set" }).locator("button.fix").first().click();
  await expect(playground.tab(".env")).toHaveAttribute("aria-selected", "true");
  await expect(playground.editor).toBeFocused();
  await expect(playground.line("PORT=")).toBeVisible();
  await page.getByTestId("undo-fix").click();
  await expect(playground.problems.filter({ hasText: "2 variables are not set" })).toBeVisible();
  await expect(playground.tab("compose.yaml")).toHaveAttribute("aria-selected", "true");
});

test("a second compose file can be used instead of the first", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await page.getByTestId("add-file").click();
  await page.getByTestId("file-name").fill("docker-compose.yml");
  await page.keyboard.press("Enter");
  await expect(playground.editor).toBeFocused();
  await page.keyboard.insertText("services:\n  other:\n    image: nginx:1.29\n");
  const problem = playground.problems.filter({ hasText: "several candidates" });
  await problem.getByRole("button", { name: "Use docker-compose.yml and remove compose.yaml" }).click();
  await expect(page.getByTestId("graph-node-other")).toBeVisible();
  await expect(playground.tab("compose.yaml")).toHaveCount(0);
  await page.getByTestId("undo").click();
  await expect(page.getByTestId("graph-node-db")).toBeVisible();
});

test("a rejected file name is explained in the dialog, and a new file can be typed into at once", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await page.getByTestId("add-file").click();
  const input = page.getByTestId("file-name");
  await input.fill("compose.yaml");
  await page.getByTestId("file-ok").click();
  await expect(input).toHaveAccessibleDescription("A file with this name already exists.");
  await expect(input).toHaveAttribute("aria-invalid", "true");
  await expect(input).toBeFocused();
  await expect(page.getByTestId("toast")).toHaveCount(0);
  await page.keyboard.type("notes.txt");
  await expect(input).toHaveAccessibleDescription("");
  await page.keyboard.press("Enter");
  await expect(input).toBeHidden();
  await expect(playground.editor).toBeFocused();
  await page.keyboard.type("typed at once");
  await expect(playground.line("typed at once")).toBeVisible();
  await page.getByTestId("rename-file").click();
  await input.fill("more.txt");
  await page.keyboard.press("Enter");
  await expect(playground.tab("more.txt")).toBeVisible();
  await expect(playground.editor).toBeFocused();
});
