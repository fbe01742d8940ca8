// Syntax highlighting of the files in a Compose project.

import { StreamLanguage, type StreamParser } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { loadedMode } from "./lazy";
import { yaml } from "./yaml";

/** The state between two tokens of an environment file. */
interface DotenvState {
  /** The open quote, or an empty string. */
  quote: string;
  /** Whether the next token is part of a value. */
  value: boolean;
}

/** Environment files: `NAME=value`, `export`, quotes, comments, `${NAME}` outside single quotes. */
const dotenv: StreamParser<DotenvState> = {
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

function quoted(stream: Parameters<StreamParser<DotenvState>["token"]>[0], state: DotenvState): string {
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

type LazyLanguage = "dockerfile" | "python" | "shell";

const isLazy = (name: string): name is LazyLanguage => name === "dockerfile" || name === "python" || name === "shell";

/** Whether a language has not been loaded yet. */
export const isMissing = (name: string) => isLazy(name) && !loadedMode(name);

/** Returns a language, or nothing while it is not loaded. */
function lazyLanguage(name: LazyLanguage): Extension {
  const mode = loadedMode(name);
  return mode ? StreamLanguage.define(mode as StreamParser<unknown>) : [];
}

/** Returns the syntax highlighting of a language. Unknown languages have none. */
export function languageOf(name: string): Extension {
  switch (name) {
    case "yaml":
      return yaml();
    case "dockerfile":
    case "python":
    case "shell":
      return lazyLanguage(name);
    case "dotenv":
      return StreamLanguage.define(dotenv);
    default:
      return [];
  }
}
