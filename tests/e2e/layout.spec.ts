// What is visible: names, marks and controls on wide and narrow screens.
import { expect, test } from "./playground";

const PHONE = { width: 390, height: 844 };

/** Returns services whose names differ only at their ends, in layers. */
function longNames(count: number): string {
  const name = (index: number) => `customer-notification-worker-${index}`;
  const service = (index: number) => {
    const dependsOn = index < 4 ? "" : `    depends_on: [${name((index * 7) % (index - 3))}]\n`;
    return `  ${name(index)}:\n    image: nginx:1.29\n${dependsOn}`;
  };
  return `services:\n${Array.from({ length: count }, (_, index) => service(index)).join("")}`;
}

test("long names keep the end that distinguishes them", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.replaceText(longNames(4));
  await expect(playground.nodes).toHaveCount(4);
  await expect(page.getByTestId("graph-node-customer-notification-worker-3").locator(".node-name")).toHaveText("customer…worker-3");
  await expect(page.locator(".lane-name b i:last-child").first()).toBeVisible();
  const ends = await page.locator(".lane-name b i:last-child").allTextContents();
  expect(new Set(ends).size).toBe(4);
});

test("names are legible when a large graph is fitted, and shown in full under the pointer", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.replaceText(longNames(60));
  await expect(playground.nodes).toHaveCount(60);
  await page.getByTestId("graph-fit").click();
  const name = page.getByTestId("graph-node-customer-notification-worker-59").locator(".short-name");
  await expect(name).toContainText("-59");
  expect((await name.boundingBox())!.height).toBeGreaterThanOrEqual(9);
  const columns = await page.locator(".short-name").evaluateAll((names) => names.map((text) => text.getBoundingClientRect()));
  const overlaps = columns.filter((a, index) => columns.some((b, other) => other > index && a.left < b.right - 2 && b.left < a.right - 2 && Math.abs(a.top - b.top) < 4));
  expect(overlaps).toEqual([]);
  await page.getByTestId("graph-node-customer-notification-worker-59").hover();
  await expect(page.locator(".name-tag")).toHaveText("customer-notification-worker-59");
});

test("the labels of edges are above all edges", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const label = page.locator(".edge-caption").first();
  await expect(label).toHaveText(/healthy$/);
  const isLast = await page.locator(".drawing").evaluate((drawing) => {
    const children = [...drawing.children].map((child) => child.classList[0]);
    return children.lastIndexOf("edge") < children.indexOf("edge-caption");
  });
  expect(isLast).toBe(true);
  await label.click();
  await expect(page.locator(".cm-activeLine")).toContainText(/db:|condition/);
});

test("services that are all off can be turned on", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.replaceText("services:\n  shell:\n    image: busybox:1.37\n    profiles: [debug]\n  adminer:\n    image: adminer:5\n    profiles: [tools]\n");
  const empty = page.getByTestId("empty").first();
  await expect(empty).toContainText("All services are off");
  await expect(empty).toContainText("They belong to the profiles debug, tools.");
  await page.getByTestId("turn-on-tools").click();
  await expect(page.getByTestId("graph-node-adminer")).toBeVisible();
  await expect(page.getByTestId("off-shell")).toBeVisible();
});

test("an assumed end of a job is visible on its card and its lane", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.replaceText(
    "services:\n  migrate:\n    image: example.com/migrate:1\n  web:\n    image: nginx:1.29\n    depends_on:\n      migrate: {condition: service_completed_successfully}\n",
  );
  await expect(page.getByTestId("lane-migrate-1")).toContainText("done (assumed)");
  await expect(page.getByTestId("graph-node-migrate").locator(".state-name")).toHaveText(/done\s*assumed/);
  await expect(page.getByTestId("lane-web-1")).not.toContainText("assumed");
});

test("the bar of a phone shows the whole name of the project and large enough touch targets", async ({ playground }) => {
  const { page } = playground;
  await page.setViewportSize(PHONE);
  await page.goto("about:blank");
  await playground.page.goto("http://localhost/some/where/");
  await expect(playground.nodes.first()).toBeVisible();
  const name = page.getByTestId("project-name").locator("span");
  expect(await name.evaluate((element) => element.scrollWidth <= element.clientWidth + 1)).toBe(true);
  for (const label of ["Examples", "Export", "Help"]) {
    const button = page.getByRole("button", { name: label, exact: true });
    const box = (await button.boundingBox())!;
    expect(Math.min(box.width, box.height), label).toBeGreaterThanOrEqual(40);
  }
  const fit = (await page.getByTestId("timeline-fit").boundingBox())!;
  expect(fit.x + fit.width).toBeLessThanOrEqual(PHONE.width - 4);
});
