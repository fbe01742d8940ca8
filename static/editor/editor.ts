// The text editor: CodeMirror behind a small interface that the page binds to.
//
//   create(parent, options) -> Editor
//
//     options.onChange(path, text)    The visitor changed a file by typing or undoing.
//     options.onPaste(path, text)     The visitor changed a file by pasting. `text` is the whole text of the file.
//     options.onUndo()                The visitor pressed the keys for undo, but the shown file has no change to undo.
//     options.onCursor(path, offset)  The cursor moved.
//     options.onFix(path, index)      The visitor chose a fix. `index` comes from `setDiagnostics`.
//     options.onSave()                The visitor pressed Ctrl/Cmd-S.
//     options.dark                    Whether the editor starts with the dark theme.
//     options.readOnly                Whether the text can't be changed.
//     options.testId                  `data-testid` of the text.
//
//   editor.show(path, language, text)      Shows a file. Its history, selection and scroll position are kept while
//                                          another file is shown. If the text has changed, it is replaced as by
//                                          `setText`. Languages: yaml, dockerfile, dotenv, python, shell, plain.
//   editor.load(path, language, text)      Creates the state of a file without showing it, unless there is one.
//   editor.setText(path, text)             Replaces the text with the smallest possible change. The visitor can undo it
//                                          in one step. `onChange` is not called.
//   editor.setDiagnostics(path, json)      [{from, to, severity, message, help, code, fixes: [{title, index}]}].
//                                          Severities: error, warning, info.
//   editor.setInlayHints(path, json)       [{offset, text}]. Each is shown at the end of its line.
//   editor.reveal(path, from, to)          Selects a range of the shown file, scrolls to it, focuses and flashes it.
//   editor.showChange(path, from, to)      Places the caret at the end of a range of the shown file, scrolls to it and
//                                          flashes the range.
//   editor.highlightLines(path, from, to)  Highlights lines, or none if from > to.
//   editor.rename(from, to)                Moves a file's state, such as its history, to another path.
//   editor.forget(path)                    Discards a file's state.
//   editor.setTheme(dark), undo(), redo(), focus(), destroy()
//
// Offsets are in UTF-16 units of the original text, in which a line break can have two characters. Calls for a file that
// was never shown do nothing.

import { history, historyField, isolateHistory, redo, undo } from "@codemirror/commands";
import { setDiagnostics } from "@codemirror/lint";
import { Annotation, Compartment, EditorState, type Extension, type StateEffect, type TransactionSpec } from "@codemirror/state";
import { EditorView, type ViewUpdate } from "@codemirror/view";
import { behavior } from "./behavior";
import { diagnosticsSupport, readDiagnostics } from "./diagnostics";
import { isMissing, languageOf } from "./languages";
import { clearFlash, flash, inlayHintSupport, lineHighlightSupport, setHighlight, setInlayHints } from "./decorations";
import { loadModes, searchSupport } from "./lazy";
import { type LineBreaks, lineBreaksOf, originalText, toOffset, toPosition } from "./offsets";
import { theme } from "./theme";

export * from "./shared";

interface Options {
  onChange(path: string, text: string): void;
  onPaste?(path: string, text: string): void;
  onUndo?(): void;
  onCursor(path: string, offset: number): void;
  onFix(path: string, index: number): void;
  onSave(): void;
  dark?: boolean;
  readOnly?: boolean;
  testId?: string;
}

/** The state of a file. */
interface FileState {
  state: EditorState;
  scroll: StateEffect<unknown> | null;
  language: string;
  lineBreaks: LineBreaks;
}

/** Marks a change by the page, which is not reported back. */
const fromPage = Annotation.define<boolean>();

const FLASH_MS = 1200;

/** Minimum distance of a shown change from the upper and the lower end of the editor, in pixels. */
const CHANGE_MARGIN = 48;

export class Editor {
  private readonly view: EditorView;
  private readonly files = new Map<string, FileState>();
  private readonly darkTheme = new Compartment();
  private readonly syntax = new Compartment();
  private readonly search = new Compartment();
  private shown: string | null = null;
  private dark: boolean;
  private flashTimer = 0;

  constructor(
    parent: HTMLElement,
    private readonly options: Options,
  ) {
    this.dark = options.dark ?? false;
    this.view = new EditorView({ parent, state: EditorState.create({ extensions: [EditorState.readOnly.of(true)] }) });
    // Before a file is shown there are no line numbers, so the text would move when they appear.
    this.view.dom.style.visibility = "hidden";
  }

