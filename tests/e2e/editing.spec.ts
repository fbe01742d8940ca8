// Editing: errors are marked immediately, the preview shows what can be understood, and no work is lost.
import { expect, test } from "./playground";

/** Maximum time from a key to the error that it causes, in milliseconds. */
const MAX_DELAY = 200;

declare global {
  interface Window {
    errorDelay: Promise<number>;
  }
}

/** Sets `window.errorDelay` to the time between the next key and the first error. */
function measureErrorDelay(): void {
  window.errorDelay = new Promise((resolve) => {
    let start = 0;
    addEventListener("keydown", () => (start = performance.now()), { capture: true, once: true });
    const check = () => {
      const hasError = document.querySelector('[data-testid="problem"][data-severity="error"]') !== null;
      if (hasError && start > 0) resolve(performance.now() - start);
      else requestAnimationFrame(check);
    };
    check();
  });
}

test("an error is marked within 200 ms and the preview stays visible", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.goToEndOf("condition: service_healthy");
  const delays: number[] = [];
  // A busy machine may be slow once, so the fastest of three attempts counts.
  for (let attempt = 0; attempt < 3; attempt++) {
    await page.evaluate(measureErrorDelay);
    await page.keyboard.type("!");
    delays.push(await page.evaluate(() => window.errorDelay));

    const number = await playground.editor.evaluate((content) => {
      const lines = [...content.querySelectorAll(".cm-line")];
      return lines.findIndex((line) => line.textContent?.includes("service_healthy!")) + 1;
    });
    await expect(playground.errors.first()).toHaveAttribute("data-line", String(number));
    await expect(playground.line("service_healthy!").locator(".cm-lintRange-error").first()).toBeVisible();
    await expect(playground.incompleteNotice).toBeVisible();
    await expect(playground.incompleteNotice).toContainText("incomplete: 1 error");
    await expect(playground.nodes).toHaveCount(2);

    await page.keyboard.press("Backspace");
    await expect(playground.errors).toHaveCount(0);
    await expect(playground.incompleteNotice).toBeHidden();
  }
  test.info().annotations.push({ type: "delay from key to error", description: delays.map((delay) => `${Math.round(delay)} ms`).join(", ") });
  expect(Math.min(...delays)).toBeLessThan(MAX_DELAY);
});

test("a YAML syntax error is marked until it is fixed", async ({ playground }) => {
  await playground.open();
  const valid = await playground.text();
  await playground.replaceText("services:\n  web:\n    image: nginx\n   ports: [80]\n");
  await expect(playground.errors.first()).toHaveAttribute("data-line", "4");
  await expect(playground.incompleteNotice).toBeVisible();
  await expect(playground.nodes).toHaveCount(1);
  await playground.replaceText(valid);
  await expect(playground.errors).toHaveCount(0);
  await expect(playground.incompleteNotice).toBeHidden();
  await expect(playground.nodes).toHaveCount(2);
});

test("a service with errors is marked, and the mark leads to the first", async ({ playground }) => {
  await playground.open();
  await playground.replaceText("services:\n  db:\n    image: redis:8\n  web:\n    image: nginx:1.29\n    ports: [x]\n");
  await expect(playground.nodes).toHaveCount(2);
  const mark = playground.page.getByTestId("error-mark-web");
  await expect(mark).toContainText("1 error");
  await expect(playground.page.getByTestId("error-mark-db")).toHaveCount(0);
  await mark.click();
  await expect(playground.page.locator(".cm-activeLine")).toContainText("ports: [x]");
});

test("new services appear in the graph", async ({ playground }) => {
  await playground.open();
  await playground.replaceText("services:\n  cache:\n    image: redis:8\n  app:\n    image: nginx:1.29\n    depends_on: [cache]\n");
  await expect(playground.nodes).toHaveCount(2);
  await expect(playground.page.getByTestId("graph-edge-cache-app")).toHaveAttribute("data-condition", "service_started");
});

test("an edit right before a reload is saved", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.goToEndOf("condition: service_healthy");
  await page.keyboard.press("Enter");
  await page.keyboard.type("# kept?");
  await page.reload();
  await playground.waitUntilReady();
  await expect(playground.line("# kept?")).toBeVisible();
});

test("an edit right before a reload is saved on a busy machine", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const client = await page.context().newCDPSession(page);
  await playground.goToEndOf("condition: service_healthy");
  await client.send("Emulation.setCPUThrottlingRate", { rate: 20 });
  await page.keyboard.press("Enter");
  await page.keyboard.type("# kept?");
  await page.reload();
  await client.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await playground.waitUntilReady();
  await expect(playground.line("# kept?")).toBeVisible();
});

test("two tabs with the same project lose no edit", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByText("condition: service_healthy").waitFor();
  await playground.goToEndOf("condition: service_healthy");
  await page.keyboard.press("Enter");
  await page.keyboard.type("# first");
  const firstInOther = other.locator(".cm-line", { hasText: "# first" });
  await expect(firstInOther).toBeVisible();
  await firstInOther.click();
  await other.keyboard.press("End");
  await other.keyboard.type(" second");
  await expect(playground.line("# first second")).toBeVisible();
  await page.reload();
  await playground.waitUntilReady();
  await expect(playground.line("# first second")).toBeVisible();
  await other.close();
});

test("the undo history is kept while another file is shown", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const before = await playground.text();
  await playground.goToEndOf("build: .");
  await page.keyboard.type("/app");
  await playground.tab("Dockerfile").click();
  await expect(playground.line("FROM ").first()).toBeVisible();
  await playground.tab("compose.yaml").click();
  await expect(playground.line("build: ./app")).toBeVisible();
  await playground.editor.focus();
  await page.keyboard.press("Control+Z");
  await expect.poll(() => playground.text()).toBe(before);
});

test("clicking a problem goes to its location", async ({ playground }) => {
  await playground.open();
  await playground.replaceText(`${"# a long comment\n".repeat(80)}services:\n  web:\n    image: nginx\n    portz: [80]\n`);
  const problem = playground.problems.first();
  await expect(problem).toHaveAttribute("data-line", "84");
  await problem.getByText("portz").first().click();
  await expect(playground.line("portz")).toBeInViewport();
  await expect(playground.editor).toBeFocused();
});

test("opening an example can be undone", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText("services:\n  mine:\n    image: nginx:1.29\n");
  await expect(page.getByTestId("graph-node-mine")).toBeVisible();
  await page.getByTestId("examples-menu").click();
  await page.getByTestId("example-flask-mariadb").click();
  await expect(page.getByTestId("graph-node-db")).toBeVisible();
  await page.getByTestId("undo").click();
  await expect(page.getByTestId("graph-node-mine")).toBeVisible();
});

test("a damaged saved project is kept", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await page.evaluate(() => {
    addEventListener("pagehide", () => localStorage.setItem("drydock.project", '{"version":1,"files":'));
  });
  await page.reload();
  await playground.waitUntilReady();
  const stored = await page.evaluate(() => Object.values({ ...localStorage }));
  expect(stored).toContain('{"version":1,"files":');
});
