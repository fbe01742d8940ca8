// What is fetched when it is needed. Where that fails the editor does without, until it is needed again.

import type { Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

type Modes = typeof import("./modes");
type Search = typeof import("./search");

let modes: Modes | undefined;
let search: Search | undefined;

/** The languages of files that few readers open. */
export const fetchModes = async () => void (modes = await import("./modes"));

/** One of them, once they are here. */
export const mode = (name: keyof Modes) => modes?.[name];

const fetchSearch = async () => (search = await import("./search"));

/**
 * Finding and replacing. Before that is here, the first focus asks for it, and calls `arrived` when all files
 * are to have it.
 */
export function finding(arrived: () => void): Extension {
  if (search) return search.finding;
  const fetch = () => fetchSearch().then((search) => (arrived(), search));
  return [
    EditorView.domEventHandlers({ focus: () => void fetch().catch(() => {}) }),
    keymap.of([
      {
        key: "Mod-f",
        preventDefault: true,
        run: (view) => {
          // What is typed before it is here is meant for its field, and not for the file.
          view.contentDOM.blur();
          fetch().then(({ openSearchPanel }) => openSearchPanel(view), () => view.focus());
          return true;
        },
      },
    ]),
  ];
}
