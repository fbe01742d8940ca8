// Parts of the editor that are loaded on demand. If loading fails, the editor works without the part and tries again
// the next time it is needed.

import type { Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

type Modes = typeof import("./modes");
type Search = typeof import("./search");

let modes: Modes | undefined;
let search: Search | undefined;

/** Loads the languages of less common files. */
export const loadModes = async () => void (modes = await import("./modes"));

/** Returns a language if it is loaded. */
export const loadedMode = (name: keyof Modes) => modes?.[name];

const loadSearch = async () => (search = await import("./search"));

/** Returns the search, or an extension that loads it on the first focus and then calls `onLoad`. */
export function searchSupport(onLoad: () => void): Extension {
  if (search) return search.searchSupport;
  const load = () => loadSearch().then((search) => (onLoad(), search));
  return [
    EditorView.domEventHandlers({ focus: () => void load().catch(() => {}) }),
    keymap.of([
      {
        key: "Mod-f",
        preventDefault: true,
        run: (view) => {
          // Keys that are pressed while the search loads are meant for its input, not for the file.
          view.contentDOM.blur();
          load().then(({ openSearchPanel }) => openSearchPanel(view), () => view.focus());
          return true;
        },
      },
    ]),
  ];
}
