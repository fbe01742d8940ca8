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

test("the column of names fits the longest name, can be resized and is remembered", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.replaceText("services:\n  memcached-sessions:\n    image: memcached:1.6\n");
  const name = page.locator(".lane-name b i").first();
  await expect(name).toHaveText("memcached-sessions");
  expect(await name.evaluate((text) => text.scrollWidth <= text.clientWidth)).toBe(true);

  const splitter = page.getByRole("separator", { name: "Width of the names" });
  const width = async () => (await page.locator(".lane-names").boundingBox())!.width;
  await splitter.focus();
  await page.keyboard.press("ArrowRight");
  const before = await width();
  await page.keyboard.press("ArrowRight");
  expect(await width()).toBeGreaterThan(before);
  const chosen = await width();
  await page.reload();
  await playground.waitUntilReady();
  expect(Math.abs((await width()) - chosen)).toBeLessThan(1);
});

test("many lanes are compact, and the lane of the selected service is visible", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.replaceText(project(60));
  await expect(playground.nodes).toHaveCount(60);
  const lanes = (await page.getByTestId("timeline").boundingBox())!;
  const height = (await page.locator(".lane-name").first().boundingBox())!.height;
  expect(lanes.height / height).toBeGreaterThan(6);
  await page.keyboard.press("Control+Home");
  await expect(page.locator(".lane-name.selected")).toHaveCount(0);
  await page.getByTestId("graph-fit").click();
  await page.getByTestId("graph-node-service-59").click();
  await expect(page.locator(".lane-name.selected")).toBeInViewport();
});

for (const slowdown of [1, 6]) {
  test(`selecting a service in the source pans the graph to it, on a processor slowed down ${slowdown} times`, async ({ playground }) => {
    const { page } = playground;
    await playground.open();
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    // If this edit is analyzed slowly, the next one is analyzed after a pause.
    await playground.editor.click();
    await page.keyboard.type("#");
    await playground.replaceText(project(60));
    await expect(playground.nodes).toHaveCount(60);
    await page.keyboard.press("Control+End");
    for (const service of ["service-58", "service-57", "service-59"]) {
      await playground.line(`  ${service}:`).click();
      await expect(page.getByTestId(`graph-node-${service}`).locator(".card")).toBeInViewport({ ratio: 0.9 });
    }
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    await expect(page.getByTestId("graph-node-service-0").locator(".card")).toBeInViewport({ ratio: 0.9 });
  });
}

test("controls of the graph do not cover cards", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.replaceText(project(30));
  await expect(playground.nodes).toHaveCount(30);
  const canvas = (await page.getByTestId("graph").boundingBox())!;
  for (const controls of [page.locator(".toolbar"), page.locator(".legend")]) {
    expect((await controls.boundingBox())!.y).toBeGreaterThanOrEqual(canvas.y + canvas.height - 1);
  }
});

test("a small graph shows names, and labels only of the service under the pointer", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.replaceText(project(40));
  await expect(playground.nodes).toHaveCount(40);
  await page.getByRole("toolbar", { name: "Graph view" }).getByRole("button", { name: "Fit" }).click();
  const node = page.getByTestId("graph-node-service-0");
  await expect(node.locator(".short-name").first()).toBeVisible();
  await expect(node.locator(".state-name")).toHaveCount(0);
  await playground.editor.click();
  await page.keyboard.press("Control+Home");
  await expect(page.locator(".node.selected")).toHaveCount(0);
  await expect(page.locator(".edge-text:visible")).toHaveCount(0);
  await page.getByTestId("graph-node-service-1").hover();
  await expect(page.locator(".edge-text:visible").first()).toBeVisible();
});

test("the text does not move while problems appear", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const height = async () => (await page.locator(".problems").boundingBox())!.height;
  const before = await height();
  await playground.replaceText("services:\n  a:\n    imag: x\n    port: 1\n    volume: 2\n    foo: 3\n    bar: 4\n");
  await expect(playground.errors.first()).toBeVisible();
  expect(await height()).toBe(before);
});
