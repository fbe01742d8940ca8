// YAML as Compose reads it, for colors, folds and indents: line by line, so that text which is broken
// while it is typed keeps its colors elsewhere. What it says is not judged here; the page does that.

import { foldService, LanguageSupport, StreamLanguage, type StreamParser, type TreeIndentContext } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";

/** `${NAME}`, `${NAME:-default}` with one more inside, `$NAME`. */
const VARIABLE = /^(?:\$\{(?:[^{}\n]|\$\{[^{}\n]*\})*\}|\$[A-Za-z_]\w*)/;

/** Numbers, durations, sizes, versions, truth values. */
const SCALAR = /^(?:[-+]?\d[\d.,_]*(?:[a-zA-Z%]{1,3}|(?:\d*[hms])+)?|true|false|null|~)$/;

/** No such scalar is longer. */
const LONGEST = 40;

const KEY = /^(?![\s#&*!|>'"%@`[\]{},]|[-?:](?:\s|$))(?:(?!\s#|:(?:\s|$)).)+(?=:(?:\s|$))/;
const FLOW_KEY = /^(?![\s#&*!|>'"%@`])(?:(?!\s#|:(?:[\s,[\]{}]|$))[^,[\]{}])+(?=:(?:[\s,[\]{}]|$))/;
const QUOTED_KEY = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=\s*:(?:\s|$))/;
const QUOTED_FLOW_KEY = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=\s*:)/;

/** All of a plain scalar that is on this line. */
const PLAIN = /^(?:(?!\s#).)+/;
const FLOW_PLAIN = /^(?:(?!\s#|:(?:\s|$))[^,[\]{}])+/;

/** What has no variable in it, of each kind of text. */
const PIECES = {
  plain: /^(?:(?!\s#)[^$])+/,
  flow: /^(?:(?!\s#|:(?:\s|$))[^$,[\]{}])+/,
  block: /^[^$]+/,
  '"': /^(?:[^"\\$]|\\.)+/,
  "'": /^(?:[^'$]|'')+/,
};

interface State {
  /** What may come next: an item or a key, a value, more of a plain scalar, nothing. */
  next: "node" | "value" | "text" | "end";
  /** The column of the innermost key or dash; -1 before the first of a document. */
  column: number;
  /** Whether nothing has followed a colon yet. */
  opens: boolean;
  /** Whether a plain scalar may go on in the next line. */
  plain: boolean;
  /** The quote that has to close. */
  quote: '"' | "'" | "";
  /** The column that the lines of a block scalar are right of, and whether there has been such a line. */
  block: { column: number; begun: boolean } | null;
  /** How many brackets are open, and the indent of the line with the first. */
  flow: number;
  base: number;
}

type Stream = Parameters<StreamParser<State>["token"]>[0];

const FIRST: State = {
  next: "node",
  column: -1,
  opens: false,
  plain: false,
  quote: "",
  block: null,
  flow: 0,
  base: 0,
};

/** A variable, or what stands before the next one. */
function piece(stream: Stream, kind: keyof typeof PIECES): string | null {
  const style = kind === '"' || kind === "'" ? "string" : null;
  if (stream.match("$$")) return style;
  if (stream.match(VARIABLE)) return "variableName.special";
  if (!stream.match(PIECES[kind])) stream.next();
  return style;
}

/** What a new line means for what was open. */
function beginLine(stream: Stream, state: State): void {
  const indent = stream.indentation();
  if (state.block && indent <= state.block.column) state.block = null;
  if (state.block) state.block.begun = true;
  if (state.block || state.quote || state.flow > 0) return;
  state.opens = false;
  state.plain &&= indent > state.column;
  state.next = state.plain ? "text" : "node";
}

function token(stream: Stream, state: State): string | null {
  if (stream.sol()) {
    beginLine(stream, state);
    const outside = !state.block && !state.quote && state.flow === 0;
    if (outside && stream.match(/^(?:---|\.\.\.)(?=\s|$)/)) {
      Object.assign(state, { ...FIRST, next: "value" });
      return "meta";
    }
    if (outside && !state.plain && stream.match(/^%.*/)) return "keyword";
  }
  if (state.block?.begun) return piece(stream, "block");
  if (state.quote) return quoted(stream, state, state.quote);
  const isFirst = stream.sol();
  if (stream.eatSpace()) return null;
  const before = stream.string[stream.pos - 1] ?? "";
  if ((isFirst || /\s/.test(before)) && stream.match(/^#.*/)) {
    state.plain = false;
    return "comment";
  }
  return mark(stream, state) ?? property(stream, state) ?? content(stream, state);
}

function quoted(stream: Stream, state: State, quote: '"' | "'"): string | null {
  // Two single quotes are one in the text.
  const doubled = quote === "'" && stream.match("''", false);
  if (doubled || !stream.eat(quote)) return piece(stream, quote);
  state.quote = "";
  state.next = "end";
  return "string";
}

/** Dashes, colons, commas and brackets. */
function mark(stream: Stream, state: State): string | null {
  const inFlow = state.flow > 0;
  const column = stream.column();
  if (state.next === "node" && !inFlow && stream.match(/^-(?=\s|$)/)) {
    state.column = column;
    return "separator";
  }
  if (state.next === "node" && stream.match(/^\?(?=\s|$)/)) return "punctuation";
  if ((inFlow || state.next !== "text") && stream.match(inFlow && state.next !== "text" ? /^:/ : /^:(?=\s|$)/)) {
    state.next = "value";
    state.opens = true;
    return "separator";
  }
  if (inFlow && stream.eat(",")) {
    state.next = "node";
    return "separator";
  }
  const open = (inFlow || state.next === "node" || state.next === "value") && stream.eat(/[[{]/);
  if (open) {
    if (state.flow === 0) state.base = stream.indentation();
    state.flow += 1;
    state.next = "node";
    state.opens = false;
    return open === "[" ? "squareBracket" : "brace";
  }
  const closed = inFlow && stream.eat(/[\]}]/);
  if (closed) {
    state.flow -= 1;
    state.next = "end";
    state.opens = false;
    return closed === "]" ? "squareBracket" : "brace";
  }
  return null;
}

/** Anchors, aliases, tags, and the head of a block scalar. */
function property(stream: Stream, state: State): string | null {
  if (state.next !== "node" && state.next !== "value") return null;
  if (stream.match(/^[&*][^\s,[\]{}]+/)) return "labelName";
  if (stream.match(/^![^\s,[\]{}]*/)) return "typeName";
  if (state.flow === 0 && stream.match(/^[|>][-+1-9]*(?=\s*$|\s+#)/)) {
    state.block = { column: state.column, begun: false };
    return "string.special";
  }
  return null;
}

/** Keys and scalars. */
function content(stream: Stream, state: State): string | null {
  const inFlow = state.flow > 0;
  const column = stream.column();
  if (state.next === "node") {
    if (stream.match(inFlow ? QUOTED_FLOW_KEY : QUOTED_KEY) || stream.match(inFlow ? FLOW_KEY : KEY)) {
      if (!inFlow) state.column = column;
      state.next = "end";
      return "propertyName";
    }
  }
  state.opens = false;
  const quote = state.next === "text" ? undefined : stream.eat(/["']/);
  if (quote) {
    state.quote = quote as '"' | "'";
    return "string";
  }
  if (state.next !== "text") {
    state.next = "text";
    state.plain = !inFlow;
    const whole = stream.match(inFlow ? FLOW_PLAIN : PLAIN, false);
    const text = whole instanceof Array ? whole[0].trim() : "";
    if (text.length <= LONGEST && SCALAR.test(text)) {
      stream.match(text);
      return "number";
    }
  }
  return piece(stream, inFlow ? "flow" : "plain");
}

const isBlank = (line: string) => /^\s*(?:#|$)/.test(line);
const indentOf = (line: string) => line.search(/\S|$/);

const language = StreamLanguage.define<State>({
  name: "yaml",
  startState: () => ({ ...FIRST }),
  copyState: (state) => ({ ...state, block: state.block && { ...state.block } }),
  token,
  indent(state, after, context) {
    const { unit } = context;
    const line = (context as TreeIndentContext).lineAt((context as TreeIndentContext).pos, -1).text;
    // Nothing is said, and so the line's own indent is kept, where a reader chose it.
    if (isBlank(line) || state.quote || state.block?.begun) return null;
    if (state.block) return Math.max(state.block.column, 0) + unit;
    if (state.flow > 0) return state.base + unit * (/^[\]}]/.test(after) ? state.flow - 1 : state.flow);
    if (state.opens) return state.column + unit;
    return state.plain && state.column < 0 ? null : Math.max(state.column, 0);
  },
  languageData: { commentTokens: { line: "#" }, indentOnInput: /^\s*[\]}]$/ },
});

/** A line folds with the lines that belong to it: those further right, and the items of a list below its key. */
function foldOf(state: EditorState, from: number): { from: number; to: number } | null {
  const line = state.doc.lineAt(from);
  // The last line has none below it, which iterLines refuses to begin at.
  if (isBlank(line.text) || line.number === state.doc.lines) return null;
  const indent = indentOf(line.text);
  const hasItems = /:\s*(?:#.*)?$/.test(line.text) && !/^\s*-\s/.test(line.text);
  let at = line.to;
  let end = at;
  for (const text of state.doc.iterLines(line.number + 1)) {
    at += text.length + 1;
    if (isBlank(text)) continue;
    const own = indentOf(text);
    if (own < indent || (own === indent && !(hasItems && /^\s*-(?:\s|$)/.test(text)))) break;
    end = at;
  }
  return end > line.to ? { from: line.to, to: end } : null;
}

export function yaml(): LanguageSupport {
  return new LanguageSupport(language, foldService.of(foldOf));
}
