// Search and replace, and highlighting of matches of the selection. Loaded on demand.

import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { type Extension, Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";

export const searchSupport: Extension = [
  highlightSelectionMatches({ minSelectionLength: 2 }),
  search({ top: true }),
  Prec.high(keymap.of(searchKeymap)),
];

export { openSearchPanel };
