// Accessibility: screen sizes, themes, contrast, keyboard and screen readers. Screenshots show the page's appearance.
import { lowContrastText } from "./contrast";
import { expect, PAGE_URL, screenshot, test } from "./playground";

const SIZES = [
  { name: "wide", width: 1440, height: 900 },
  { name: "tablet", width: 1024, height: 768 },
  { name: "phone", width: 390, height: 844 },
];

for (const { name, width, height } of SIZES) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`${name}, ${colorScheme}: the page fits the width of the screen`, async ({ playground }) => {
      const { page } = playground;
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.goto(PAGE_URL);
      await expect(playground.nodes.first()).toBeVisible({ timeout: 10_000 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await screenshot(page, `${name}-${colorScheme}`);
    });
  }
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`${colorScheme}: all text has enough contrast`, async ({ playground }) => {
    const { page } = playground;
    await page.emulateMedia({ colorScheme });
    await playground.open();
    expect(await lowContrastText(page, 4.5)).toEqual([]);
    await page.getByTestId("insight-why").click();
    expect(await lowContrastText(page, 4.5)).toEqual([]);
    await page.getByTestId("share").click();
    expect(await lowContrastText(page, 4.5)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByTestId("view-resolved").click();
    expect(await lowContrastText(page, 4.5)).toEqual([]);
    await page.getByTestId("view-simulation").click();
    await page.getByTestId("examples-menu").click();
    expect(await lowContrastText(page, 4.5)).toEqual([]);
    await page.getByTestId("example-flask-mariadb-broken").click();
    await expect(page.getByTestId("incomplete")).toBeVisible();
    expect(await lowContrastText(page, 4.5)).toEqual([]);
    await page.getByTestId("apply-safe-fixes").click();
    await expect(playground.nodes).toHaveCount(2);
    expect(await lowContrastText(page, 4.5)).toEqual([]);
  });
}

test("reduced motion disables animations", async ({ playground }) => {
  const { page } = playground;
  await page.emulateMedia({ reducedMotion: "reduce" });
  await playground.open();
  await page.getByTestId("share").click();
  const animations = await page.evaluate(() => document.getAnimations().length);
  expect(animations).toBe(0);
});

test("tabs refer to the elements that they control", async ({ playground }) => {
  await playground.open();
  const missing = await playground.page.locator('[role=tab][aria-selected="true"]').evaluateAll((tabs) =>
    tabs.flatMap((tab) => (tab.getAttribute("aria-controls") ?? "none").split(" ")).filter((id) => !document.getElementById(id)),
  );
  expect(missing).toEqual([]);
});

test("the chosen theme is saved", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await background();
  for (let clicks = 0; clicks < 3 && (await background()) === before; clicks++) {
    await page.getByTestId("theme-switch").click();
  }
  const after = await background();
  expect(after).not.toBe(before);
  await expect(page.locator(".cm-editor").first()).not.toHaveCSS("background-color", "rgb(255, 255, 255)");
  await page.reload();
  await playground.waitUntilReady();
  expect(await background()).toBe(after);
});

test("the page can be used by keyboard", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const reached = new Set<string>();
  await page.locator("body").press("Tab");
  for (let steps = 0; steps < 60; steps++) {
    const name = await page.evaluate(() => {
      const element = document.activeElement;
      const inEditor = element?.classList.contains("cm-content");
      return inEditor ? "editor" : (element?.getAttribute("data-testid") ?? element?.getAttribute("aria-label") ?? element?.textContent ?? "");
    });
    reached.add(name.trim());
    // The editor handles Tab until Escape is pressed.
    if (name === "editor") await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
  }
  for (const expected of ["examples-menu", "theme-switch", "share", "editor", "play"]) {
    expect([...reached]).toContain(expected);
  }
});

test("menus and dialogs can be opened and closed by keyboard", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const examples = page.getByTestId("examples-menu");
  await examples.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("example-flask-mariadb")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("example-flask-mariadb")).toBeHidden();
  await expect(examples).toBeFocused();

  await page.getByTestId("share").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("share-link")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("share-link")).toBeHidden();
});

test("all controls have a name", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const unnamed = await page.locator("button, input, select, [role=button], [role=slider], [role=tab]").evaluateAll((elements) =>
    elements
      .filter((element) => (element as HTMLElement).offsetParent !== null)
      .filter((element) => {
        const label = element.getAttribute("aria-label") ?? element.getAttribute("aria-labelledby") ?? element.getAttribute("title");
        const labeled = element.id !== "" && document.querySelector(`label[for="${element.id}"]`);
        return !label && !labeled && !element.closest("label") && !element.textContent?.trim();
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  expect(unnamed).toEqual([]);
});

test("the page has a title, landmarks and a language", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await expect(page).toHaveTitle(/Drydock/);
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page.getByRole("banner")).toHaveCount(1);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});
