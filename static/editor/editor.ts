// The text editor: CodeMirror behind a small interface that the page binds to.
//
//   create(parent, options) -> Editor
//
//     options.onChange(path, text)    the reader changed a file (typing, undo, paste)
//     options.onCursor(path, offset)  the cursor moved
//     options.onFix(path, index)      a fix was chosen; `index` is what `setDiagnostics` was given
//     options.onSave()                Ctrl/Cmd-S
//     options.dark                    colors to begin with
//     options.readOnly                shows text that cannot be changed
//     options.testId                  `data-testid` of the text
//
//   editor.show(path, language, text)    shows a file. Its history, selection and scroll are kept when
//                                        another is shown. A text other than the last known replaces it,
//                                        as `setText` does. Languages: yaml, dockerfile, dotenv, python,
//                                        shell, plain.
//   editor.setText(path, text)           a change from outside: undoable, minimal, not reported back
//   editor.setDiagnostics(path, json)    [{from, to, severity, message, help, code, fixes: [{title, index}]}],
//                                        severity: error, warning, info
//   editor.setHints(path, json)          [{offset, text}], shown at the end of the offset's line
//   editor.reveal(path, from, to)        selects, scrolls there, takes the focus, flashes. The file must be shown.
//   editor.highlightLines(path, from, to)  marks whole lines; from > to: none
//   editor.rename(from, to)              keeps a renamed file's history
//   editor.forget(path)                  drops what is kept of a file
//   editor.setTheme(dark), undo(), redo(), focus(), destroy()
//
// Offsets are UTF-16 code units of the text as the page has it: line ends of two characters count
// two, though CodeMirror counts one. Calls about a file that was never shown do nothing.

import { history, historyField, redo, undo } from "@codemirror/commands";
import { setDiagnostics } from "@codemirror/lint";
import { Annotation, Compartment, EditorState, type Extension, type StateEffect, type TransactionSpec } from "@codemirror/state";
import { EditorView, type ViewUpdate } from "@codemirror/view";
import { behavior } from "./behavior";
import { diagnosticsSupport, readDiagnostics } from "./diagnostics";
import { isMissing, languageOf } from "./languages";
import { fetchModes, finding } from "./later";
import { clearFlash, flash, hintsSupport, linesSupport, setHighlight, setHints } from "./marks";
import { type Ends, endsOf, fromPage, toPage, whole } from "./offsets";
import { look } from "./theme";

export * from "./shared";

interface Options {
  onChange(path: string, text: string): void;
  onCursor(path: string, offset: number): void;
  onFix(path: string, index: number): void;
  onSave(): void;
  dark?: boolean;
  readOnly?: boolean;
  testId?: string;
}

/** What is kept of a file. */
interface File {
  state: EditorState;
  scroll: StateEffect<unknown> | null;
  language: string;
  ends: Ends;
}

/** Marks a change that the page asked for, and so need not be told of. */
const fromOutside = Annotation.define<boolean>();

const FLASH_MS = 1200;

export class Editor {
  private readonly view: EditorView;
  private readonly files = new Map<string, File>();
  private readonly darkness = new Compartment();
  private readonly syntax = new Compartment();
  private readonly finding = new Compartment();
  private shown: string | null = null;
  private dark: boolean;
  private flashing = 0;

  constructor(
    parent: HTMLElement,
    private readonly options: Options,
  ) {
    this.dark = options.dark ?? false;
    this.view = new EditorView({ parent, state: EditorState.create({ extensions: [EditorState.readOnly.of(true)] }) });
  }

  show(path: string, language: string, text: string): void {
    const known = this.files.get(path);
    if (known?.language !== language) {
      this.files.set(path, this.open(path, language, text));
    }
    if (this.shown !== path || known?.language !== language) {
      this.keep();
      this.shown = path;
      const file = this.files.get(path)!;
      this.view.setState(file.state);
      this.view.dispatch({
        effects: [this.darkness.reconfigure(this.darkTheme()), ...(file.scroll ? [file.scroll] : [])],
      });
    }
    this.setText(path, text);
    if (isMissing(language)) void fetchModes().then(() => this.color(), () => {});
  }

  setText(path: string, text: string): void {
    const file = this.files.get(path);
    if (!file) return;
    const state = this.stateOf(path, file);
    const old = whole(state.doc, file.ends);
    if (old === text) return;
    const [from, to, insert] = difference(old, text);
    const changes = {
      from: fromPage(state.doc, file.ends, from),
      to: fromPage(state.doc, file.ends, to),
      insert: state.toText(insert),
    };
    this.apply(path, { changes, annotations: fromOutside.of(true), userEvent: "input.fix" });
    if (whole(this.stateOf(path, file).doc, file.ends) !== text) {
      // Another kind of line end came in: only a fresh start holds it exactly.
      this.reopen(path, file.language, text);
    }
  }

  setDiagnostics(path: string, json: string): void {
    const file = this.files.get(path);
    if (!file) return;
    const state = this.stateOf(path, file);
    const place = (offset: number) => fromPage(state.doc, file.ends, offset);
    const found = readDiagnostics(json, place, (index) => this.options.onFix(path, index));
    this.apply(path, setDiagnostics(state, found));
  }

  setHints(path: string, json: string): void {
    const file = this.files.get(path);
    if (!file) return;
    const { doc } = this.stateOf(path, file);
    const hints: { offset: number; text: string }[] = JSON.parse(json);
    const placed = hints.map(({ offset, text }) => ({ at: doc.lineAt(fromPage(doc, file.ends, offset)).to, text }));
    this.apply(path, { effects: setHints.of(placed) });
  }