  show(path: string, language: string, text: string): void {
    const known = this.files.get(path);
    if (known?.language !== language) {
      this.files.set(path, this.createState(path, language, text));
    }
    if (this.shown !== path || known?.language !== language) {
      this.saveShown();
      this.shown = path;
      const file = this.files.get(path)!;
      this.view.setState(file.state);
      this.view.dom.style.visibility = "";
      this.view.dispatch({
        effects: [this.darkTheme.reconfigure(this.currentTheme()), ...(file.scroll ? [file.scroll] : [])],
      });
    }
    this.setText(path, text);
    if (isMissing(language)) void loadModes().then(() => this.updateLanguages(), () => {});
  }

  load(path: string, language: string, text: string): void {
    if (!this.files.has(path)) this.files.set(path, this.createState(path, language, text));
  }

  setText(path: string, text: string): void {
    const file = this.files.get(path);
    if (!file) return;
    const state = this.stateOf(path, file);
    const old = originalText(state.doc, file.lineBreaks);
    if (old === text) return;
    const [from, to, insert] = smallestChange(old, text);
    const changes = {
      from: toPosition(state.doc, file.lineBreaks, from),
      to: toPosition(state.doc, file.lineBreaks, to),
      insert: state.toText(insert),
    };
    const annotations = [fromPage.of(true), isolateHistory.of("full")];
    this.apply(path, { changes, annotations, userEvent: "input.fix" });
    if (originalText(this.stateOf(path, file).doc, file.lineBreaks) !== text) {
      // The text has other line breaks, which only a new document can represent.
      this.recreate(path, file.language, text);
    }
  }

  setDiagnostics(path: string, json: string): void {
    const file = this.files.get(path);
    if (!file) return;
    const state = this.stateOf(path, file);
    const position = (offset: number) => toPosition(state.doc, file.lineBreaks, offset);
    const diagnostics = readDiagnostics(json, position, (index) => this.options.onFix(path, index));
    this.apply(path, setDiagnostics(state, diagnostics));
  }

  setInlayHints(path: string, json: string): void {
    const file = this.files.get(path);
    if (!file) return;
    const { doc } = this.stateOf(path, file);
    const hints: { offset: number; text: string }[] = JSON.parse(json);
    const lineEnd = (offset: number) => doc.lineAt(toPosition(doc, file.lineBreaks, offset)).to;
    const positioned = hints.map(({ offset, text }) => ({ position: lineEnd(offset), text }));
    this.apply(path, { effects: setInlayHints.of(positioned) });
  }

