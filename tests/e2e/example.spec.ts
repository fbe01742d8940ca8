// The first example, which new visitors see, and the example with errors.
import { expect, test } from "./playground";

test("the graph shows two services and their dependency", async ({ playground }) => {
  await playground.open();
  await expect(playground.nodes).toHaveCount(2);
  await expect(playground.page.getByTestId("graph-node-db")).toBeVisible();
  await expect(playground.page.getByTestId("graph-node-web")).toBeVisible();
  await expect(playground.edges).toHaveCount(1);
  await expect(playground.page.getByTestId("graph-edge-db-web")).toHaveAttribute("data-condition", "service_healthy");
  await expect(playground.errors).toHaveCount(0);
});

test("web starts only after db is healthy", async ({ playground }) => {
  await playground.open();
  const segments = await playground.segments();
  const healthy = segments.find(({ container, phase }) => container.includes("db") && phase === "healthy");
  const running = ["starting", "running", "healthy"];
  const started = segments.find(({ container, phase }) => container.includes("web") && running.includes(phase));
  expect(healthy, JSON.stringify(segments)).toBeDefined();
  expect(started, JSON.stringify(segments)).toBeDefined();
  expect(healthy!.from).toBeGreaterThan(0);
  expect(started!.from).toBeGreaterThanOrEqual(healthy!.from);
});

test("segments of a lane have no gaps", async ({ playground }) => {
  await playground.open();
  const ends = new Map<string, number>();
  for (const { container, from, to } of await playground.segments()) {
    expect(to).toBeGreaterThanOrEqual(from);
    expect(from).toBe(ends.get(container) ?? from);
    ends.set(container, to);
  }
  expect(ends.size).toBe(2);
});

test("the graph shows the states at the playhead", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const db = page.getByTestId("graph-node-db");
  const playhead = page.getByTestId("playhead");
  await playhead.focus();
  await page.keyboard.press("Home");
  const before = await page.getByTestId("playhead-time").textContent();
  await expect(db).not.toHaveAttribute("data-state", "healthy");
  await page.keyboard.press("End");
  await expect(db).toHaveAttribute("data-state", "healthy");
  expect(await page.getByTestId("playhead-time").textContent()).not.toBe(before);
});

test("playing moves the playhead", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await page.getByTestId("playhead").focus();
  await page.keyboard.press("Home");
  const time = page.getByTestId("playhead-time");
  const before = await time.textContent();
  await page.getByTestId("play").click();
  await expect(time).not.toHaveText(before ?? "");
});

test("clicking a bar explains it, with locations in the file", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await page.locator('[data-testid^="segment-web"][data-phase="running"]').first().click();
  const explanation = page.getByTestId("explanation");
  await expect(explanation).toBeVisible();
  await expect(explanation).toContainText("healthy");
  await expect(explanation).toContainText("compose.yaml");
  await page.keyboard.press("Escape");
  await expect(explanation).toBeHidden();
});

test("the insight says when web starts", async ({ playground }) => {
  await playground.open();
  await expect(playground.page.getByTestId("insight")).toContainText(/web starts at \d/);
});

test("the insight's suggestion makes web start earlier and can be undone", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const insight = page.getByTestId("insight");
  const before = await insight.textContent();
  const text = await playground.text();
  await page.getByTestId("insight-fix").click();
  await expect(insight).not.toContainText("web starts at");
  await expect(playground.line("interval:").first()).toBeVisible();
  await playground.editor.focus();
  await page.keyboard.press("Control+Z");
  await expect(insight).toHaveText(before ?? "");
  expect(await playground.text()).toBe(text);
});

test("the resolved tab shows the canonical file", async ({ playground }) => {
  await playground.open();
  await playground.page.getByRole("tab", { name: "Resolved" }).click();
  const text = playground.page.getByTestId("resolved-text");
  await expect(text).toContainText("condition: service_healthy");
  await expect(text).toContainText("context:");
});

test("the broken example shows its errors and how to fix them", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await page.getByTestId("examples-menu").click();
  await page.getByTestId("example-flask-mariadb-broken").click();
  const problem = (code: string) => page.locator(`[data-testid="problem"][data-code="${code}"]`);
  await expect(problem("obsolete-version")).toHaveCount(1);
  await expect(problem("missing-space")).toHaveAttribute("data-line", "27");
  await expect(problem("unknown-instruction")).toContainText("Dockerfile:3");
  // Several unset variables are one problem, with all places that use them.
  await expect(problem("unset-variable")).toHaveCount(1);
  await expect(problem("unset-variable")).toContainText("2 variables are not set");
  await expect(problem("unset-variable")).toContainText("also at compose.yaml:23");
  await expect(playground.line("MYSQL_USER").locator(".cm-lintRange-warning")).toBeVisible();

  // The preview says that it is incomplete, and leads to the first error.
  await page.getByTestId("go-to-first-error").click();
  await expect(page.locator(".cm-activeLine")).toContainText("-./data");
  await page.getByTestId("apply-safe-fixes").click();
  await expect(playground.nodes).toHaveCount(2);
  // What the simulation finds is a problem, too: this version of the image has no `mysqladmin`.
  await expect(playground.errors).toHaveCount(1);
  await expect(problem("missing-probe-program")).toContainText("mysqladmin");
  await expect(problem("unset-variable")).toHaveCount(1);
  await expect(problem("unpinned-image")).toHaveCount(2);
  await expect(page.getByTestId("insight")).toContainText("mysqladmin");
  await playground.tab("Dockerfile").click();
  await expect(playground.line("COPY . /app")).toBeVisible();
  // The timeline uses the available width.
  const widths = await page.locator('[data-testid^="segment-db"] rect').evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
  expect(Math.max(...widths)).toBeGreaterThan(300);
});

test("less common languages are loaded when a file needs them", async ({ playground }) => {
  const { page } = playground;
  const requests: string[] = [];
  page.on("request", (request) => void requests.push(request.url()));
  const modes = () => requests.filter((url) => url.includes("/bundle/modes-")).length;
  await playground.open();
  await expect(playground.line("services").locator("span").first()).toBeVisible();
  expect(modes()).toBe(0);
  await playground.tab("app.py").click();
  await expect(playground.line("import").first().locator("span").first()).toHaveText("import");
  await playground.tab("Dockerfile").click();
  await expect(playground.line("FROM").first().locator("span").first()).toHaveText("FROM");
  expect(modes()).toBe(1);
});

test("the search is loaded on the first focus", async ({ playground }) => {
  const { page } = playground;
  const requests: string[] = [];
  page.on("request", (request) => void requests.push(request.url()));
  await playground.open();
  expect(requests.filter((url) => url.includes("/bundle/search-"))).toEqual([]);
  await playground.line("services").click();
  await page.keyboard.press("Control+f");
  await expect(page.getByLabel("Find", { exact: true })).toBeFocused();
  await page.keyboard.type("healthcheck");
  await expect(page.locator(".cm-searchMatch").first()).toHaveText("healthcheck");
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Find", { exact: true })).toBeHidden();
  expect(requests.filter((url) => url.includes("/bundle/search-"))).toHaveLength(1);
});
