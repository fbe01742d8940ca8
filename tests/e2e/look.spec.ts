// Themes, sizes, keyboard: the page works for everybody, and how it looks is kept as pictures.
import { faintWords } from "./contrast";
import { ADDRESS, expect, picture, test } from "./playground";

const SIZES = [
  { name: "wide", width: 1440, height: 900 },
  { name: "tablet", width: 1024, height: 768 },
  { name: "phone", width: 390, height: 844 },
];

for (const { name, width, height } of SIZES) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`${name}, ${colorScheme}: nothing is wider than the screen`, async ({ playground }) => {
      const { page } = playground;
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.goto(ADDRESS);
      await expect(playground.nodes.first()).toBeVisible({ timeout: 10_000 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await picture(page, `${name}-${colorScheme}`);
    });
  }
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`${colorScheme}: all words stand out from their ground`, async ({ playground }) => {
    const { page } = playground;
    await page.emulateMedia({ colorScheme });
    await playground.open();
    expect(await faintWords(page, 4.5)).toEqual([]);
    await page.getByTestId("insight-why").click();
    expect(await faintWords(page, 4.5)).toEqual([]);
    await page.getByTestId("share").click();
    expect(await faintWords(page, 4.5)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByTestId("view-resolved").click();
    expect(await faintWords(page, 4.5)).toEqual([]);
    await page.getByTestId("view-picture").click();
    await page.getByTestId("examples-menu").click();
    expect(await faintWords(page, 4.5)).toEqual([]);
    await page.getByTestId("example-flask-mariadb-broken").click();
    await expect(page.getByTestId("first-error")).toBeVisible();
    expect(await faintWords(page, 4.5)).toEqual([]);
    await page.getByTestId("fix-all").click();
    await expect(playground.nodes).toHaveCount(2);
    expect(await faintWords(page, 4.5)).toEqual([]);
  });
}

test("nothing moves for those who don't want it", async ({ playground }) => {
  const { page } = playground;
  await page.emulateMedia({ reducedMotion: "reduce" });
  await playground.open();
  await page.getByTestId("share").click();
  const moving = await page.evaluate(() => document.getAnimations().length);
  expect(moving).toBe(0);
});

test("tabs name what they control", async ({ playground }) => {
  await playground.open();
  const missing = await playground.page.locator('[role=tab][aria-selected="true"]').evaluateAll((tabs) =>
    tabs.flatMap((tab) => (tab.getAttribute("aria-controls") ?? "none").split(" ")).filter((id) => !document.getElementById(id)),
  );
  expect(missing).toEqual([]);
});

test("the theme can be switched and is kept", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await ground();
  for (let clicks = 0; clicks < 3 && (await ground()) === before; clicks++) {
    await page.getByTestId("theme-switch").click();
  }
  const after = await ground();
  expect(after).not.toBe(before);
  await expect(page.locator(".cm-editor").first()).not.toHaveCSS("background-color", "rgb(255, 255, 255)");
  await page.reload();
  await playground.ready();
  expect(await ground()).toBe(after);
});

test("the page is used by keyboard alone", async ({ playground }) => {
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
    // The editor takes Tab for itself until Escape gives it free.
    if (name === "editor") await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
  }
  for (const expected of ["examples-menu", "theme-switch", "share", "editor", "play"]) {
    expect([...reached]).toContain(expected);
  }
});

test("menus and dialogs open, close and give the focus back by keyboard", async ({ playground }) => {
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

test("everything that can be used has a name", async ({ playground }) => {
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

test("the page says who it is to a screen reader", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await expect(page).toHaveTitle(/Drydock/);
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page.getByRole("banner")).toHaveCount(1);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});
