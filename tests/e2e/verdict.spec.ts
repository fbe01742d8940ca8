// What makes startup fail: the insight turns red, and Problems has its line and its fix.
import { expect, test } from "./playground";

const CLASH = `services:
  a:
    image: nginx:1.29
    ports: ["8080:80"]
  b:
    image: nginx:1.29
    ports: ["8080:80"]
`;
const JOB = `services:
  migrate:
    image: my/job:1
  web:
    image: nginx:1.29
    depends_on:
      migrate: {condition: service_completed_successfully}
`;

test("a port clash is a problem at both lines, and its fix makes startup succeed", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText(CLASH);
  const insight = page.getByTestId("insight");
  await expect(insight).toHaveClass(/failed/);
  await expect(insight).toContainText(/up fails at \d.*host port 8080/);
  await expect(page.getByTestId("status-ready")).toHaveText("✕ startup fails");
  const problem = page.locator('[data-testid="problem"][data-code="host-port-in-use"]');
  await expect(problem).toHaveAttribute("data-severity", "error");
  await expect(problem).toContainText("compose.yaml:4");
  await expect(problem).toContainText("compose.yaml:7");
  await expect(playground.line("8080:80").locator(".cm-lintRange-error")).toHaveCount(2);
  await expect(page.locator(".no-problems")).toHaveCount(0);

  await problem.getByRole("button", { name: /Publish 8081 instead/ }).click();
  await expect(page.locator(".no-problems")).toBeVisible();
  await expect(insight).not.toHaveClass(/failed/);
  await expect(page.getByTestId("status-ready")).toHaveText(/ready at \d/);
});

test("the insight's explanation names its cause", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText(CLASH);
  await expect(page.getByTestId("insight")).toHaveClass(/failed/);
  await page.getByTestId("insight-why").click();
  await expect(page.getByTestId("explanation")).toContainText("host port 8080 of b is in use by a");
});

test("the assumption that a job completes is visible in its bar", async ({ playground }) => {
  await playground.open();
  await playground.replaceText(JOB);
  await expect(playground.page.getByTestId("lane-migrate-1")).toContainText("done (assumed)");
});

test("the span of a wait is explained by what ended it", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await page.locator('[data-testid^="segment-web"][data-phase="waiting"]').first().click();
  const explanation = page.getByTestId("explanation");
  await expect(explanation).toContainText("Why does web wait for db until");
  await expect(explanation).toContainText("db becomes healthy");
});
