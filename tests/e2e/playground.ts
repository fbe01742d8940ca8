// Shared parts of the browser tests: the built page, published below a path, and helpers that act as a visitor does.
// A test fails if the page logs an error or a warning, or requests anything from another host.
import { readFile } from "node:fs/promises";
import type { EditorView } from "@codemirror/view";
import { test as base, expect, type Browser, type Locator, type Page } from "@playwright/test";
import { DIST, publish } from "./server.mjs";

export { expect };

/** A phase of a container in the timeline. */
export interface Segment {
  container: string;
  phase: string;
  from: number;
  to: number;
}

/** The page, with helpers that act as a visitor does. */
export class Playground {
  /** Errors, warnings and forbidden requests of the page so far. */
  readonly pageErrors: string[] = [];

  constructor(readonly page: Page) {
    const { origin } = new URL(PAGE_URL);
    page.on("pageerror", (error) => this.pageErrors.push(`uncaught: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.pageErrors.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      const isAllowed = ["data:", "blob:"].includes(url.protocol) || url.origin === origin;
      if (!isAllowed) this.pageErrors.push(`request to another host: ${request.url()}`);
    });
  }

  /** Opens the page and waits until it is ready. */
  async open(fragment = ""): Promise<void> {
    await this.page.goto(PAGE_URL + fragment);
    await this.waitUntilReady();
  }

  /** Waits until the graph is drawn and the editor is visible. */
  async waitUntilReady(): Promise<void> {
    await expect(this.nodes.first()).toBeVisible({ timeout: 10_000 });
    await expect(this.editor).toBeVisible();
  }

  get nodes(): Locator {
    return this.page.locator('[data-testid^="graph-node-"]');
  }

  get edges(): Locator {
    return this.page.locator('[data-testid^="graph-edge-"]');
  }

  get problems(): Locator {
    return this.page.getByTestId("problem");
  }

  get errors(): Locator {
    return this.page.locator('[data-testid="problem"][data-severity="error"]');
  }

  /** The notice that the simulation is incomplete, because the project does not load. */
  get incompleteNotice(): Locator {
    return this.page.getByTestId("incomplete");
  }

  get editor(): Locator {
    return this.page.locator(".cm-content").first();
  }

  tab(path: string): Locator {
    return this.page.getByTestId(`tab-${path}`);
  }

  /** The lines of the editor that contain a text. */
  line(text: string): Locator {
    return this.page.locator(".cm-line", { hasText: text });
  }

  /** Returns the text of the open file. The editor renders short files completely. */
  async text(): Promise<string> {
    return this.editor.evaluate((content) => {
      const line = (element: Element) => {
        const clone = element.cloneNode(true) as Element;
        for (const hint of clone.querySelectorAll(".cm-inlay-hint")) hint.remove();
        return clone.textContent ?? "";
      };
      return [...content.querySelectorAll(".cm-line")].map(line).join("\n");
    });
  }

  /** Replaces the text of the open file in one edit, as typing over a selection does. */
  async replaceText(text: string): Promise<void> {
    await this.editor.click();
    await this.editor.evaluate((content, insert) => {
      const { view } = (content as unknown as { cmTile: { view: EditorView } }).cmTile;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert }, userEvent: "input.type" });
    }, text);
  }

  /** Replaces the text of the open file by selecting all and pasting. */
  async pasteOverAll(text: string): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press("Control+A");
    await this.editor.evaluate((content, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  /** Moves the cursor to the end of the first line that contains a text. */
  async goToEndOf(text: string): Promise<void> {
    await this.line(text).first().click();
    await this.page.keyboard.press("End");
  }

  /** Returns all phases in the timeline, container by container. */
  async segments(): Promise<Segment[]> {
    return this.page.locator('[data-testid^="segment-"]').evaluateAll((elements) =>
      elements.map((element) => ({
        container: (element.getAttribute("data-testid") ?? "").replace(/^segment-(.*)-\d+$/, "$1"),
        phase: element.getAttribute("data-phase") ?? "",
        from: Number(element.getAttribute("data-from")),
        to: Number(element.getAttribute("data-to")),
      })),
    );
  }

  /** Clicks a button and returns the file that it downloads. */
  async download(button: Locator): Promise<{ name: string; content: Buffer }> {
    const [download] = await Promise.all([this.page.waitForEvent("download"), button.click()]);
    return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
  }

  /** Opens the menu of export formats. */
  async openExportMenu(): Promise<void> {
    await this.page.getByTestId("export-menu").click();
  }

  /** Returns the link that the share dialog shows. */
  async link(): Promise<string> {
    await this.page.getByTestId("share").click();
    const input = this.page.getByTestId("share-link");
    await expect(input).toBeVisible();
    const link = await input.inputValue();
    await this.page.keyboard.press("Escape");
    await expect(input).toBeHidden();
    return link;
  }
}

/** URL that the page is published at: below a path, as on many hosts. */
export const PAGE_URL = "http://localhost/some/where/";

export const test = base.extend<{ playground: Playground }>({
  playground: async ({ page, context }, use) => {
    await publish(context, DIST, PAGE_URL);
    const playground = new Playground(page);
    await use(playground);
    expect(playground.pageErrors).toEqual([]);
  },
});

/** Creates a page in a separate browser context, as another visitor has it. */
export async function anotherVisitor(browser: Browser): Promise<Playground> {
  const context = await browser.newContext();
  await publish(context, DIST, PAGE_URL);
  return new Playground(await context.newPage());
}

/** Saves a screenshot in test-results/screens/. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/screens/${name}.png`, animations: "disabled" });
}
