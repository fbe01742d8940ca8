// Bundles the editor into static/bundle: editor.js, which the page binds to, and the parts that it fetches
// later. Those find what they share with the editor in editor.js, whose exports are named in shared.ts: a
// third file for that would be more to download.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = here("../bundle");
await mkdir(folder, { recursive: true });

/** Bundles an entry; imports that match `elsewhere` are left to the file that it names. */
async function bundle(entry, elsewhere) {
  const shared = {
    name: "elsewhere",
    setup: ({ onResolve }) => {
      for (const [filter, path] of elsewhere) onResolve({ filter }, () => ({ path, external: true }));
    },
  };
  const result = await build({
    entryPoints: [here(entry)],
    plugins: [shared],
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome123", "firefox120", "safari17.5"],
    legalComments: "none",
    charset: "utf8",
    write: false,
  });
  return result.outputFiles[0].text;
}

/** Writes a file, but for one that has not changed: it keeps its time, so that trunk sees nothing to do. */
async function write(name, text) {
  const last = await readFile(join(folder, name), "utf8").catch(() => "");
  if (text !== last) await writeFile(join(folder, name), text);
  console.log(`static/bundle/${name}: ${Math.round(text.length / 1000)} KB${text === last ? ", unchanged" : ""}`);
  return name;
}

/** A part that is fetched later; its name tells versions apart. */
async function part(name) {
  const text = await bundle(`${name}.ts`, [[/^@codemirror\/(state|view)$/, "./editor.js"]]);
  return write(`${name}-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.js`, text);
}

const modes = await part("modes");
const search = await part("search");
const editor = await bundle("editor.ts", [
  [/^\.\/modes$/, `./${modes}`],
  [/^\.\/search$/, `./${search}`],
]);
const names = [modes, search, await write("editor.js", editor)];
for (const name of await readdir(folder)) {
  if (!names.includes(name)) await rm(join(folder, name));
}
