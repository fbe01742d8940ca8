// Projects of many services: legible at first sight, whole on demand, and no brake on typing.
import { expect, type Playground, test } from "./playground";

/** Services in a few layers. */
function project(count: number): string {
  const service = (index: number) => {
    const needs = index < 5 ? "" : `    depends_on: [service-${(index * 7) % (index - 3)}]\n`;
    return `  service-${index}:\n    image: nginx:1.29\n${needs}`;
  };
  return `services:\n${Array.from({ length: count }, (_, index) => service(index)).join("")}`;
}

/** How large the graph is drawn. */
const scale = async ({ page }: Playground) => {
  const transform = await page.locator(".world").getAttribute("transform");
  return Number(transform?.match(/scale\(([\d.]+)\)/)?.[1]);
};

test("fifty services can be read at once, and seen whole", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText(project(50));
  await expect(playground.nodes).toHaveCount(50);
  expect(await scale(playground)).toBeGreaterThanOrEqual(0.55);
  // Some of the first column are seen: time begins there.
  const roots = await page.locator('.node[transform^="translate(0.0 "]').evaluateAll((cards) => {
    const canvas = document.querySelector(".canvas")!.getBoundingClientRect();
    return cards.map((card) => card.getBoundingClientRect()).filter((box) => box.top >= canvas.top && box.bottom <= canvas.bottom).length;
  });
  expect(roots).toBeGreaterThan(0);
  await page.getByTestId("graph-fit").click();
  for (const node of await playground.nodes.all()) await expect(node).toBeInViewport({ ratio: 0.9 });
  await page.getByTestId("graph-fit").click();
  expect(await scale(playground)).toBeGreaterThanOrEqual(0.55);
});

test("a service that is reached by keyboard comes into view", async ({ playground }) => {
  await playground.open();
  await playground.replaceText(project(50));
  await expect(playground.nodes).toHaveCount(50);
  await playground.nodes.first().focus();
  for (let steps = 0; steps < 12; steps++) {
    await playground.page.keyboard.press("Tab");
    await expect(playground.page.locator(".node:focus .card")).toBeInViewport({ ratio: 0.9 });
  }
});

test("the command stays in sight below many lanes", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText(project(50));
  await expect(page.getByTestId("lane-service-0-1")).toBeVisible();
  await expect(page.getByTestId("command-0")).toBeInViewport();
  await page.getByTestId("timeline").evaluate((lanes) => lanes.scrollTo(0, lanes.scrollHeight / 2));
  await expect(page.getByTestId("command-0")).toBeInViewport();
});

test("typing in a file of 500 services does not wait for its analysis", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.replaceText(project(500));
  await expect(page.getByTestId("status-counts")).toContainText("500 services");
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.evaluate(() => {
    const waits: number[] = [];
    addEventListener("keydown", (event) => requestAnimationFrame(() => setTimeout(() => waits.push(performance.now() - event.timeStamp))), { capture: true });
    Object.assign(window, { waits });
  });
  await page.keyboard.type(" # smooth", { delay: 60 });
  const waits = await page.evaluate(() => (window as unknown as { waits: number[] }).waits.sort((a, b) => a - b));
  test.info().annotations.push({ type: "key to picture", description: waits.map((wait) => `${Math.round(wait)} ms`).join(", ") });
  expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(100);
  await expect(playground.line("# smooth")).toBeVisible();
});
