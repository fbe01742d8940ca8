// The text editor alone, tested through its interface on an empty page.
import { test as base, expect, type Page } from "@playwright/test";
import { fileURLToPath } from "node:url";
import type { Editor } from "../../static/editor/editor";
import { publish } from "./server.mjs";

declare global {
  interface Window {
    editor: Editor;
    calls: [string, ...unknown[]][];
  }
}

const STATIC = fileURLToPath(new URL("../../static", import.meta.url));

const test = base.extend<{ blank: Page }>({
  blank: async ({ page, context }, use) => {
    await publish(context, STATIC, "http://localhost/");
    await page.goto("http://localhost/blank");
    await page.evaluate(async () => {
      document.body.textContent = "";
      const { create } = await import(new URL("/bundle/editor.js", location.href).href);
      window.calls = [];
      const record = (name: string) => (...values: unknown[]) => void window.calls.push([name, ...values]);
      window.editor = create(document.body, {
        onChange: record("change"),
        onCursor: record("cursor"),
        onFix: record("fix"),
        onSave: record("save"),
      });
    });
    await use(page);
  },
});

const text = (page: Page) =>
  page.locator(".cm-line").evaluateAll((lines) => lines.map((line) => line.textContent).join("\n"));

const calls = (page: Page, name: string) =>
  page.evaluate((name) => window.calls.filter(([call]) => call === name).map(([, ...values]) => values), name);

const lastChange = async (page: Page) => (await calls(page, "change")).at(-1)?.[1];

test("a change is reported with the file and its whole text", async ({ blank }) => {
  await blank.evaluate(() => window.editor.show("a.yaml", "yaml", "a: 1\n"));
  await blank.locator(".cm-content").click();
  await blank.keyboard.press("Control+End");
  await blank.keyboard.type('b: "x');
  // Quotes are not closed automatically.
  expect((await calls(blank, "change")).at(-1)).toEqual(["a.yaml", 'a: 1\nb: "x']);
  await blank.keyboard.press("Control+s");
  expect(await calls(blank, "save")).toHaveLength(1);
});

test("line breaks are preserved", async ({ blank }) => {
  for (const before of ["a\r\nb\r\nc", "a\r\nb\nc", "a\rb", "a\nb\n", "\r\n", ""]) {
    await blank.evaluate((before) => {
      window.editor.forget("a");
      window.editor.show("a", "plain", before);
      window.editor.focus();
    }, before);
    await blank.keyboard.press("Control+End");
    await blank.keyboard.type("x");
    expect(await lastChange(blank)).toBe(`${before}x`);
  }
});

test("offsets count both characters of a line break", async ({ blank }) => {
  const original = "one\r\ntwo\r\nthree\r\n";
  await blank.evaluate((original) => {
    window.editor.show("a", "plain", original);
    window.editor.reveal("a", original.indexOf("two"), original.indexOf("two") + 3);
  }, original);
  expect((await calls(blank, "cursor")).at(-1)).toEqual(["a", original.indexOf("two") + 3]);
  await blank.keyboard.type("2");
  expect(await lastChange(blank)).toBe("one\r\n2\r\nthree\r\n");
});

test("each file has its own history", async ({ blank }) => {
  await blank.evaluate(() => {
    window.editor.show("a", "plain", "a");
    window.editor.focus();
  });
  await blank.keyboard.press("End");
  await blank.keyboard.type("1");
  await blank.evaluate(() => {
    window.editor.show("b", "plain", "b");
    window.editor.undo();
  });
  expect(await text(blank)).toBe("b");
  await blank.evaluate(() => {
    window.editor.show("a", "plain", "a1");
    window.editor.undo();
  });
  expect(await text(blank)).toBe("a");
});

test("a change by the page is not reported and can be undone in one step", async ({ blank }) => {
  await blank.evaluate(() => {
    window.editor.show("a", "yaml", "a: 1\nb: 2\n");
    window.editor.reveal("a", 8, 8);
    window.editor.setText("a", "x: 0\na: 1\nb: 2\n");
  });
  expect(await text(blank)).toBe("x: 0\na: 1\nb: 2\n");
  expect(await calls(blank, "change")).toEqual([]);
  // The cursor moves with its text.
  expect((await calls(blank, "cursor")).at(-1)).toEqual(["a", 13]);
  await blank.evaluate(() => window.editor.undo());
  expect(await text(blank)).toBe("a: 1\nb: 2\n");
  expect(await lastChange(blank)).toBe("a: 1\nb: 2\n");
});

