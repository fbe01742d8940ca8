// What criterion measured, as a table: a stage a column, a project a row, and how times grow with size.
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

const projects = [...new Set([...times.keys()].map((key) => key.split(" ")[1]))].sort((one, other) =>
  one.localeCompare(other, "en", { numeric: true }),
);
const shown = (time) => (time === undefined ? "" : `${time < 10 ? time.toFixed(3) : time.toFixed(1)} ms`);
console.log(["".padEnd(16), ...stages.map((stage) => stage.padStart(12))].join(""));
for (const project of projects) {
  const row = stages.map((stage) => shown(times.get(`${stage} ${project}`)).padStart(12));
  console.log([project.padEnd(16), ...row].join(""));
}

console.log("\nGrowth: time over time, for services over services (1.00 is linear)");
const sizes = projects.filter((project) => /-\d+$/.test(project)).map((project) => project.split("-"));
for (const [index, [shape, services]] of sizes.entries()) {
  const before = sizes.slice(0, index).findLast(([other]) => other === shape);
  if (!before) continue;
  const factor = Number(services) / Number(before[1]);
  const row = stages.map((stage) => {
    const now = times.get(`${stage} ${shape}-${services}`);
    const then = times.get(`${stage} ${shape}-${before[1]}`);
    return (now && then ? (now / then / factor).toFixed(2) : "").padStart(12);
  });
  console.log([`${shape} ${before[1]}→${services}`.padEnd(16), ...row].join(""));
}
