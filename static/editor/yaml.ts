// Syntax highlighting, folding and indentation of YAML. It works line by line, so that a line that is being edited does
// not affect the colors of others. It does not validate: the page does that.

import { foldService, LanguageSupport, StreamLanguage, type StreamParser, type TreeIndentContext } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";

/** `$NAME`, `${NAME}`, and `${NAME:-default}` with one nested variable. */
const VARIABLE = /^(?:\$\{(?:[^{}\n]|\$\{[^{}\n]*\})*\}|\$[A-Za-z_]\w*)/;

/** Numbers, durations, sizes, versions, booleans and null. */
const SCALAR = /^(?:[-+]?\d[\d.,_]*(?:[a-zA-Z%]{1,3}|(?:\d*[hms])+)?|true|false|null|~)$/;

/** Maximum length of such a scalar. */
const MAX_SCALAR_LENGTH = 40;

const KEY = /^(?![\s#&*!|>'"%@`[\]{},]|[-?:](?:\s|$))(?:(?!\s#|:(?:\s|$)).)+(?=:(?:\s|$))/;
const FLOW_KEY = /^(?![\s#&*!|>'"%@`])(?:(?!\s#|:(?:[\s,[\]{}]|$))[^,[\]{}])+(?=:(?:[\s,[\]{}]|$))/;
const QUOTED_KEY = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=\s*:(?:\s|$))/;
const QUOTED_FLOW_KEY = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=\s*:)/;

/** The part of a plain scalar in this line. */
const PLAIN = /^(?:(?!\s#).)+/;
const FLOW_PLAIN = /^(?:(?!\s#|:(?:\s|$))[^,[\]{}])+/;

/** Text without variables, by kind of scalar. */
const TEXT = {
  plain: /^(?:(?!\s#)[^$])+/,
  flow: /^(?:(?!\s#|:(?:\s|$))[^$,[\]{}])+/,
  block: /^[^$]+/,
  '"': /^(?:[^"\\$]|\\.)+/,
  "'": /^(?:[^'$]|'')+/,
};

interface State {
  /** What may follow: an item or a key, a value, the rest of a plain scalar, or nothing. */
  next: "node" | "value" | "text" | "end";
  /** Column of the innermost key or dash, or -1 before the first one of a document. */
  column: number;
  /** Whether a key has been read and its value has not started. */
  afterColon: boolean;
  /** Whether a plain scalar may continue in the next line. */
  plain: boolean;
  /** The open quote. */
  quote: '"' | "'" | "";
  /** The open block scalar: the column that its lines are indented from, and whether it has any lines yet. */
  block: { column: number; started: boolean } | null;
  /** Number of open brackets. */
  flow: number;
  /** Indentation of the line with the first open bracket. */
  base: number;
}

type Stream = Parameters<StreamParser<State>["token"]>[0];

const START: State = {
  next: "node",
  column: -1,
  afterColon: false,
  plain: false,
  quote: "",
  block: null,
  flow: 0,
  base: 0,
};

/** Reads a variable, or the text before the next one. */
function textToken(stream: Stream, kind: keyof typeof TEXT): string | null {
  const style = kind === '"' || kind === "'" ? "string" : null;
  if (stream.match("$$")) return style;
  if (stream.match(VARIABLE)) return "variableName.special";
  if (!stream.match(TEXT[kind])) stream.next();
  return style;
}

/** Updates the state at the start of a line. */
function startLine(stream: Stream, state: State): void {
  const indent = stream.indentation();
  if (state.block && indent <= state.block.column) state.block = null;
  if (state.block) state.block.started = true;
  if (state.block || state.quote || state.flow > 0) return;
  state.afterColon = false;
  state.plain &&= indent > state.column;
  state.next = state.plain ? "text" : "node";
}

function token(stream: Stream, state: State): string | null {
  if (stream.sol()) {
    startLine(stream, state);
    const outside = !state.block && !state.quote && state.flow === 0;
    if (outside && stream.match(/^(?:---|\.\.\.)(?=\s|$)/)) {
      Object.assign(state, { ...START, next: "value" });
      return "meta";
    }
    if (outside && !state.plain && stream.match(/^%.*/)) return "keyword";
  }
  if (state.block?.started) return textToken(stream, "block");
  if (state.quote) return quotedToken(stream, state, state.quote);
  const isFirst = stream.sol();
  if (stream.eatSpace()) return null;
  const before = stream.string[stream.pos - 1] ?? "";
  if ((isFirst || /\s/.test(before)) && stream.match(/^#.*/)) {
    state.plain = false;
    return "comment";
  }
  return punctuation(stream, state) ?? property(stream, state) ?? content(stream, state);
}

function quotedToken(stream: Stream, state: State, quote: '"' | "'"): string | null {
  // In single quotes, a quote is escaped by doubling it.
  const isEscaped = quote === "'" && stream.match("''", false);
  if (isEscaped || !stream.eat(quote)) return textToken(stream, quote);
  state.quote = "";
  state.next = "end";
  return "string";
}

/** Reads a dash, colon, comma or bracket. */
function punctuation(stream: Stream, state: State): string | null {
  const inFlow = state.flow > 0;
  const column = stream.column();
  if (state.next === "node" && !inFlow && stream.match(/^-(?=\s|$)/)) {
    state.column = column;
    return "separator";
  }
  if (state.next === "node" && stream.match(/^\?(?=\s|$)/)) return "punctuation";
  if ((inFlow || state.next !== "text") && stream.match(inFlow && state.next !== "text" ? /^:/ : /^:(?=\s|$)/)) {
    state.next = "value";
    state.afterColon = true;
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
    state.afterColon = false;
    return open === "[" ? "squareBracket" : "brace";
  }
  const closed = inFlow && stream.eat(/[\]}]/);
  if (closed) {
    state.flow -= 1;
    state.next = "end";
    state.afterColon = false;
    return closed === "]" ? "squareBracket" : "brace";
  }
  return null;
}

/** Reads an anchor, alias, tag or the header of a block scalar. */
function property(stream: Stream, state: State): string | null {
  if (state.next !== "node" && state.next !== "value") return null;
  if (stream.match(/^[&*][^\s,[\]{}]+/)) return "labelName";
  if (stream.match(/^![^\s,[\]{}]*/)) return "typeName";
  if (state.flow === 0 && stream.match(/^[|>][-+1-9]*(?=\s*$|\s+#)/)) {
    state.block = { column: state.column, started: false };
    return "string.special";
  }
  return null;
}

/** Reads a key or a scalar. */
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
  state.afterColon = false;
  const quote = state.next === "text" ? undefined : stream.eat(/["']/);
  if (quote) {
    state.quote = quote as '"' | "'";
    return "string";
  }
  if (state.next !== "text") {
    state.next = "text";
    state.plain = !inFlow;
    const match = stream.match(inFlow ? FLOW_PLAIN : PLAIN, false);
    const text = match instanceof Array ? match[0].trim() : "";
    if (text.length <= MAX_SCALAR_LENGTH && SCALAR.test(text)) {
      stream.match(text);
      return "number";
    }
  }
  return textToken(stream, inFlow ? "flow" : "plain");
}

const isBlank = (line: string) => /^\s*(?:#|$)/.test(line);
const indentationOf = (line: string) => line.search(/\S|$/);

const language = StreamLanguage.define<State>({
  name: "yaml",
  startState: () => ({ ...START }),
  copyState: (state) => ({ ...state, block: state.block && { ...state.block } }),
  token,
  indent(state, after, context) {
    const { unit } = context;
    const line = (context as TreeIndentContext).lineAt((context as TreeIndentContext).pos, -1).text;
    // Returning null keeps the indentation that the visitor chose.
    if (isBlank(line) || state.quote || state.block?.started) return null;
    if (state.block) return Math.max(state.block.column, 0) + unit;
    if (state.flow > 0) return state.base + unit * (/^[\]}]/.test(after) ? state.flow - 1 : state.flow);
    if (state.afterColon) return state.column + unit;
    return state.plain && state.column < 0 ? null : Math.max(state.column, 0);
  },
  languageData: { commentTokens: { line: "#" }, indentOnInput: /^\s*[\]}]$/ },
});

/** Returns the lines that fold with a line: those with more indentation, and the items of a list below its key. */
function foldRange(state: EditorState, from: number): { from: number; to: number } | null {
  const line = state.doc.lineAt(from);
  // iterLines throws for a start after the last line.
  if (isBlank(line.text) || line.number === state.doc.lines) return null;
  const indent = indentationOf(line.text);
  const hasItems = /:\s*(?:#.*)?$/.test(line.text) && !/^\s*-\s/.test(line.text);
  let at = line.to;
  let end = at;
  for (const text of state.doc.iterLines(line.number + 1)) {
    at += text.length + 1;
    if (isBlank(text)) continue;
    const indentation = indentationOf(text);
    if (indentation < indent || (indentation === indent && !(hasItems && /^\s*-(?:\s|$)/.test(text)))) break;
    end = at;
  }
  return end > line.to ? { from: line.to, to: end } : null;
}

export function yaml(): LanguageSupport {
  return new LanguageSupport(language, foldService.of(foldRange));
}