test("a renamed file keeps its history", async ({ blank }) => {
  await blank.evaluate(() => {
    window.editor.show("a", "plain", "one");
    window.editor.setText("a", "two");
    window.editor.rename("a", "b");
    window.editor.undo();
  });
  expect(await text(blank)).toBe("one");
  expect((await calls(blank, "change")).at(-1)).toEqual(["b", "one"]);
});

test("diagnostics are underlined and their fixes can be applied by keyboard", async ({ blank }) => {
  await blank.evaluate(() => {
    window.editor.show("a", "yaml", "services:\n  web:\n    imag: nginx\n");
    const diagnostic = {
      from: 21,
      to: 25,
      severity: "error",
      message: "unknown attribute `imag`",
      help: "Did you mean `image`?",
      code: "unknown-attribute",
      fixes: [{ title: "Change to `image`", index: 7 }],
    };
    window.editor.setDiagnostics("a", JSON.stringify([diagnostic]));
    window.editor.reveal("a", 21, 21);
  });
  await expect(blank.locator(".cm-lintRange-error")).toHaveText("imag");
  await blank.keyboard.press("Control+.");
  await expect(blank.getByRole("dialog")).toContainText("Did you mean image?");
  await blank.keyboard.press("Enter");
  expect(await calls(blank, "fix")).toEqual([["a", 7]]);
  await expect(blank.getByRole("dialog")).toBeHidden();
  await expect(blank.locator(".cm-content")).toBeFocused();
});

test("offsets of diagnostics and hints may be past the end", async ({ blank }) => {
  await blank.evaluate(() => {
    window.editor.show("a", "yaml", "a: 1\n");
    window.editor.setDiagnostics("a", JSON.stringify([{ from: 90, to: 99, severity: "info", message: "far" }]));
    window.editor.setInlayHints("a", JSON.stringify([{ offset: 0, text: "opens at 30.5 s" }, { offset: 99, text: "end" }]));
    window.editor.highlightLines("a", 0, 99);
    window.editor.setDiagnostics("never shown", "[]");
    window.editor.setInlayHints("never shown", "[]");
  });
  await expect(blank.locator(".cm-inlay-hint").first()).toHaveText("opens at 30.5 s");
  await expect(blank.locator(".cm-highlighted")).toHaveCount(1);
  await blank.evaluate(() => window.editor.highlightLines("a", 1, 0));
  await expect(blank.locator(".cm-highlighted")).toHaveCount(0);
});

test("variables and durations in YAML are highlighted", async ({ blank }) => {
  await blank.evaluate(() => {
    const lines = ["# ${NOT}", "a: ${ONE:-${TWO}}", "b: $$THREE", "c: 20s", 'd: "x $FOUR"', "e: mariadb:11"];
    window.editor.show("a", "yaml", lines.join("\n"));
  });
  await expect(blank.locator(".cm-variable")).toHaveText(["${ONE:-${TWO}}", "$FOUR"]);
  await expect(blank.locator(".cm-scalar")).toHaveText(["20s"]);
});

test("variables in environment files are highlighted", async ({ blank }) => {
  await blank.evaluate(() => window.editor.show(".env", "dotenv", 'A=${HOST}\nB="to ${HOST}"\n'));
  const variables = blank.locator(".cm-line span").filter({ hasText: /^\$\{HOST\}$/ });
  await expect(variables).toHaveCount(2);
});

test("a file without a final line break can be folded", async ({ blank }) => {
  const messages: string[] = [];
  blank.on("console", (message) => messages.push(message.text()));
  await blank.evaluate(() => window.editor.show("a.yaml", "yaml", "a:\n  b: 1\nc: 2"));
  await blank.locator(".cm-content").click();
  await blank.keyboard.press("Control+End");
  await blank.keyboard.type("3");
  await expect(blank.locator(".cm-foldGutter [title='Fold line']")).toHaveCount(1);
  expect(messages).toEqual([]);
});