  reveal(path: string, from: number, to: number): void {
    const file = this.files.get(path);
    if (!file || this.shown !== path) return;
    const { doc } = this.view.state;
    const anchor = fromPage(doc, file.ends, from);
    const head = fromPage(doc, file.ends, to);
    this.view.dispatch({
      selection: { anchor, head },
      effects: [EditorView.scrollIntoView(anchor, { y: "center" }), flash.of({ from: anchor, to: head })],
    });
    this.view.focus();
    clearTimeout(this.flashing);
    this.flashing = window.setTimeout(() => this.view.dispatch({ effects: clearFlash.of(null) }), FLASH_MS);
  }

  highlightLines(path: string, from: number, to: number): void {
    const file = this.files.get(path);
    if (!file) return;
    const { doc } = this.stateOf(path, file);
    const lines = from > to ? null : { from: fromPage(doc, file.ends, from), to: fromPage(doc, file.ends, to) };
    this.apply(path, { effects: setHighlight.of(lines) });
  }

  rename(from: string, to: string): void {
    this.keep();
    const file = this.files.get(from);
    if (!file) return;
    this.files.delete(from);
    // The label is part of a state's configuration, so the history goes through JSON.
    const fields = { history: historyField };
    const state = EditorState.fromJSON(
      file.state.toJSON(fields),
      { extensions: this.extensions(to, file.language, whole(file.state.doc, file.ends)) },
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
    this.view.dispatch({ effects: this.darkness.reconfigure(this.darkTheme()) });
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
    clearTimeout(this.flashing);
    this.view.destroy();
    this.files.clear();
  }

  private open(path: string, language: string, text: string): File {
    const state = EditorState.create({ doc: text, extensions: this.extensions(path, language, text) });
    return { state, scroll: null, language, ends: endsOf(text) };
  }

  private reopen(path: string, language: string, text: string): void {
    const file = this.open(path, language, text);
    this.files.set(path, file);
    if (this.shown === path) this.view.setState(file.state);
  }

  private extensions(path: string, language: string, text: string): Extension[] {
    const label = this.options.readOnly ? path : `${path}, editor. Escape, then Tab leaves it.`;
    const attributes: Record<string, string> = { "aria-label": label };
    if (this.options.testId) attributes["data-testid"] = this.options.testId;
    return [
      history(),
      behavior({ onSave: () => this.options.onSave(), readOnly: this.options.readOnly ?? false }),
      this.finding.of(this.findingNow()),
      this.syntax.of(languageOf(language)),
      diagnosticsSupport,
      hintsSupport,
      linesSupport,
      look,
      this.darkness.of(this.darkTheme()),
      endsOf(text) === "mixed" ? EditorState.lineSeparator.of("\n") : [],
      EditorView.contentAttributes.of(attributes),
      EditorView.updateListener.of((update) => this.report(update)),
    ];
  }

  private report(update: ViewUpdate): void {
    const path = this.shown;
    const file = path === null ? undefined : this.files.get(path);
    if (path === null || !file) return;
    const outside = update.transactions.some((transaction) => transaction.annotation(fromOutside));
    if (update.docChanged && !outside) this.options.onChange(path, whole(update.state.doc, file.ends));
    if (update.selectionSet || update.docChanged) {
      const { head } = update.state.selection.main;
      this.options.onCursor(path, toPage(update.state.doc, file.ends, head));
    }
  }

  /** Gives all files their languages anew. */
  private color(): void {
    for (const [path, { language }] of this.files) {
      this.apply(path, { effects: this.syntax.reconfigure(languageOf(language)) });
    }
  }

  /** Finding and replacing, for all files once it is here. */
  private findingNow(): Extension {
    return finding(() => {
      for (const path of this.files.keys()) {
        this.apply(path, { effects: this.finding.reconfigure(this.findingNow()) });
      }
    });
  }

  private stateOf(path: string, file: File): EditorState {
    return this.shown === path ? this.view.state : file.state;
  }

  /** Applies a transaction to a file, whether it is on the screen or not. */
  private apply(path: string, spec: TransactionSpec): void {
    const file = this.files.get(path);
    if (this.shown === path) this.view.dispatch(spec);
    else if (file) file.state = file.state.update(spec).state;
  }

  /** Keeps the state and scroll of the file on the screen. */
  private keep(): void {
    const file = this.shown === null ? undefined : this.files.get(this.shown);
    if (!file) return;
    file.state = this.view.state;
    file.scroll = this.view.scrollSnapshot();
  }

  private darkTheme(): Extension {
    return EditorView.theme({}, { dark: this.dark });
  }
}

/** The smallest replacement `[from, to, insert]` that makes one text the other. */
function difference(old: string, text: string): [number, number, string] {
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (start < most && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  // A line end of two characters is one in the document: never cut between them.
  while (start > 0 && (old[start - 1] === "\r" || text[start - 1] === "\r")) start--;
  let end = 0;
  while (end < most - start && old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end++;
  while (end > 0 && (old[old.length - end] === "\n" || text[text.length - end] === "\n")) end--;
  return [start, old.length - end, text.slice(start, text.length - end)];
}

export function create(parent: HTMLElement, options: Options): Editor {
  return new Editor(parent, options);
}
