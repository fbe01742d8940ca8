// The contrast of the page's text, as WCAG defines it.
import type { Page } from "@playwright/test";

/** Text with too little contrast. */
export interface LowContrast {
  text: string;
  element: string;
  ratio: number;
}

/** Returns the visible text with a lower contrast ratio than `minimum`. Disabled and dimmed text is excluded. */
export async function lowContrastText(page: Page, minimum: number): Promise<LowContrast[]> {
  // elementsFromPoint ignores elements without pointer events, but they can be the background of text.
  const style = await page.addStyleTag({ content: "* { pointer-events: auto !important; transition: none !important }" });
  // elementsFromPoint sees the new style after the next frame.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const result = await page.evaluate(measure, minimum);
  await style.evaluate((element) => (element as Element).remove());
  return result;
}

/** Runs in the page. */
function measure(minimum: number): LowContrast[] {
  type Color = [number, number, number, number];
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  const cache = new Map<string, Color>();

  const parse = (css: string): Color => {
    let color = cache.get(css);
    if (!color) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = "#0000";
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
      color = [r, g, b, a / 255];
      cache.set(css, color);
    }
    return color;
  };
  const blend = (upper: Color, lower: Color): Color => {
    const mix = (index: number) => upper[index] * upper[3] + lower[index] * (1 - upper[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const luminance = ([r, g, b]: Color) => {
    const linear = (value: number) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const isShape = (element: Element) => element instanceof SVGGeometryElement;
  const backgroundOf = (element: Element): Color => {
    const style = getComputedStyle(element);
    if (!(element instanceof SVGElement)) return parse(style.backgroundColor);
    if (!isShape(element) || style.fill === "none") return [0, 0, 0, 0];
    // For text on a pattern, only the pattern's background counts.
    const fill = style.fill.startsWith("url") ? getComputedStyle(document.querySelector(".hatch-background")!).fill : style.fill;
    const [r, g, b, a] = parse(fill);
    return [r, g, b, a * Number(style.fillOpacity)];
  };

  const result: LowContrast[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement as Element | null;
    const text = node.textContent?.trim();
    if (!element || !text || element.closest("title, style, .visually-hidden, .dim, :disabled")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const [x, y] = [box.x + Math.min(box.width / 2, 20), box.y + box.height / 2];
    const stack = document.elementsFromPoint(x, y);
    // The text is scrolled out of view or covered.
    if (box.width === 0 || !(stack[0] === element || element.contains(stack[0]) || stack[0]?.contains(element))) continue;
    let background: Color = [255, 255, 255, 1];
    for (const below of stack.slice(Math.max(stack.indexOf(element), 0)).reverse()) {
      if (below !== element || !(element instanceof SVGElement)) background = blend(backgroundOf(below), background);
    }
    const style = getComputedStyle(element);
    const color = blend(parse(element instanceof SVGElement ? style.fill : style.color), background);
    const [lighter, darker] = [luminance(color), luminance(background)].sort((one, other) => other - one);
    const ratio = (lighter + 0.05) / (darker + 0.05);
    if (ratio < minimum) {
      result.push({ text: text.slice(0, 40), element: `${element.tagName}.${element.getAttribute("class") ?? ""}`, ratio: Math.round(ratio * 100) / 100 });
    }
  }
  return result;
}