test("Tab indents, and moves the focus after Escape", async ({ blank }) => {
  await blank.evaluate(() => {
    const button = document.createElement("button");
    button.textContent = "after";
    document.body.append(button);
    window.editor.show("a", "yaml", "a:");
    window.editor.focus();
  });
  await blank.keyboard.press("Control+End");
  await blank.keyboard.press("Enter");
  const line = async () => (await text(blank)).split("\n")[1];
  const before = await line();
  await blank.keyboard.press("Tab");
  await blank.keyboard.type("b");
  expect(await line()).toBe(`${before}  b`);
  await blank.keyboard.press("Escape");
  await blank.keyboard.press("Tab");
  await expect(blank.getByText("after")).toBeFocused();
});

test("without its language a file is plain text until the language loads", async ({ blank }) => {
  await blank.route("**/bundle/modes-*", (route) => route.abort());
  await blank.evaluate(() => window.editor.show("a.py", "python", "import os\n"));
  await expect(blank.locator(".cm-line").first()).toHaveText("import os");
  await blank.locator(".cm-content").click();
  await blank.keyboard.type("x");
  expect(await lastChange(blank)).toContain("x");
  expect(await blank.locator(".cm-line span").count()).toBe(0);
  await blank.unroute("**/bundle/modes-*");
  await blank.evaluate(() => window.editor.show("b.py", "python", "import re\n"));
  await expect(blank.locator(".cm-line span").first()).toHaveText("import");
});

test("YAML is highlighted across lines, brackets, quotes and blocks", async ({ blank }) => {
  await blank.evaluate(() => {
    const lines = [
      "a: &x # note", "  b: plain", "    goes: on", "  c: |", "    d: not a key # nor a note $E", "  f: 'it''s", "    g: $H'",
      '  "i": [j, {k: 1, "l":2}, http://m:3]', "- n: <<", "  $o: !!str 4", "p: q # $R", "s: \"\\\" t\"", "u: 2 # 3",
    ];
    window.editor.show("a.yaml", "yaml", lines.join("\n"));
  });
  const colored = await blank.locator(".cm-line").evaluateAll((lines) =>
    lines.map((line) => [...line.querySelectorAll("span")].map((span) => span.textContent)),
  );
  expect(colored).toEqual([
    ["a", ":", "&x", "# note"], ["b", ":"], [], ["c", ":", "|"], ["$E"], ["f", ":", "'it''s"], ["    g: ", "$H", "'"],
    ['"i"', ":", "[", ",", "{", "k", ":", "1", ",", '"l"', ":", "2", "}", ",", "]"], ["-", "n", ":"],
    ["$o", ":", "!!str", "4"], ["p", ":", "# $R"], ["s", ":", '"\\" t"'], ["u", ":", "2", "# 3"],
  ]);
});

test("a new line is indented according to the line before", async ({ blank }) => {
  const cases = [
    ["services:", "  "], ["  a: 1", "  "], ["- a: 1", "  "], ["- a:", "    "], ["- b", ""], ["a: |", "  "], ["a: [", "  "],
    ["a: &x", "  "], ["  # a:", "  "], ["a: 'b", ""], ["  a: {b: 1}", "  "],
  ] as const;
  for (const [before, indent] of cases) {
    await blank.evaluate((before) => {
      window.editor.forget("a");
      window.editor.show("a", "yaml", before);
      window.editor.focus();
    }, before);
    await blank.keyboard.press("Control+End");
    await blank.keyboard.press("Enter");
    expect(await lastChange(blank), before).toBe(`${before}\n${indent}`);
  }
});

test("indented lines and lists below keys can be folded", async ({ blank }) => {
  await blank.evaluate(() => window.editor.show("a", "yaml", "a:\n  b: 1\n# c\n\n  d: 2\ne:\n- f\n- g\nh: 3\n"));
  await blank.locator(".cm-line").first().click();
  await blank.keyboard.press("Control+Shift+BracketLeft");
  expect(await text(blank)).toBe("a:…\ne:\n- f\n- g\nh: 3\n");
  await blank.locator(".cm-line", { hasText: "e:" }).click();
  await blank.keyboard.press("Control+Shift+BracketLeft");
  expect(await text(blank)).toBe("a:…\ne:…\nh: 3\n");
});