  reveal(path: string, from: number, to: number): void {
    const range = this.rangeOfShown(path, from, to);
    if (!range) return;
    const { anchor, head } = range;
    this.view.dispatch({ selection: range, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    this.flash(anchor, head);
    this.view.focus();
  }

  showChange(path: string, from: number, to: number): void {
    const range = this.rangeOfShown(path, from, to);
    if (!range) return;
    const { anchor, head } = range;
    this.view.dispatch({
      selection: { anchor: head },
      effects: EditorView.scrollIntoView(head, { y: "nearest", yMargin: CHANGE_MARGIN }),
    });
    this.flash(anchor, head);
  }

  highlightLines(path: string, from: number, to: number): void {
    const file = this.files.get(path);
    if (!file) return;
    const { doc } = this.stateOf(path, file);
    const lines = from > to ? null : { from: toPosition(doc, file.lineBreaks, from), to: toPosition(doc, file.lineBreaks, to) };
    this.apply(path, { effects: setHighlight.of(lines) });
  }

  rename(from: string, to: string): void {
    this.saveShown();
    const file = this.files.get(from);
    if (!file) return;
    this.files.delete(from);
    // The label is part of the state's extensions. JSON carries the history over to a state with new extensions.
    const fields = { history: historyField };
    const state = EditorState.fromJSON(
      file.state.toJSON(fields),
      { extensions: this.extensions(to, file.language, originalText(file.state.doc, file.lineBreaks)) },
      fields,
    );
    this.files.set(to, { ...file, state });
    if (this.shown === from) {
      this.shown = to;
      this.view.setState(state);
    }
  }

  forget(path: string): void {
    this.files.delete(path);
    if (this.shown === path) {
      this.shown = null;
      this.view.setState(EditorState.create({ extensions: [EditorState.readOnly.of(true)] }));
    }
  }

  setTheme(dark: boolean): void {
    this.dark = dark;
    this.view.dispatch({ effects: this.darkTheme.reconfigure(this.currentTheme()) });
  }

  undo(): void {
    undo(this.view);
  }

  redo(): void {
    redo(this.view);
  }

  focus(): void {
    this.view.focus();
  }

  destroy(): void {
    clearTimeout(this.flashTimer);
    this.view.destroy();
    this.files.clear();
  }

  private createState(path: string, language: string, text: string): FileState {
    const state = EditorState.create({ doc: text, extensions: this.extensions(path, language, text) });
    return { state, scroll: null, language, lineBreaks: lineBreaksOf(text) };
  }

  private recreate(path: string, language: string, text: string): void {
    const file = this.createState(path, language, text);
    this.files.set(path, file);
    if (this.shown === path) this.view.setState(file.state);
  }

  private extensions(path: string, language: string, text: string): Extension[] {
    const label = this.options.readOnly ? path : `${path}, editor. Press Escape, then Tab to leave.`;
    const attributes: Record<string, string> = { "aria-label": label, tabindex: "0" };
    if (this.options.testId) attributes["data-testid"] = this.options.testId;
    return [
      history(),
      behavior({ onSave: () => this.options.onSave(), onUndo: () => this.options.onUndo?.(), readOnly: this.options.readOnly ?? false }),
      this.search.of(this.currentSearch()),
      this.syntax.of(languageOf(language)),
      diagnosticsSupport,
      inlayHintSupport,
      lineHighlightSupport,
      theme,
      this.darkTheme.of(this.currentTheme()),
      lineBreaksOf(text) === "mixed" ? EditorState.lineSeparator.of("\n") : [],
      EditorView.contentAttributes.of(attributes),
      EditorView.updateListener.of((update) => this.report(update)),
    ];
  }

  private report(update: ViewUpdate): void {
    const path = this.shown;
    const file = path === null ? undefined : this.files.get(path);
    if (path === null || !file) return;
    const isFromPage = update.transactions.some((transaction) => transaction.annotation(fromPage));
    if (update.docChanged && !isFromPage) {
      const isPaste = update.transactions.some((transaction) => transaction.isUserEvent("input.paste"));
      const report = (isPaste && this.options.onPaste) || this.options.onChange;
      report(path, originalText(update.state.doc, file.lineBreaks));
    }
    if (update.selectionSet || update.docChanged) {
      const { head } = update.state.selection.main;
      this.options.onCursor(path, toOffset(update.state.doc, file.lineBreaks, head));
    }
  }

  /** Applies languages that have been loaded to all files. */
  private updateLanguages(): void {
    for (const [path, { language }] of this.files) {
      this.apply(path, { effects: this.syntax.reconfigure(languageOf(language)) });
    }
  }

  /** Returns the search. If it is not loaded yet, all files are updated when it is. */
  private currentSearch(): Extension {
    return searchSupport(() => {
      for (const path of this.files.keys()) {
        this.apply(path, { effects: this.search.reconfigure(this.currentSearch()) });
      }
    });
  }

  private rangeOfShown(path: string, from: number, to: number): { anchor: number; head: number } | null {
    const file = this.files.get(path);
    if (!file || this.shown !== path) return null;
    const { doc } = this.view.state;
    return { anchor: toPosition(doc, file.lineBreaks, from), head: toPosition(doc, file.lineBreaks, to) };
  }

  private flash(from: number, to: number): void {
    this.view.dispatch({ effects: flash.of({ from, to }) });
    clearTimeout(this.flashTimer);
    this.flashTimer = window.setTimeout(() => this.view.dispatch({ effects: clearFlash.of(null) }), FLASH_MS);
  }

  private stateOf(path: string, file: FileState): EditorState {
    return this.shown === path ? this.view.state : file.state;
  }

  /** Applies a transaction to a file, which need not be shown. */
  private apply(path: string, spec: TransactionSpec): void {
    const file = this.files.get(path);
    if (this.shown === path) this.view.dispatch(spec);
    else if (file) file.state = file.state.update(spec).state;
  }

  /** Saves the state and the scroll position of the shown file. */
  private saveShown(): void {
    const file = this.shown === null ? undefined : this.files.get(this.shown);
    if (!file) return;
    file.state = this.view.state;
    file.scroll = this.view.scrollSnapshot();
  }

  private currentTheme(): Extension {
    return EditorView.theme({}, { dark: this.dark });
  }
}

/** Returns the smallest replacement `[from, to, insert]` that turns one text into another. */
function smallestChange(old: string, text: string): [number, number, string] {
  const limit = Math.min(old.length, text.length);
  let start = 0;
  while (start < limit && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  // A line break of two characters is one in the document, so it must not be split.
  while (start > 0 && (old[start - 1] === "\r" || text[start - 1] === "\r")) start--;
  let end = 0;
  while (end < limit - start && old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end++;
  while (end > 0 && (old[old.length - end] === "\n" || text[text.length - end] === "\n")) end--;
  return [start, old.length - end, text.slice(start, text.length - end)];
}

export function create(parent: HTMLElement, options: Options): Editor {
  return new Editor(parent, options);
}
