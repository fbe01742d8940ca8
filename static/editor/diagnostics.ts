// Findings in the text: underlines, gutter marks, a card on hover or on Ctrl/Cmd-. with the fixes.

import { type Diagnostic, forEachDiagnostic, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, showTooltip, type Tooltip } from "@codemirror/view";

interface Finding {
  from: number;
  to: number;
  severity: "error" | "warning" | "info";
  message: string;
  help?: string | null;
  code?: string | null;
  fixes?: { title: string; index: number }[];
}

/** Reads what the page found; `place` turns its offsets into positions. */
export function readDiagnostics(
  json: string,
  place: (offset: number) => number,
  onFix: (index: number) => void,
): Diagnostic[] {
  const findings: Finding[] = JSON.parse(json);
  return findings.map((finding) => {
    const from = place(finding.from);
    return {
      from,
      to: Math.max(from, place(finding.to)),
      severity: finding.severity,
      source: finding.code ?? undefined,
      message: finding.message,
      renderMessage: () => card(finding),
      actions: (finding.fixes ?? []).map(({ title, index }) => ({ name: title, apply: () => onFix(index) })),
    };
  });
}

function card(finding: Finding): HTMLElement {
  const element = document.createElement("div");
  element.append(paragraph("cm-finding", finding.message));
  if (finding.help) element.append(paragraph("cm-finding-help", finding.help));
  return element;
}

/** A paragraph whose text in backquotes is shown as code. */
function paragraph(name: string, text: string): HTMLElement {
  const element = document.createElement("p");
  element.className = name;
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

const openCard = StateEffect.define<number | null>();

/** The card that the keyboard opened: where, or none. */
const opened = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(openCard)) return effect.value === null ? null : tooltipAt(effect.value);
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
      dom.setAttribute("aria-label", "Findings on this line");
      for (const found of onLine(view.state, pos)) dom.append(entry(view, found));
      dom.addEventListener("keydown", (event) => {
        if (event.key === "Escape") close(view);
      });
      return { dom, mount: () => dom.querySelector("button")?.focus() };
    },
  };
}

function entry(view: EditorView, found: Diagnostic): HTMLElement {
  const element = document.createElement("div");
  element.className = `cm-diagnostic cm-diagnostic-${found.severity}`;
  if (found.renderMessage) element.append(found.renderMessage(view));
  for (const action of found.actions ?? []) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cm-diagnosticAction";
    button.textContent = action.name;
    button.onclick = () => {
      close(view);
      action.apply(view, found.from, found.to);
    };
    element.append(button);
  }
  return element;
}

function onLine(state: EditorState, pos: number): Diagnostic[] {
  const line = state.doc.lineAt(pos);
  const found: Diagnostic[] = [];
  forEachDiagnostic(state, (diagnostic, from, to) => {
    if (from <= line.to && to >= line.from) found.push({ ...diagnostic, from, to });
  });
  return found;
}

function close(view: EditorView): void {
  view.dispatch({ effects: openCard.of(null) });
  view.focus();
}

function open(view: EditorView): boolean {
  const pos = view.state.selection.main.head;
  if (onLine(view.state, pos).length === 0) return false;
  view.dispatch({ effects: openCard.of(pos) });
  return true;
}

function closeIfOpen(view: EditorView): boolean {
  if (view.state.field(opened) === null) return false;
  close(view);
  return true;
}

export const diagnosticsSupport: Extension = [
  linter(null, { hideOn: () => null }),
  lintGutter({ hoverTime: 150 }),
  opened,
  keymap.of([
    { key: "Mod-.", run: open },
    { key: "Escape", run: closeIfOpen },
    ...lintKeymap.filter(({ key }) => key !== "Mod-Shift-m"),
  ]),
];
