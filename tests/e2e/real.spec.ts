// Forty real projects, pasted one after the other: each gets a picture and a state of its own, and no error in the
// page. `REAL_PROJECTS` names a folder with one folder for each project; `cargo xtask test real` runs this file.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Playground, test } from "./playground";

/** Names of compose files, in Docker Compose's order. */
const NAMES = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const COUNT = 40;

interface Project {
  name: string;
  text: string;
}

/** Returns the compose file of each project, in order of the projects' names. */
function projects(folder: string): Project[] {
  const read = (name: string): Project[] => {
    const files = readdirSync(join(folder, name));
    const file = NAMES.find((candidate) => files.includes(candidate));
    return file === undefined ? [] : [{ name, text: readFileSync(join(folder, name, file), "utf8") }];
  };
  return readdirSync(folder).sort().flatMap(read);
}

/** Returns as many projects as `count`, spread evenly over all. */
function spread<Item>(items: Item[], count: number): Item[] {
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]!);
}

/** Whether a text has a mapping key of this name. */
function hasKey(text: string, key: string): boolean {
  const name = key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^\\s+["']?${name}["']?\\s*:`, "m").test(text);
}

/** Returns the ends of the test identifiers that begin with `prefix`. */
const identifiers = ({ page }: Playground, prefix: string) =>
  page
    .locator(`[data-testid^="${prefix}"]`)
    .evaluateAll((elements, length) => elements.map((element) => element.getAttribute("data-testid")!.slice(length)), prefix.length);

test("forty real projects each get a picture of their own services", async ({ playground }) => {
  test.setTimeout(300_000);
  const found = projects(process.env.REAL_PROJECTS ?? "");
  expect(found.length).toBeGreaterThanOrEqual(COUNT);
  await playground.open();
  for (const { name, text } of spread(found, COUNT)) {
    await test.step(name, async () => {
      await playground.pasteOverAll(text);
      const foreign = async () => (await identifiers(playground, "graph-node-")).filter((service) => !hasKey(text, service));
      await expect.poll(foreign, { message: "services of another file" }).toEqual([]);
      if (/^services:/m.test(text)) await expect(playground.nodes.first()).toBeVisible();
      await expect(playground.page.getByTestId("status-saved")).toHaveText("saved");
      const services = await identifiers(playground, "graph-node-");
      const counted = await playground.page.getByTestId("status-counts").textContent();
      expect(counted).toMatch(new RegExp(`^${services.length === 0 ? "no" : services.length} services?\\b`));
      expect(await identifiers(playground, "tab-"), "files of another project").toHaveLength(1);
      expect(playground.pageErrors).toEqual([]);
    });
  }
});
