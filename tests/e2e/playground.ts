// What the browser tests have in common: the built page below a path of a host, which fails its test when it
// logs an error or asks another host for anything, and words for what a reader does.
import { readFile } from "node:fs/promises";
import { test as base, expect, type Browser, type Locator, type Page } from "@playwright/test";
import { DIST, publish } from "./server.mjs";

export { expect };

/** A phase of a container, as the timeline draws it. */
export interface Segment {
  container: string;
  phase: string;
  from: number;
  to: number;
}

/** The page, and what a reader does with it. */
export class Playground {
  /** What went wrong on the page so far. */
  readonly faults: string[] = [];

  constructor(readonly page: Page) {
    const { origin } = new URL(ADDRESS);
    page.on("pageerror", (error) => this.faults.push(`uncaught: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.faults.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      const isInside = ["data:", "blob:"].includes(url.protocol) || url.origin === origin;
      if (!isInside) this.faults.push(`asks another host: ${request.url()}`);
    });
  }

  /** Opens the page and waits until the example, or whatever was kept, is drawn. */
  async open(fragment = ""): Promise<void> {
    await this.page.goto(ADDRESS + fragment);
    await this.ready();
  }

  async ready(): Promise<void> {
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

  get stale(): Locator {
    return this.page.getByTestId("stale-notice");
  }

  get editor(): Locator {
    return this.page.locator(".cm-content").first();
  }

  tab(path: string): Locator {
    return this.page.getByTestId(`tab-${path}`);
  }

  /** The lines of the editor whose text holds `text`. */
  line(text: string): Locator {
    return this.page.locator(".cm-line", { hasText: text });
  }

  /** The open file's text, as far as the editor draws it: files here are short. */
  async text(): Promise<string> {
    return this.editor.evaluate((content) => {
      const line = (element: Element) => {
        const copy = element.cloneNode(true) as Element;
        for (const hint of copy.querySelectorAll(".cm-hint")) hint.remove();
        return copy.textContent ?? "";
      };
      return [...content.querySelectorAll(".cm-line")].map(line).join("\n");
    });
  }

  /** Replaces the open file's text, as pasting over everything does. */
  async replaceText(text: string): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press("Control+A");
    await this.editor.evaluate((content, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  /** Puts the cursor at the end of the first line that holds `text`. */
  async goToEndOf(text: string): Promise<void> {
    await this.line(text).first().click();
    await this.page.keyboard.press("End");
  }

  /** All phases on the timeline, container by container. */
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

  /** What a click on `button` downloads. */
  async download(button: Locator): Promise<{ name: string; content: Buffer }> {
    const [download] = await Promise.all([this.page.waitForEvent("download"), button.click()]);
    return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
  }

  /** Opens the menu that holds the exports. */
  async openExports(): Promise<void> {
    await this.page.getByTestId("export-menu").click();
  }

  /** The link that the share dialog shows. */
  async link(): Promise<string> {
    await this.page.getByTestId("share").click();
    const field = this.page.getByTestId("share-link");
    await expect(field).toBeVisible();
    const link = await field.inputValue();
    await this.page.keyboard.press("Escape");
    await expect(field).toBeHidden();
    return link;
  }
}

/** Where the page is published: below a path, as on many hosts. */
export const ADDRESS = "http://localhost/some/where/";

export const test = base.extend<{ playground: Playground }>({
  playground: async ({ page, context }, use) => {
    await publish(context, DIST, ADDRESS);
    const playground = new Playground(page);
    await use(playground);
    expect(playground.faults).toEqual([]);
  },
});

/** A reader with a browser of their own. */
export async function anotherReader(browser: Browser): Promise<Playground> {
  const context = await browser.newContext();
  await publish(context, DIST, ADDRESS);
  return new Playground(await context.newPage());
}

/** Takes a picture into test-results/screens/. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/screens/${name}.png`, animations: "disabled" });
}
