// Projects with many services: the graph is legible, can be shown completely, and does not slow down typing.
import { expect, type Playground, test } from "./playground";

/** Returns a compose file with services in a few layers. */
function project(count: number): string {
  const service = (index: number) => {
    const dependsOn = index < 5 ? "" : `    depends_on: [service-${(index * 7) % (index - 3)}]\n`;
    return `  service-${index}:\n    image: nginx:1.29\n${dependsOn}`;
  };
  return `services:\n${Array.from({ length: count }, (_, index) => service(index)).join("")}`;
}

/** Returns the scale of the graph. */
const scale = async ({ page }: Playground) => {
  const transform = await page.locator(".drawing").getAttribute("transform");
  return Number(transform?.match(/scale\(([\d.]+)\)/)?.[1]);
};

test("a graph of fifty services is legible and can be shown completely", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText(project(50));
  await expect(playground.nodes).toHaveCount(50);
  expect(await scale(playground)).toBeGreaterThanOrEqual(0.55);
  // At least one service of the first column is visible.
  const visible = await page.locator('.node[transform^="translate(0.0 "]').evaluateAll((cards) => {
    const canvas = document.querySelector(".canvas")!.getBoundingClientRect();
    return cards.map((card) => card.getBoundingClientRect()).filter((box) => box.top >= canvas.top && box.bottom <= canvas.bottom).length;
  });
  expect(visible).toBeGreaterThan(0);
  await page.getByTestId("graph-fit").click();
  for (const node of await playground.nodes.all()) await expect(node).toBeInViewport({ ratio: 0.9 });
  await page.getByTestId("graph-fit").click();
  expect(await scale(playground)).toBeGreaterThanOrEqual(0.55);
});

test("focusing a service by keyboard scrolls to it", async ({ playground }) => {
  await playground.open();
  await playground.replaceText(project(50));
  await expect(playground.nodes).toHaveCount(50);
  await playground.nodes.first().focus();
  for (let steps = 0; steps < 12; steps++) {
    await playground.page.keyboard.press("Tab");
    await expect(playground.page.locator(".node:focus .card")).toBeInViewport({ ratio: 0.9 });
  }
});

test("the command stays visible below many lanes", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText(project(50));
  await expect(page.getByTestId("lane-service-0-1")).toBeVisible();
  await expect(page.getByTestId("command-0")).toBeInViewport();
  await page.getByTestId("timeline").evaluate((lanes) => lanes.scrollTo(0, lanes.scrollHeight / 2));
  await expect(page.getByTestId("command-0")).toBeInViewport();
});

test("typing in a file of 500 services stays responsive", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText(project(500));
  await expect(page.getByTestId("status-counts")).toContainText("500 services");
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.evaluate(() => {
    const delays: number[] = [];
    addEventListener("keydown", (event) => requestAnimationFrame(() => setTimeout(() => delays.push(performance.now() - event.timeStamp))), { capture: true });
    Object.assign(window, { delays });
  });
  await page.keyboard.type(" # smooth", { delay: 60 });
  const delays = await page.evaluate(() => (window as unknown as { delays: number[] }).delays.sort((a, b) => a - b));
  test.info().annotations.push({ type: "delay from key to frame", description: delays.map((delay) => `${Math.round(delay)} ms`).join(", ") });
  expect(delays[Math.floor(delays.length / 2)]).toBeLessThan(100);
  await expect(playground.line("# smooth")).toBeVisible();
});
