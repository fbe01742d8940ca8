// Makes the scripts and styles of dist/ small: comments and long names go, and all styles become one file.
// What is in a folder below was made small by its own bundler.
import { transform } from "esbuild";
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const place = (name) => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
const small = async (text, loader) => {
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

for (const name of (await readdir(place("."))).filter((name) => name.endsWith(".js"))) {
  await writeFile(place(name), await small(await readFile(place(name), "utf8"), "js"));
}

let page = await readFile(place("index.html"), "utf8");
const links = [...page.matchAll(/\s*<link rel="stylesheet" href="\.\/([^"]+)"[^>]*>/g)];
if (links.length === 0) throw new Error("index.html names no styles");
const styles = await Promise.all(links.map(([, name]) => readFile(place(name), "utf8")));
const style = await small(styles.join("\n"), "css");
const name = `style-${createHash("sha256").update(style).digest("hex").slice(0, 16)}.css`;
for (const [index, [link, old]] of links.entries()) {
  page = page.replace(link, index === 0 ? link.replace(old, name) : "");
  await rm(place(old));
}
await writeFile(place(name), style);
await writeFile(place("index.html"), page);
console.log(`dist/${name}: ${links.length} styles in one`);
