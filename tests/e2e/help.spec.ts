// The introduction for new visitors and the help menu.
import { lowContrastText } from "./contrast";
import { PAGE_URL, expect, screenshot, test } from "./playground";

const TOPICS = {
  about: /Docker Compose 2\.40\.3/,
  keyboard: /Ctrl\+\./,
  "x-sim": /ready_after/,
  privacy: /never leave this browser/,
};

test("the introduction names the followed version and stays dismissed", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const welcome = page.getByTestId("welcome");
  await expect(welcome).toContainText("Docker Compose 2.40.3");
  await page.getByTestId("welcome-more").click();
  await expect(page.getByTestId("help-dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.reload();
  await playground.waitUntilReady();
  await page.getByTestId("dismiss-welcome").click();
  await expect(welcome).toBeHidden();
  await page.reload();
  await playground.waitUntilReady();
  await expect(welcome).toBeHidden();
});

test("the help menu works by keyboard, and focus returns to it", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const button = page.getByTestId("help-menu");
  for (const [topic, text] of Object.entries(TOPICS)) {
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByTestId(`help-${topic}`).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("help-dialog")).toContainText(text);
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("help-dialog")).toBeHidden();
    await expect(button).toBeFocused();
  }
});

for (const [name, width, height] of [["wide", 1440, 900], ["phone", 390, 844]] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`${name}, ${colorScheme}: help dialogs fit the screen and have enough contrast`, async ({ playground }) => {
      const { page } = playground;
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto(PAGE_URL);
      await expect(playground.nodes.first()).toBeVisible({ timeout: 10_000 });
      for (const topic of Object.keys(TOPICS)) {
        await page.getByTestId("help-menu").click();
        if (topic === "about") await screenshot(page, `help-menu-${name}-${colorScheme}`);
        await page.getByTestId(`help-${topic}`).click();
        const body = page.locator(".dialog-body");
        await expect(body).toBeVisible();
        expect(await body.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
        expect(await lowContrastText(page, 4.5)).toEqual([]);
        await screenshot(page, `help-${topic}-${name}-${colorScheme}`);
        await page.keyboard.press("Escape");
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    });
  }
}
