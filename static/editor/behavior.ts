// Keys, gutters and indentation. Quotes and brackets are not closed automatically: in YAML that gets in the way.

import { defaultKeymap, historyKeymap, indentLess, indentMore, undoDepth } from "@codemirror/commands";
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
  /** There is no change to undo. */
  onUndo(): void;
  readOnly: boolean;
}

const INDENT = 2;

/** Inserts spaces up to the next tab stop, or indents the selected lines. */
function insertTab(view: EditorView): boolean {
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

/** Keeps the cursor visible when the editor shrinks, for example because problems appear below it. */
const keepCursorVisible = ViewPlugin.define((view) => {
  const scroller = view.scrollDOM;
  let height = scroller.clientHeight;
  const observer = new ResizeObserver(() => {
    const previous = height;
    height = scroller.clientHeight;
    if (height >= previous || !view.hasFocus) return;
    const { head } = view.state.selection.main;
    const cursor = view.coordsAtPos(head);
    const top = scroller.getBoundingClientRect().top;
    const wasVisible = cursor !== null && cursor.top >= top && cursor.bottom <= top + previous;
    if (wasVisible) view.dispatch({ effects: EditorView.scrollIntoView(head) });
  });
  observer.observe(scroller);
  return { destroy: () => observer.disconnect() };
});

export function behavior({ onSave, onUndo, readOnly }: Settings): Extension {
  const save = () => {
    onSave();
    return true;
  };
  const undoNothing = (view: EditorView) => {
    if (undoDepth(view.state) > 0) return false;
    onUndo();
    return true;
  };
  return [
    lineNumbers(),
    codeFolding({ placeholderText: "…" }),
    foldGutter({ openText: "⌄", closedText: "›" }),
    highlightSpecialChars(),
    drawSelection(),
    keepCursorVisible,
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
      { key: "Mod-z", run: undoNothing },
      { key: "Tab", run: insertTab, shift: indentLess },
      ...historyKeymap,
      ...foldKeymap,
      ...defaultKeymap,
    ]),
  ];
}
