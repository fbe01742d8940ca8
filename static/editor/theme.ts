// The theme of the editor. Colors come from the page's design tokens. The syntax colors have fallbacks here.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const key = "var(--code-key, light-dark(#0b5cad, #7ab8ff))";
const string = "var(--code-string, light-dark(#1d6b45, #86d9ad))";
const number = "var(--code-number, light-dark(#93500a, #f3b969))";
const variable = "var(--code-variable, light-dark(#7a2fa3, #d3a6ff))";
const comment = "var(--code-comment, var(--ink-3))";

const highlightStyle = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName), tags.keyword, tags.tagName], color: key },
  { tag: [tags.string, tags.special(tags.string)], color: string },
  { tag: [tags.bool, tags.null, tags.atom], color: number },
  { tag: tags.number, class: "cm-scalar" },
  { tag: [tags.labelName, tags.typeName, tags.meta], color: variable },
  { tag: tags.special(tags.variableName), class: "cm-variable" },
  { tag: tags.comment, color: comment, fontStyle: "italic" },
  { tag: [tags.separator, tags.punctuation, tags.operator], color: "var(--ink-2)" },
  { tag: tags.invalid, color: "var(--error)" },
]);

const wavy = (color: string) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy ${color} 1.2px`,
  textUnderlineOffset: "3px",
  textDecorationSkipInk: "none",
});

/** A marker of the gutter. Each severity has its own shape: a circle, a triangle, a square. */
const marker = (color: string, shape: string) => ({
  content: "''",
  display: "block",
  boxSizing: "border-box",
  width: "8px",
  height: "8px",
  margin: "6px 0 0 3px",
  background: color,
  clipPath: shape,
});

const baseTheme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "var(--code-size, 12.5px)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 24%, transparent)",
  },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent-soft) 45%, transparent)" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent-soft) 75%, transparent)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-3)", border: "none", fontSize: "11px" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 2px 0 4px", minWidth: "26px" },
  ".cm-foldGutter .cm-gutterElement": { width: "14px", textAlign: "center", cursor: "pointer", opacity: "0" },
  ".cm-gutters:hover .cm-foldGutter .cm-gutterElement": { opacity: "1" },
  ".cm-foldGutter .cm-gutterElement:has([title='Unfold line'])": { opacity: "1" },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--sunken)",
    border: "1px solid var(--line)",
    color: "var(--ink-2)",
    padding: "0 6px",
    margin: "0 4px",
  },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--line-strong)",
    borderRadius: "2px",
  },
  "&.cm-focused .cm-nonmatchingBracket, .cm-nonmatchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--error)",
  },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--accent) 14%, transparent)" },
  ".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--warning) 28%, transparent)" },
  ".cm-searchMatch.cm-searchMatch-selected": { backgroundColor: "color-mix(in srgb, var(--warning) 55%, transparent)" },

  ".cm-variable": { color: variable },
  ".cm-scalar": { color: number },
  ".cm-inlay-hint": {
    font: "italic 11.5px/20px var(--font)",
    color: "var(--ink-3)",
    paddingLeft: "22px",
    whiteSpace: "pre",
    pointerEvents: "none",
    userSelect: "none",
  },
  ".cm-highlighted": { backgroundColor: "var(--accent-soft)", boxShadow: "inset 2px 0 var(--accent)" },
  ".cm-flash": { animation: "cm-flash 1.2s ease-out" },
  // The text must stay legible, so the bar at the start of the line is what attracts attention.
  "@keyframes cm-flash": {
    from: { backgroundColor: "color-mix(in srgb, var(--accent) 14%, transparent)", boxShadow: "inset 4px 0 var(--accent)" },
  },
  "@media (prefers-reduced-motion: reduce)": { ".cm-flash": { animation: "none" } },

  ".cm-lintRange-error": wavy("var(--error)"),
  ".cm-lintRange-warning": wavy("var(--warning)"),
  ".cm-lintRange-info": wavy("var(--info)"),
  ".cm-lintRange-active": { backgroundColor: "color-mix(in srgb, var(--accent) 14%, transparent)" },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--error)" },
  ".cm-lintPoint-warning:after": { borderBottomColor: "var(--warning)" },
  ".cm-lintPoint-info:after": { borderBottomColor: "var(--info)" },
  ".cm-gutter-lint": { width: "15px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0" },
  ".cm-lint-marker": { width: "15px", height: "20px" },
  ".cm-lint-marker-error": { content: "normal" },
  ".cm-lint-marker-warning": { content: "normal" },
  ".cm-lint-marker-info": { content: "normal" },
  ".cm-lint-marker-error::before": marker("var(--error)", "circle(50%)"),
  ".cm-lint-marker-warning::before": marker("var(--warning)", "polygon(50% 4%, 100% 96%, 0 96%)"),
  ".cm-lint-marker-info::before": marker("var(--info)", "inset(1px)"),

  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "var(--radius-m)",
    boxShadow: "var(--shadow-pop)",
    overflow: "hidden",
  },
  ".cm-tooltip-lint": { maxWidth: "min(460px, 90vw)", padding: "0", margin: "0" },
  ".cm-diagnostic": { padding: "8px 12px", margin: "0", font: "var(--text-s)/1.45 var(--font)", whiteSpace: "normal" },
  ".cm-diagnostic + .cm-diagnostic": { borderTop: "1px solid var(--line)" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--error)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warning)" },
  ".cm-diagnostic-info": { borderLeft: "3px solid var(--info)" },
  ".cm-diagnostic p": { margin: "0" },
  ".cm-diagnostic .cm-help": { marginTop: "2px", color: "var(--ink-2)" },
  ".cm-diagnostic code": {
    font: "12px var(--mono)",
    backgroundColor: "var(--sunken)",
    borderRadius: "3px",
    padding: "1px 4px",
  },
  ".cm-diagnosticAction": {
    font: "inherit",
    height: "24px",
    margin: "6px 6px 0 0",
    padding: "0 8px",
    color: "var(--ink)",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-s)",
    cursor: "pointer",
  },
  ".cm-diagnosticAction:hover": { backgroundColor: "var(--sunken)" },
  ".cm-diagnosticAction u": { textDecoration: "none" },
  ".cm-diagnosticSource": { marginTop: "4px", font: "11px var(--mono)", color: "var(--ink-3)", opacity: "1" },

  ".cm-panels": { backgroundColor: "var(--ground)", color: "var(--ink)", font: "var(--text-s) var(--font)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "6px 28px 6px 8px" },
  ".cm-textfield": {
    font: "var(--text-s) var(--mono)",
    color: "var(--ink)",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-s)",
  },
  ".cm-button": {
    font: "inherit",
    color: "var(--ink)",
    backgroundImage: "none",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line)",
    borderRadius: "var(--radius-s)",
  },
  ".cm-button:hover": { backgroundColor: "var(--sunken)" },
  ".cm-button:active": { backgroundImage: "none" },
  ".cm-panel button[name=close]": { color: "var(--ink-2)", width: "20px", height: "20px", fontSize: "16px" },
});

export const theme: Extension = [baseTheme, syntaxHighlighting(highlightStyle)];
