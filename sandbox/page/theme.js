/** Light, dark, or as the system says. */

import { recall, remember } from "./memory.js";

const ORDER = ["auto", "light", "dark"];
const COLORS = { light: "#ffffff", dark: "#17212b" };
const system = matchMedia("(prefers-color-scheme: dark)");

export const themeChoice = () => (ORDER.includes(recall("theme", "auto")) ? recall("theme", "auto") : "auto");

export function applyTheme() {
  const choice = themeChoice();
  const theme = choice === "auto" ? (system.matches ? "dark" : "light") : choice;
  document.documentElement.dataset.theme = theme;
  document.querySelector("meta[name=theme-color]")?.setAttribute("content", COLORS[theme]);
}

export function nextTheme() {
  remember("theme", ORDER[(ORDER.indexOf(themeChoice()) + 1) % ORDER.length]);
  applyTheme();
}

system.addEventListener("change", applyTheme);
