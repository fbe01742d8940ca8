// Projects: they are created, renamed, switched and deleted in a list, and each tab has its own open.
import type { Page } from "@playwright/test";
import { lowContrastText } from "./contrast";
import { PAGE_URL, expect, screenshot, test } from "./playground";

/** Creates a project with "Paste your own", and pastes a compose file with one service. */
async function createProject(page: Page, service: string): Promise<void> {
  await page.getByTestId("paste-your-own").click();
  await expect(page.getByTestId("paste-hint")).toBeVisible();
  await pasteIntoFocus(page, `services:\n  ${service}:\n    image: nginx:1.29\n`);
  await expect(page.getByTestId(`graph-node-${service}`)).toBeVisible();
}

/** Pastes a text into the focused editor. */
async function pasteIntoFocus(page: Page, text: string): Promise<void> {
  await expect(page.locator(".cm-content").first()).toBeFocused();
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    document.activeElement?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** Renames a project in the open list. */
async function rename(page: Page, from: string, to: string): Promise<void> {
  await page.getByTestId(`rename-project-${from}`).click();
  const input = page.getByTestId("project-new-name");
  await expect(input).toBeFocused();
  await input.fill(to);
  await page.getByTestId("rename-ok").click();
  await expect(input).toBeHidden();
}

test("a project is created, renamed and found again", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await expect(page.getByTestId("welcome-paste")).toBeVisible();
  await createProject(page, "mine");
  await expect(page.getByTestId("paste-hint")).toBeHidden();
  await page.getByTestId("project-name").click();
  await page.getByTestId("rename-project-project").click();
  const input = page.getByTestId("project-new-name");
  const note = page.getByTestId("project-name-note");
  await input.fill(" !");
  await expect(note).toContainText("Enter a name");
  await page.getByTestId("rename-ok").click();
  await expect(input).toBeVisible();
  await input.fill("My Shop");
  await expect(note).toContainText("myshop");
  await page.getByTestId("rename-ok").click();
  await expect(page.getByTestId("open-project-myshop")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("project-name")).toHaveText("myshop");
  await page.reload();
  await playground.waitUntilReady();
  await expect(page.getByTestId("project-name")).toHaveText("myshop");
  await expect(page.getByTestId("graph-node-mine")).toBeVisible();
});

test("a name in the compose file wins over the folder's", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await page.getByTestId("paste-your-own").click();
  await pasteIntoFocus(page, "name: shop\nservices:\n  mine:\n    image: nginx:1.29\n");
  await expect(page.getByTestId("project-name")).toHaveText("shop");
  await page.getByTestId("project-name").click();
  await page.getByTestId("rename-project-shop").click();
  await expect(page.getByTestId("fixed-name-note")).toContainText("shop");
  await page.getByTestId("go-to-name").click();
  await expect(page.getByTestId("projects-dialog")).toBeHidden();
  await expect(page.locator(".cm-activeLine")).toContainText("name: shop");
  await page.getByTestId("project-name").click();
  await page.getByTestId("new-project").click();
  await pasteIntoFocus(page, "services: {}\n");
  await expect(playground.line("services: {}")).toBeVisible();
});

test("projects are switched, and deleting one can be undone", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  for (const name of ["one", "two"]) {
    await createProject(page, name);
    await page.getByTestId("project-name").click();
    await rename(page, "project", name);
    await page.keyboard.press("Escape");
  }
  await page.getByTestId("project-name").click();
  await expect(page.getByTestId("project-row")).toHaveCount(2);
  await page.getByTestId("open-project-one").click();
  await expect(page.getByTestId("graph-node-one")).toBeVisible();
  await expect(page.getByTestId("projects-dialog")).toBeHidden();

  await page.getByTestId("project-name").click();
  for (const name of ["two", "one"]) {
    await page.getByTestId(`delete-project-${name}`).click();
    await expect(page.getByTestId(`restore-project-${name}`)).toBeVisible();
  }
  await expect(page.getByTestId("graph-node-db")).toBeVisible();
  for (const name of ["two", "one"]) await page.getByTestId(`restore-project-${name}`).click();
  await page.getByTestId("copy-project-two").click();
  await expect(page.getByTestId("open-project-two-copy")).toBeVisible();
  await page.getByTestId("open-project-one").click();
  await expect(page.getByTestId("graph-node-one")).toBeVisible();
  await page.reload();
  await playground.waitUntilReady();
  await expect(page.getByTestId("graph-node-one")).toBeVisible();
});

