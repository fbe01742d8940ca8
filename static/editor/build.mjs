// Bundles the editor into static/editor.js, the module that the crate binds to, and into static/modes.js
// the languages that it fetches later.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const bundle = async (from, to, define = {}) => {
  const result = await build({
    entryPoints: [here(from)],
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome123", "firefox120", "safari17.5"],
    legalComments: "none",
    charset: "utf8",
    define,
    write: false,
  });
  const text = result.outputFiles[0].text;
  // An unchanged file keeps its time, so that cargo and trunk see nothing to do.
  const last = await readFile(here(`../${to}`), "utf8").catch(() => "");
  if (text !== last) await writeFile(here(`../${to}`), text);
  console.log(`static/${to}: ${Math.round(text.length / 1000)} KB${text === last ? ", unchanged" : ""}`);
  return text;
};

const modes = await bundle("modes.ts", "modes.js");
// The address holds what the file holds, so that no cache answers with another version's.
const version = createHash("sha256").update(modes).digest("hex").slice(0, 16);
await bundle("editor.ts", "editor.js", { MODES: JSON.stringify(`modes.js?${version}`) });
