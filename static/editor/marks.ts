// Marks that the page puts into the text: hints at the ends of lines, highlighted lines, a flash.

import { type Extension, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

interface Placed {
  at: number;
  text: string;
}

interface Range {
  from: number;
  to: number;
}

export const setHints = StateEffect.define<Placed[]>();
export const setHighlight = StateEffect.define<Range | null>();
export const flash = StateEffect.define<Range>();
export const clearFlash = StateEffect.define<null>();

class Hint extends WidgetType {
  constructor(private readonly text: string) {
    super();
  }

  override eq(other: Hint): boolean {
    return other.text === this.text;
  }

  toDOM(): HTMLElement {
    const element = document.createElement("span");
    element.className = "cm-hint";
    element.textContent = this.text;
    return element;
  }
}

function hintMarks(hints: Placed[]): DecorationSet {
  const widgets = hints.map(({ at, text }) => Decoration.widget({ widget: new Hint(text), side: 1 }).range(at));
  return Decoration.set(widgets, true);
}

const hints = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setHints)) return hintMarks(effect.value);
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function lineMarks(doc: Text, { from, to }: Range, name: string): DecorationSet {
  const mark = Decoration.line({ class: name });
  const first = doc.lineAt(from).number;
  // A range that ends where a line begins does not mean that line.
  const last = Math.max(first, doc.lineAt(to > from ? to - 1 : to).number);
  const lines = Array.from({ length: last - first + 1 }, (_, index) => mark.range(doc.line(first + index).from));
  return Decoration.set(lines);
}

const highlighted = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setHighlight)) continue;
      const range = effect.value;
      return range ? lineMarks(transaction.state.doc, range, "cm-highlighted") : Decoration.none;
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const flashing = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(flash)) return lineMarks(transaction.state.doc, effect.value, "cm-flash");
      if (effect.is(clearFlash)) return Decoration.none;
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const hintsSupport: Extension = hints;
export const linesSupport: Extension = [highlighted, flashing];
