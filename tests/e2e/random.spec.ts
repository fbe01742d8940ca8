// Random steps in the page: after each one, the browser has stored what the editor shows.
import type { EditorView } from "@codemirror/view";
import { expect, type Playground, test } from "./playground";

const STEPS = 80;
const SNIPPETS = ["  cache:\n    image: redis:8\n", "    ports: [80", "\t", "${UNSET:?}", "image nginx", "\n\n", "日本語: '"];
const PATHS = [".env", "docker-compose.yml", "web/Dockerfile", "notes.txt"];

/** Returns a function that returns random integers below a bound: a linear congruential generator. */
function randomNumbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** Returns the text in the editor, and the stored text of the same file if the browser has stored one. */
async function texts({ editor }: Playground): Promise<{ shown: string; stored: string | null }> {
  return editor.evaluate((content) => {
    const { view } = (content as unknown as { cmTile: { view: EditorView } }).cmTile;
    const project = localStorage.getItem(sessionStorage.getItem("drydock.tab") ?? "");
    const path = document.querySelector('[data-testid^="tab-"][aria-selected="true"]')?.getAttribute("data-testid");
    const files: { path: string; text: string }[] = project === null ? [] : JSON.parse(project).files.files;
    const stored = files.find((file) => `tab-${file.path}` === path);
    return { shown: view.state.doc.toString(), stored: stored?.text ?? null };
  });
}

/** Clicks a random element among those of a locator, if there are any. */
async function clickOne(locator: ReturnType<Playground["tab"]>, random: (bound: number) => number): Promise<void> {
  const count = await locator.count();
  if (count > 0) await locator.nth(random(count)).click();
}

/** Performs one random step as a visitor does. */
async function step(playground: Playground, random: (bound: number) => number): Promise<void> {
  const { page } = playground;
  const pick = <Item>(items: Item[]) => items[random(items.length)]!;
  switch (random(10)) {
    case 0:
      return page.keyboard.press("Control+Z");
    case 1:
      return clickOne(playground.problems.locator("button.fix"), random);
    case 2:
      return clickOne(page.locator('[data-testid^="tab-"]'), random);
    case 3:
      await page.getByTestId("add-file").click();
      await page.getByTestId("file-name").fill(pick(PATHS));
      await page.getByTestId("file-ok").click();
      return page.keyboard.press("Escape");
    case 4:
      return playground.pasteOverAll(`services:\n  pasted-${random(1_000)}:\n    image: nginx:1.29\n`);
    case 5:
      await playground.editor.click();
      return page.keyboard.press(pick(["Control+Home", "Control+End", "Shift+ArrowDown", "Delete", "Backspace"]));
    default:
      await playground.editor.click();
      await page.keyboard.press(pick(["ArrowUp", "ArrowDown", "Home", "End"]));
      return page.keyboard.insertText(pick(SNIPPETS));
  }
}

test("random steps keep the editor and the storage equal", async ({ playground }) => {
  test.setTimeout(90_000);
  const random = randomNumbers(7);
  await playground.open();
  let compared = 0;
  for (let number = 0; number < STEPS; number++) {
    await step(playground, random);
    // The page saves shortly after a change.
    await expect
      .poll(async () => {
        const { shown, stored } = await texts(playground);
        return stored ?? shown;
      }, { message: `step ${number}` })
      .toBe((await texts(playground)).shown);
    if ((await texts(playground)).stored !== null) compared++;
  }
  expect(compared).toBeGreaterThan(STEPS / 2);
  const services = () => playground.nodes.evaluateAll((nodes) => nodes.map((node) => node.getAttribute("data-testid")));
  const before = await services();
  await playground.page.reload();
  await expect.poll(services, { message: "after a reload" }).toEqual(before);
});
