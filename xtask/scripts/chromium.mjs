// Chromium as every script here starts it.
import { chromium } from "@playwright/test";

/** Closed networks and containers: nothing is fetched in the background, and root needs no sandbox. */
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
