// Starts Chromium for the scripts.
import { chromium } from "@playwright/test";

/** For machines without a network and for containers: no background downloads, and no sandbox for root. */
export const FLAGS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });
}
