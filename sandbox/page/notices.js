/** Short words from the bot or the page: a toast that goes by itself, an alert that waits for OK, a question. */

import { el } from "./dom.js";
import { t } from "./texts.js";

const TOAST_MS = 3500;
let current = null;

/** One toast at a time; a newer one takes the place of the older. */
export function toast(text) {
  current?.remove();
  const node = el("div", { class: "toast", role: "status", testid: "toast" }, text);
  current = node;
  document.body.append(node);
  setTimeout(() => {
    node.classList.add("leaving");
    setTimeout(() => node.remove(), 250);
  }, TOAST_MS);
}

export const failure = (error) => toast(t("failed", { why: error.message }));

function modal(text, testid, buttons) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { class: "modal", testid, "aria-label": text });
    const close = (value) => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    dialog.append(
      el("p", {}, text),
      el(
        "div",
        { class: "modal-buttons" },
        buttons.map(([label, value]) =>
          el("button", { type: "button", class: value ? "primary" : "", onclick: () => close(value) }, label),
        ),
      ),
    );
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      close(false);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector(".primary")?.focus();
  });
}

export const alertBox = (text) => modal(text, "alert", [[t("ok"), true]]);
export const ask = (text, yes) =>
  modal(text, "question", [
    [t("cancel"), false],
    [yes, true],
  ]);

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("copied"));
  } catch (error) {
    failure(error);
  }
}
