// The languages of a Compose project's files.

import { StreamLanguage, type StreamParser } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { mode } from "./later";
import { yaml } from "./yaml";

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

type Later = "dockerfile" | "python" | "shell";

const isLater = (name: string): name is Later => name === "dockerfile" || name === "python" || name === "shell";

/** Whether a language has yet to be fetched. */
export const isMissing = (name: string) => isLater(name) && !mode(name);

function later(name: Later): Extension {
  const found = mode(name);
  return found ? StreamLanguage.define(found as StreamParser<unknown>) : [];
}

export function languageOf(name: string): Extension {
  switch (name) {
    case "yaml":
      return yaml();
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
