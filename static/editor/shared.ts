// What the parts that are fetched later need of CodeMirror: it may be there only once.

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
