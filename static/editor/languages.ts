// The languages of a Compose project's files, and what Compose adds to YAML: interpolation and numbers
// in plain scalars.

import { yaml } from "@codemirror/lang-yaml";
import { StreamLanguage, type StreamParser, syntaxTree } from "@codemirror/language";
import { type Extension, RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";

/** `${NAME}`, `${NAME:-default}` with one more inside, `$NAME`. `$$` stands for a dollar sign. */
const VARIABLE = /\$\$|\$\{(?:[^{}\n]|\$\{[^{}\n]*\})*\}|\$[A-Za-z_]\w*/g;

/** Numbers, durations, sizes, versions, truth values. */
const SCALAR = /^(?:[-+]?\d[\d.,_]*(?:[a-zA-Z%]{1,3}|(?:\d*[hms]+)+)?|true|false|null|~)$/;

const variable = Decoration.mark({ class: "cm-variable" });
const scalar = Decoration.mark({ class: "cm-scalar" });

function decorate(view: EditorView): DecorationSet {
  const marks = new RangeSetBuilder<Decoration>();
  const seen = { to: -1 };
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter(node) {
        const literal = node.name === "Literal" || node.name === "QuotedLiteral" || node.name === "BlockLiteralContent";
        // Two visible ranges may touch the same scalar; marks must come in order.
        if (!literal || node.from < seen.to) return;
        seen.to = node.to;
        const text = view.state.sliceDoc(node.from, node.to);
        if (node.name === "Literal" && node.node.parent?.name !== "Key" && SCALAR.test(text)) {
          marks.add(node.from, node.to, scalar);
          return;
        }
        for (const match of text.matchAll(VARIABLE)) {
          if (match[0] === "$$") continue;
          marks.add(node.from + match.index, node.from + match.index + match[0].length, variable);
        }
      },
    });
  }
  return marks.finish();
}

const composeMarks = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }

    update(update: ViewUpdate) {
      const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
      if (update.docChanged || update.viewportChanged || parsed) this.decorations = decorate(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** Environment files: `NAME=value`, `export`, quotes, comments, `${NAME}` outside single quotes. */
interface Dotenv {
  quote: string;
  value: boolean;
}

const dotenv: StreamParser<Dotenv> = {
  name: "dotenv",
  startState: () => ({ quote: "", value: false }),
  token(stream, state) {
    if (stream.sol() && !state.quote) state.value = false;
    if (state.quote) return quoted(stream, state);
    if (stream.eatSpace()) return null;
    if (!state.value) {
      if (stream.match(/^#.*/)) return "comment";
      if (stream.match(/^export(?=\s)/)) return "keyword";
      if (stream.eat(/[=:]/)) {
        state.value = true;
        return "operator";
      }
      return stream.match(/^[^\s=:#]+/) ? "propertyName" : (stream.next(), null);
    }
    if (stream.match(/^(?<=\s)#.*/) || (/\s/.test(stream.string[stream.pos - 1] ?? "") && stream.match(/^#.*/))) return "comment";
    const open = stream.eat(/["']/);
    if (open) {
      state.quote = open;
      return "string";
    }
    if (stream.match(/^\$\{[^}]*\}|^\$[A-Za-z_]\w*/)) return "variableName.special";
    if (stream.match(/^[-+]?\d[\d.]*(?=\s|$)/)) return "number";
    return stream.match(/^[^\s"'$]+/) ? "string" : (stream.next(), "string");
  },
  tokenTable: {},
};

function quoted(stream: Parameters<StreamParser<Dotenv>["token"]>[0], state: Dotenv): string {
  if (stream.eat(state.quote)) {
    state.quote = "";
    return "string";
  }
  if (state.quote === '"') {
    if (stream.match(/^\$\{[^}]*\}|^\$[A-Za-z_]\w*/)) return "variableName.special";
    if (stream.match(/^\\./)) return "string";
    return stream.match(/^[^"\\$]+/) ? "string" : (stream.next(), "string");
  }
  return stream.match(/^[^']+/) ? "string" : (stream.next(), "string");
}

/** Languages that are fetched with the first file of theirs. */
type Later = keyof typeof import("./modes");

const LATER: readonly string[] = ["dockerfile", "python", "shell"] satisfies Later[];

/** Where they are, seen from the page. */
declare const MODES: string;

let modes: typeof import("./modes") | undefined;

/** Whether a language has yet to be fetched. */
export function isMissing(name: string): boolean {
  return !modes && LATER.includes(name);
}

/** Fetches the languages that are missing, which stand beside the page. Without them text is plain. */
export async function fetchLanguages(): Promise<void> {
  modes = await import(new URL(MODES, document.baseURI).href);
}

function later(name: Later): Extension {
  return modes ? StreamLanguage.define(modes[name] as StreamParser<unknown>) : [];
}

export function languageOf(name: string): Extension {
  switch (name) {
    case "yaml":
      return [yaml(), composeMarks];
    case "dockerfile":
    case "python":
    case "shell":
      return later(name);
    case "dotenv":
      return StreamLanguage.define(dotenv);
    default:
      return [];
  }
}