test("an edited example stays in the list, and unchanged ones do not", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const openExample = async (name: string) => {
    await page.getByTestId("examples-menu").click();
    await page.getByTestId(`example-${name}`).click();
    await expect(page.getByTestId("project-name")).toHaveText(name);
  };
  await playground.goToEndOf("build: .");
  await page.keyboard.type("/app");
  await openExample("flask-mariadb-broken");
  await openExample("flask-mariadb");
  await openExample("flask-mariadb-broken");
  await page.getByTestId("project-name").click();
  await expect(page.getByTestId("project-row")).toHaveCount(2);
  await page.getByTestId("open-project-flask-mariadb").click();
  await expect(playground.line("build: ./app")).toBeVisible();
});

test("two tabs have different projects open", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const other = await page.context().newPage();
  await other.goto(PAGE_URL);
  await createProject(page, "first");
  await createProject(other, "second");
  for (const tab of [page, other]) {
    await expect(tab.getByTestId("status-saved")).toHaveText("saved");
    await tab.getByTestId("project-name").click();
    await expect(tab.getByTestId("project-row")).toHaveCount(2);
    await tab.reload();
  }
  await expect(page.getByTestId("graph-node-first")).toBeVisible();
  await expect(other.getByTestId("graph-node-second")).toBeVisible();

  // A project that is deleted in one tab stays on the screen of the other.
  const name = await other.getByTestId("project-name").textContent();
  await page.getByTestId("project-name").click();
  await page.getByTestId(`delete-project-${name}`).last().click();
  await expect(other.getByTestId("deleted-notice")).toBeVisible();
  await other.getByTestId("keep-project").click();
  await other.reload();
  await expect(other.getByTestId("graph-node-second")).toBeVisible();
  await other.close();
});

test("steady typing is saved while it goes on", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.goToEndOf("build: .");
  await page.keyboard.press("Enter");
  const isStored = () => page.evaluate(() => Object.values({ ...localStorage }).some((text) => text.includes("# aaaaa")));
  let savedWhileTyping = false;
  await page.keyboard.type("# ");
  for (let key = 0; key < 60 && !savedWhileTyping; key++) {
    await page.keyboard.type("a");
    await page.waitForTimeout(60);
    savedWhileTyping = await isStored();
  }
  expect(savedWhileTyping).toBe(true);
});

for (const [name, width, height] of [["wide", 1440, 900], ["medium", 1024, 768], ["phone", 390, 844]] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`${name}, ${colorScheme}: the list of projects fits the screen and has enough contrast`, async ({ playground }) => {
      const { page } = playground;
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.addInitScript(() => {
        for (let index = 0; index < 30; index++) {
          const projectName = index % 7 === 3 ? `a-very-long-project-name-${"of-a-team-".repeat(5)}${index}` : `project-${index}`;
          const files = { name: projectName, open: "compose.yaml", files: [{ path: "compose.yaml", text: "services: {}\n" }] };
          const used = Date.now() - index * 7_777_777;
          localStorage.setItem(`drydock.project.${index}`, JSON.stringify({ version: 1, files, used, services: index }));
        }
        localStorage.setItem("drydock.project.broken", "{");
      });
      await page.goto(PAGE_URL);
      await page.getByTestId("project-name").click();
      await expect(page.getByTestId("project-row")).toHaveCount(30);
      await expect(page.getByTestId("damaged-project")).toHaveCount(1);
      await page.getByTestId("delete-project-project-1").click();
      await page.getByTestId("rename-project-project-2").click();
      await page.getByTestId("project-new-name").fill("My Project");
      const body = page.locator(".dialog-body");
      expect(await body.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
      expect(await lowContrastText(page, 4.5)).toEqual([]);
      await screenshot(page, `projects-${name}-${colorScheme}`);
    });
  }
}
