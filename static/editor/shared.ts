// The parts of CodeMirror that the lazily loaded bundles use. CodeMirror must not be loaded twice, so they import it
// from the editor's bundle.

export {
  CharCategory,
  codePointAt,
  codePointSize,
  combineConfig,
  EditorSelection,
  EditorState,
  Facet,
  findClusterBreak,
  fromCodePoint,
  Prec,
  RangeSetBuilder,
  StateEffect,
  StateField,
} from "@codemirror/state";
export {
  Decoration,
  EditorView,
  getDialog,
  getPanel,
  keymap,
  runScopeHandlers,
  showDialog,
  showPanel,
  ViewPlugin,
} from "@codemirror/view";
