// How well the page's words stand out from what is behind them, as WCAG measures it.
import type { Page } from "@playwright/test";

/** Words that stand out too little. */
export interface Faint {
  words: string;
  element: string;
  ratio: number;
}

/** What of the page's visible text has less contrast than `least`. What is switched off or old may be faint. */
export async function faintWords(page: Page, least: number): Promise<Faint[]> {
  // Whatever is drawn counts as ground, also what lets the pointer through.
  const style = await page.addStyleTag({ content: "* { pointer-events: auto !important; transition: none !important }" });
  // What has just been drawn can be hit from the next frame on.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const faint = await page.evaluate(measure, least);
  await style.evaluate((element) => (element as Element).remove());
  return faint;
}

function measure(least: number): Faint[] {
  type Color = [number, number, number, number];
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  const known = new Map<string, Color>();

  const read = (text: string): Color => {
    let color = known.get(text);
    if (!color) {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = "#0000";
      brush.fillStyle = text;
      brush.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
      color = [r, g, b, a / 255];
      known.set(text, color);
    }
    return color;
  };
  const over = (upper: Color, lower: Color): Color => {
    const mix = (index: number) => upper[index] * upper[3] + lower[index] * (1 - upper[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const light = ([r, g, b]: Color) => {
    const part = (value: number) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const isShape = (element: Element) => element instanceof SVGGeometryElement;
  const paint = (element: Element): Color => {
    const style = getComputedStyle(element);
    if (!(element instanceof SVGElement)) return read(style.backgroundColor);
    if (!isShape(element) || style.fill === "none") return [0, 0, 0, 0];
    // Of a pattern the ground is what lies under words: it is lighter than its lines.
    const fill = style.fill.startsWith("url") ? getComputedStyle(document.querySelector(".hatch-ground")!).fill : style.fill;
    const [r, g, b, a] = read(fill);
    return [r, g, b, a * Number(style.fillOpacity)];
  };

  const result: Faint[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement as Element | null;
    const words = node.textContent?.trim();
    if (!element || !words || element.closest("title, style, .visually-hidden, .dim, .stale, :disabled")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const [x, y] = [box.x + Math.min(box.width / 2, 20), box.y + box.height / 2];
    const stack = document.elementsFromPoint(x, y);
    // Scrolled away, or behind something.
    if (box.width === 0 || !(stack[0] === element || element.contains(stack[0]) || stack[0]?.contains(element))) continue;
    let ground: Color = [255, 255, 255, 1];
    for (const below of stack.slice(Math.max(stack.indexOf(element), 0)).reverse()) {
      if (below !== element || !(element instanceof SVGElement)) ground = over(paint(below), ground);
    }
    const style = getComputedStyle(element);
    const ink = over(read(element instanceof SVGElement ? style.fill : style.color), ground);
    const [a, b] = [light(ink), light(ground)].sort((one, other) => other - one);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < least) {
      result.push({ words: words.slice(0, 40), element: `${element.tagName}.${element.getAttribute("class") ?? ""}`, ratio: Math.round(ratio * 100) / 100 });
    }
  }
  return result;
}
