// Diagnostics: underlines, gutter markers, and a tooltip with the fixes on hover or Ctrl/Cmd-.

import { type Diagnostic, forEachDiagnostic, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, showTooltip, type Tooltip } from "@codemirror/view";

/** A diagnostic as the page reports it. */
interface PageDiagnostic {
  from: number;
  to: number;
  severity: "error" | "warning" | "info";
  message: string;
  help?: string | null;
  code?: string | null;
  fixes?: { title: string; index: number }[];
}

/** Parses the page's diagnostics. `toPosition` converts the page's offsets to positions in the document. */
export function readDiagnostics(
  json: string,
  toPosition: (offset: number) => number,
  onFix: (index: number) => void,
): Diagnostic[] {
  const diagnostics: PageDiagnostic[] = JSON.parse(json);
  return diagnostics.map((diagnostic) => {
    const from = toPosition(diagnostic.from);
    return {
      from,
      to: Math.max(from, toPosition(diagnostic.to)),
      severity: diagnostic.severity,
      source: diagnostic.code ?? undefined,
      message: diagnostic.message,
      renderMessage: () => messageElement(diagnostic),
      actions: (diagnostic.fixes ?? []).map(({ title, index }) => ({ name: title, apply: () => onFix(index) })),
    };
  });
}

function messageElement({ message, help }: PageDiagnostic): HTMLElement {
  const element = document.createElement("div");
  element.append(paragraph("cm-message", message));
  if (help) element.append(paragraph("cm-help", help));
  return element;
}

/** Creates a paragraph. Text in backticks is set as code. */
function paragraph(className: string, text: string): HTMLElement {
  const element = document.createElement("p");
  element.className = className;
  text.split("`").forEach((part, index) => {
    if (index % 2 === 0) {
      element.append(part);
    } else {
      const code = document.createElement("code");
      code.textContent = part;
      element.append(code);
    }
  });
  return element;
}

/** Opens the tooltip at a position, or closes it. */
const setTooltip = StateEffect.define<number | null>();

/** The tooltip that was opened by keyboard. */
const keyboardTooltip = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setTooltip)) return effect.value === null ? null : tooltipAt(effect.value);
    }
    return transaction.docChanged || transaction.selection ? null : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

function tooltipAt(pos: number): Tooltip {
  return {
    pos,
    above: false,
    create(view) {
      const dom = document.createElement("div");
      dom.className = "cm-tooltip-lint";
      dom.setAttribute("role", "dialog");
      dom.setAttribute("aria-label", "Problems on this line");
      for (const diagnostic of diagnosticsOnLine(view.state, pos)) dom.append(diagnosticElement(view, diagnostic));
      dom.addEventListener("keydown", (event) => {
        if (event.key === "Escape") closeTooltip(view);
      });
      return { dom, mount: () => dom.querySelector("button")?.focus() };
    },
  };
}

function diagnosticElement(view: EditorView, diagnostic: Diagnostic): HTMLElement {
  const element = document.createElement("div");
  element.className = `cm-diagnostic cm-diagnostic-${diagnostic.severity}`;
  if (diagnostic.renderMessage) element.append(diagnostic.renderMessage(view));
  for (const action of diagnostic.actions ?? []) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cm-diagnosticAction";
    button.textContent = action.name;
    button.onclick = () => {
      closeTooltip(view);
      action.apply(view, diagnostic.from, diagnostic.to);
    };
    element.append(button);
  }
  return element;
}

function diagnosticsOnLine(state: EditorState, pos: number): Diagnostic[] {
  const line = state.doc.lineAt(pos);
  const diagnostics: Diagnostic[] = [];
  forEachDiagnostic(state, (diagnostic, from, to) => {
    if (from <= line.to && to >= line.from) diagnostics.push({ ...diagnostic, from, to });
  });
  return diagnostics;
}

function closeTooltip(view: EditorView): void {
  view.dispatch({ effects: setTooltip.of(null) });
  view.focus();
}

function openTooltip(view: EditorView): boolean {
  const pos = view.state.selection.main.head;
  if (diagnosticsOnLine(view.state, pos).length === 0) return false;
  view.dispatch({ effects: setTooltip.of(pos) });
  return true;
}

function closeIfOpen(view: EditorView): boolean {
  if (view.state.field(keyboardTooltip) === null) return false;
  closeTooltip(view);
  return true;
}

export const diagnosticsSupport: Extension = [
  linter(null, { hideOn: () => null }),
  lintGutter({ hoverTime: 150 }),
  keyboardTooltip,
  keymap.of([
    { key: "Mod-.", run: openTooltip },
    { key: "Escape", run: closeIfOpen },
    ...lintKeymap.filter(({ key }) => key !== "Mod-Shift-m"),
  ]),
];
