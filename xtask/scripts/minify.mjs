// Minifies the scripts and styles of dist/, and joins the styles into one file. The files in its folders are already
// minified by the editor's bundler.
import { transform } from "esbuild";
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
const minify = async (text, loader) => {
  const { code } = await transform(text, {
    loader,
    minify: true,
    format: loader === "js" ? "esm" : undefined,
    target: ["chrome123", "firefox120", "safari17.5"],
    legalComments: "none",
    charset: "utf8",
  });
  return code;
};

for (const name of (await readdir(path("."))).filter((name) => name.endsWith(".js"))) {
  await writeFile(path(name), await minify(await readFile(path(name), "utf8"), "js"));
}

let page = await readFile(path("index.html"), "utf8");
const links = [...page.matchAll(/\s*<link rel="stylesheet" href="\.\/([^"]+)"[^>]*>/g)];
if (links.length === 0) throw new Error("index.html has no styles");
const styles = await Promise.all(links.map(([, name]) => readFile(path(name), "utf8")));
const style = await minify(styles.join("\n"), "css");
const name = `style-${createHash("sha256").update(style).digest("hex").slice(0, 16)}.css`;
for (const [index, [link, old]] of links.entries()) {
  page = page.replace(link, index === 0 ? link.replace(old, name) : "");
  await rm(path(old));
}
await writeFile(path(name), style);
await writeFile(path("index.html"), page);
console.log(`dist/${name}: ${links.length} style sheets`);
