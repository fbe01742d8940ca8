// Conversion between the page's offsets and CodeMirror's positions. Both are in UTF-16 units, but CodeMirror counts each
// line break as one. With line breaks of two characters, an offset in line n is n - 1 larger than the position.

import type { Text } from "@codemirror/state";

/** The line breaks of a file. Mixed ones are kept as part of the lines. */
export type LineBreaks = "lf" | "crlf" | "mixed";

export function lineBreaksOf(text: string): LineBreaks {
  if (!text.includes("\r")) return "lf";
  const pairs = text.split("\r\n").length - 1;
  const count = (character: string) => text.split(character).length - 1;
  return pairs === count("\r") && pairs === count("\n") ? "crlf" : "mixed";
}

/** Returns the text with its original line breaks. */
export function originalText(doc: Text, lineBreaks: LineBreaks): string {
  return doc.sliceString(0, doc.length, lineBreaks === "crlf" ? "\r\n" : "\n");
}

/** Converts a position to an offset of the page. */
export function toOffset(doc: Text, lineBreaks: LineBreaks, position: number): number {
  return lineBreaks === "crlf" ? position + doc.lineAt(position).number - 1 : position;
}

/** Converts an offset of the page to a position. Offsets outside of the text are clamped. */
export function toPosition(doc: Text, lineBreaks: LineBreaks, offset: number): number {
  const clamp = (position: number) => Math.max(0, Math.min(position, doc.length));
  if (lineBreaks !== "crlf") return clamp(offset);
  let low = 1;
  let high = doc.lines;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (doc.line(middle).from + middle - 1 <= offset) low = middle;
    else high = middle - 1;
  }
  const line = doc.line(low);
  // An offset between the two characters of a line break is the end of the line.
  return clamp(Math.min(offset - (low - 1), line.to));
}
