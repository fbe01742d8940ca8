// Bundles the editor into static/bundle: editor.js, which the page loads, and the bundles that it loads on demand. Those
// import what they share with the editor from editor.js (see shared.ts): a third file would make the download larger.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const resolvePath = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = resolvePath("../bundle");
await mkdir(folder, { recursive: true });

/** Bundles an entry point. `externals` maps imports, as regular expressions, to files that are not bundled. */
async function bundle(entry, externals) {
  const plugin = {
    name: "externals",
    setup: ({ onResolve }) => {
      for (const [filter, path] of externals) onResolve({ filter }, () => ({ path, external: true }));
    },
  };
  const result = await build({
    entryPoints: [resolvePath(entry)],
    plugins: [plugin],
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

/** Writes a file, unless it has not changed: a new modification time would make Trunk build again. */
async function write(name, text) {
  const previous = await readFile(join(folder, name), "utf8").catch(() => "");
  if (text !== previous) await writeFile(join(folder, name), text);
  console.log(`static/bundle/${name}: ${Math.round(text.length / 1000)} KB${text === previous ? ", unchanged" : ""}`);
  return name;
}

/** Bundles a part that is loaded on demand. Its name contains a hash of its content, for caches. */
async function lazyBundle(name) {
  const text = await bundle(`${name}.ts`, [[/^@codemirror\/(state|view)$/, "./editor.js"]]);
  return write(`${name}-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.js`, text);
}

const modes = await lazyBundle("modes");
const search = await lazyBundle("search");
const editor = await bundle("editor.ts", [
  [/^\.\/modes$/, `./${modes}`],
  [/^\.\/search$/, `./${search}`],
]);
const names = [modes, search, await write("editor.js", editor)];
for (const name of await readdir(folder)) {
  if (!names.includes(name)) await rm(join(folder, name));
}
