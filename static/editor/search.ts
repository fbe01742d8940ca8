// Finding and replacing, and marking what is like the selection. It is fetched with the first focus.

import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { type Extension, Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";

export const finding: Extension = [
  highlightSelectionMatches({ minSelectionLength: 2 }),
  search({ top: true }),
  Prec.high(keymap.of(searchKeymap)),
];

export { openSearchPanel };
