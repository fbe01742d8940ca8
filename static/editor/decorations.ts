// Decorations of the text: inlay hints at the ends of lines, highlighted lines, a flash.

import { type Extension, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

interface InlayHint {
  position: number;
  text: string;
}

interface Range {
  from: number;
  to: number;
}

export const setInlayHints = StateEffect.define<InlayHint[]>();
export const setHighlight = StateEffect.define<Range | null>();
export const flash = StateEffect.define<Range>();
export const clearFlash = StateEffect.define<null>();

class InlayHintWidget extends WidgetType {
  constructor(private readonly text: string) {
    super();
  }

  override eq(other: InlayHintWidget): boolean {
    return other.text === this.text;
  }

  toDOM(): HTMLElement {
    const element = document.createElement("span");
    element.className = "cm-inlay-hint";
    element.textContent = this.text;
    return element;
  }
}

function inlayHintDecorations(hints: InlayHint[]): DecorationSet {
  const widgets = hints.map(({ position, text }) =>
    Decoration.widget({ widget: new InlayHintWidget(text), side: 1 }).range(position),
  );
  return Decoration.set(widgets, true);
}

const inlayHints = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(decorations, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setInlayHints)) return inlayHintDecorations(effect.value);
    }
    return decorations.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function lineDecorations(doc: Text, { from, to }: Range, className: string): DecorationSet {
  const decoration = Decoration.line({ class: className });
  const first = doc.lineAt(from).number;
  // A range that ends at the start of a line does not include that line.
  const last = Math.max(first, doc.lineAt(to > from ? to - 1 : to).number);
  const lines = Array.from({ length: last - first + 1 }, (_, index) => decoration.range(doc.line(first + index).from));
  return Decoration.set(lines);
}

const highlightedLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(decorations, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setHighlight)) continue;
      const range = effect.value;
      return range ? lineDecorations(transaction.state.doc, range, "cm-highlighted") : Decoration.none;
    }
    return decorations.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const flashedLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(decorations, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(flash)) return lineDecorations(transaction.state.doc, effect.value, "cm-flash");
      if (effect.is(clearFlash)) return Decoration.none;
    }
    return decorations.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const inlayHintSupport: Extension = inlayHints;
export const lineHighlightSupport: Extension = [highlightedLines, flashedLines];
