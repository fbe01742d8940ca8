// Bundles the editor into static/editor.js, the module that the crate binds to.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here("../editor.js");

const result = await build({
  entryPoints: [here("editor.ts")],
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome123", "firefox120", "safari17.5"],
  legalComments: "none",
  charset: "utf8",
  write: false,
});
const bundle = result.outputFiles[0].text;
// An unchanged file keeps its time, so that cargo and trunk see nothing to do.
const last = await readFile(target, "utf8").catch(() => "");
if (bundle !== last) await writeFile(target, bundle);
console.log(`static/editor.js: ${Math.round(bundle.length / 1000)} KB${bundle === last ? ", unchanged" : ""}`);
