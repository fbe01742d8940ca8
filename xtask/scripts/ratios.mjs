// Prints the results of criterion as a table of projects and stages, and how the times grow with the size.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const folder = "target/criterion";
const stages = ["load", "graph", "layout", "simulate", "analyze"];
const times = new Map();
for (const stage of stages) {
  for (const project of await readdir(join(folder, stage)).catch(() => [])) {
    const path = join(folder, stage, project, "new", "estimates.json");
    const estimates = await readFile(path, "utf8").then(JSON.parse).catch(() => null);
    if (estimates) times.set(`${stage} ${project}`, estimates.median.point_estimate / 1e6);
  }
}
if (times.size === 0) throw new Error(`${folder} has no results of criterion`);

const projects = [...new Set([...times.keys()].map((key) => key.split(" ")[1]))].sort((a, b) =>
  a.localeCompare(b, "en", { numeric: true }),
);
const format = (time) => (time === undefined ? "" : `${time < 10 ? time.toFixed(3) : time.toFixed(1)} ms`);
console.log(["".padEnd(16), ...stages.map((stage) => stage.padStart(12))].join(""));
for (const project of projects) {
  const row = stages.map((stage) => format(times.get(`${stage} ${project}`)).padStart(12));
  console.log([project.padEnd(16), ...row].join(""));
}

console.log("\nGrowth: ratio of times, divided by the ratio of services (1.00 is linear)");
const sizes = projects.filter((project) => /-\d+$/.test(project)).map((project) => project.split("-"));
for (const [index, [shape, services]] of sizes.entries()) {
  const previous = sizes.slice(0, index).findLast(([other]) => other === shape);
  if (!previous) continue;
  const factor = Number(services) / Number(previous[1]);
  const row = stages.map((stage) => {
    const time = times.get(`${stage} ${shape}-${services}`);
    const previousTime = times.get(`${stage} ${shape}-${previous[1]}`);
    return (time && previousTime ? (time / previousTime / factor).toFixed(2) : "").padStart(12);
  });
  console.log([`${shape} ${previous[1]}→${services}`.padEnd(16), ...row].join(""));
}
