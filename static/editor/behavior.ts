// How the editor behaves: keys, gutters, indenting. Nothing types by itself: no closing
// quotes or brackets, which would surprise in YAML.

import { defaultKeymap, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { EditorSelection, EditorState, type Extension } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
  ViewPlugin,
} from "@codemirror/view";

interface Settings {
  onSave(): void;
  readOnly: boolean;
}

const INDENT = 2;

/** Spaces up to the next stop, or the selected lines moved one stop. */
function tab(view: EditorView): boolean {
  const { state } = view;
  if (state.readOnly) return false;
  if (state.selection.ranges.some((range) => !range.empty)) return indentMore(view);
  view.dispatch(
    state.update(
      state.changeByRange((range) => {
        const column = range.head - state.doc.lineAt(range.head).from;
        const spaces = " ".repeat(INDENT - (column % INDENT));
        return {
          changes: { from: range.head, insert: spaces },
          range: EditorSelection.cursor(range.head + spaces.length),
        };
      }),
      { scrollIntoView: true, userEvent: "input.indent" },
    ),
  );
  return true;
}

/** The cursor stays in sight when the editor gets smaller under it, as when problems are listed below. */
const steady = ViewPlugin.define((view) => {
  const scroller = view.scrollDOM;
  let height = scroller.clientHeight;
  const observer = new ResizeObserver(() => {
    const before = height;
    height = scroller.clientHeight;
    if (height >= before || !view.hasFocus) return;
    const { head } = view.state.selection.main;
    const cursor = view.coordsAtPos(head);
    const top = scroller.getBoundingClientRect().top;
    const wasSeen = cursor !== null && cursor.top >= top && cursor.bottom <= top + before;
    if (wasSeen) view.dispatch({ effects: EditorView.scrollIntoView(head) });
  });
  observer.observe(scroller);
  return { destroy: () => observer.disconnect() };
});

export function behavior({ onSave, readOnly }: Settings): Extension {
  const save = () => {
    onSave();
    return true;
  };
  return [
    lineNumbers(),
    codeFolding({ placeholderText: "…" }),
    foldGutter({ openText: "⌄", closedText: "›" }),
    highlightSpecialChars(),
    drawSelection(),
    steady,
    dropCursor(),
    rectangularSelection(),
    crosshairCursor(),
    readOnly ? [] : [highlightActiveLine(), highlightActiveLineGutter()],
    bracketMatching(),
    indentOnInput(),
    indentUnit.of(" ".repeat(INDENT)),
    EditorState.allowMultipleSelections.of(true),
    EditorState.tabSize.of(INDENT),
    readOnly ? [EditorState.readOnly.of(true)] : [],
    keymap.of([
      { key: "Mod-s", run: save, preventDefault: true },
      { key: "Tab", run: tab, shift: indentLess },
      ...historyKeymap,
      ...foldKeymap,
      ...defaultKeymap,
    ]),
  ];
}
