// What a visitor sees first: the example, drawn and simulated.
import { expect, test } from "./playground";

test("the example is drawn: two services and what web waits for", async ({ playground }) => {
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
  const runs = ["starting", "running", "healthy"];
  const started = segments.find(({ container, phase }) => container.includes("web") && runs.includes(phase));
  expect(healthy, JSON.stringify(segments)).toBeDefined();
  expect(started, JSON.stringify(segments)).toBeDefined();
  expect(healthy!.from).toBeGreaterThan(0);
  expect(started!.from).toBeGreaterThanOrEqual(healthy!.from);
});

test("segments of a lane follow each other without gaps", async ({ playground }) => {
  await playground.open();
  const last = new Map<string, number>();
  for (const { container, from, to } of await playground.segments()) {
    expect(to).toBeGreaterThanOrEqual(from);
    expect(from).toBe(last.get(container) ?? from);
    last.set(container, to);
  }
  expect(last.size).toBe(2);
});

test("the playhead moves by key and the graph shows the states of its moment", async ({ playground }) => {
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

test("a bar answers why, down to the file", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await page.locator('[data-testid^="segment-web"][data-phase="running"]').first().click();
  const why = page.getByTestId("why");
  await expect(why).toBeVisible();
  await expect(why).toContainText("healthy");
  await expect(why).toContainText("compose.yaml");
  await page.keyboard.press("Escape");
  await expect(why).toBeHidden();
});

test("the insight says when web starts", async ({ playground }) => {
  await playground.open();
  await expect(playground.page.getByTestId("insight")).toContainText(/web starts at \d/);
});

test("the insight's fix makes web start earlier, and can be undone", async ({ playground }) => {
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

test("the example with mistakes names them", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await page.getByTestId("examples-menu").click();
  await page.getByTestId("example-flask-mariadb-broken").click();
  const problem = (code: string) => page.locator(`[data-testid="problem"][data-code="${code}"]`);
  await expect(problem("obsolete-version")).toHaveCount(1);
  await expect(problem("missing-space")).toHaveAttribute("data-line", "27");
  await expect(problem("unknown-instruction")).toContainText("Dockerfile:3");
  // A variable is one finding, however often it is used.
  await expect(problem("unset-variable")).toHaveCount(2);
  await expect(problem("unset-variable").first()).toContainText("also at compose.yaml:23");
  await expect(playground.line("MYSQL_USER").locator(".cm-lintRange-warning")).toBeVisible();

  // Nothing can be drawn, so the page says why and leads there.
  await page.getByTestId("first-error").click();
  await expect(page.locator(".cm-activeLine")).toContainText("-./data");
  await page.getByTestId("fix-all").click();
  await expect(playground.nodes).toHaveCount(2);
  await expect(playground.errors).toHaveCount(0);
  await expect(problem("unset-variable")).toHaveCount(2);
  await expect(page.getByTestId("insight")).toContainText("mysqladmin");
  await playground.tab("Dockerfile").click();
  await expect(playground.line("COPY . /app")).toBeVisible();
  // The timeline has the width that there is.
  const widths = await page.locator('[data-testid^="segment-db"] rect').evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
  expect(Math.max(...widths)).toBeGreaterThan(300);
});

test("the languages of other files are fetched with the first such file", async ({ playground }) => {
  const { page } = playground;
  const fetched: string[] = [];
  page.on("request", (request) => void fetched.push(request.url()));
  const modes = () => fetched.filter((url) => url.includes("/bundle/modes-")).length;
  await playground.open();
  await expect(playground.line("services").locator("span").first()).toBeVisible();
  expect(modes()).toBe(0);
  await playground.tab("app.py").click();
  await expect(playground.line("import").first().locator("span").first()).toHaveText("import");
  await playground.tab("Dockerfile").click();
  await expect(playground.line("FROM").first().locator("span").first()).toHaveText("FROM");
  expect(modes()).toBe(1);
});

test("finding is fetched with the first focus", async ({ playground }) => {
  const { page } = playground;
  const fetched: string[] = [];
  page.on("request", (request) => void fetched.push(request.url()));
  await playground.open();
  expect(fetched.filter((url) => url.includes("/bundle/search-"))).toEqual([]);
  await playground.line("services").click();
  await page.keyboard.press("Control+f");
  await expect(page.getByLabel("Find", { exact: true })).toBeFocused();
  await page.keyboard.type("healthcheck");
  await expect(page.locator(".cm-searchMatch").first()).toHaveText("healthcheck");
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Find", { exact: true })).toBeHidden();
  expect(fetched.filter((url) => url.includes("/bundle/search-"))).toHaveLength(1);
});
