// Offsets at the border: the page counts UTF-16 units of the text as written, CodeMirror counts every
// line end as one. Line n of a file with two-character ends is n - 1 units further along for the page.

import type { Text } from "@codemirror/state";

/** A file's line ends: one character each, two each, or kept as they are in the text. */
export type Ends = "one" | "two" | "mixed";

export function endsOf(text: string): Ends {
  if (!text.includes("\r")) return "one";
  const pairs = text.split("\r\n").length - 1;
  const count = (of: string) => text.split(of).length - 1;
  return pairs === count("\r") && pairs === count("\n") ? "two" : "mixed";
}

/** The whole text as the page has it. */
export function whole(doc: Text, ends: Ends): string {
  return doc.sliceString(0, doc.length, ends === "two" ? "\r\n" : "\n");
}

/** CodeMirror's position as the page's offset. */
export function toPage(doc: Text, ends: Ends, position: number): number {
  return ends === "two" ? position + doc.lineAt(position).number - 1 : position;
}

/** The page's offset as CodeMirror's position, inside the text whatever it was. */
export function fromPage(doc: Text, ends: Ends, offset: number): number {
  const inside = (position: number) => Math.max(0, Math.min(position, doc.length));
  if (ends !== "two") return inside(offset);
  let low = 1;
  let high = doc.lines;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (doc.line(middle).from + middle - 1 <= offset) low = middle;
    else high = middle - 1;
  }
  const line = doc.line(low);
  // Between the two characters of a line end is the line's end.
  return inside(Math.min(offset - (low - 1), line.to));
}
