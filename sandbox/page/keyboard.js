/** Inline buttons: pressed at once, a spinner until the bot has answered, its answer as a toast or an alert. */

import { getCallback, pressButton } from "./api.js";
import { el, icon } from "./dom.js";
import { safeUrl } from "./entities.js";
import { callbackListeners } from "./live.js";
import { alertBox, ask, copyText, failure, toast } from "./notices.js";
import { isInvoiceLink, openInvoice } from "./pay.js";
import { state } from "./store.js";
import { numberOf, t } from "./texts.js";

const ANSWER_WAIT_MS = 20000;
const POLL_MS = 400;

// Buttons that wait for an answer; kept outside the DOM because the message may be drawn anew meanwhile.
const waiting = new Set();
const keyOf = (message, row, column) => `${message.chat.id}:${message.message_id}:${row}:${column}`;

const pause = (milliseconds) =>
  new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      callbackListeners.delete(done);
      resolve();
    }
    callbackListeners.add(done); // an event about any callback ends the pause early
  });

async function answerOf(callbackId) {
  const until = Date.now() + ANSWER_WAIT_MS;
  while (Date.now() < until) {
    const callback = await getCallback(callbackId);
    if (callback.answered) return callback;
    await pause(POLL_MS);
  }
  return null;
}

function show(callback) {
  if (callback === null) toast(t("noAnswer"));
  else if (callback.url) openLink(callback.url);
  else if (callback.text && callback.show_alert) alertBox(callback.text);
  else if (callback.text) toast(callback.text);
}

function setWaiting(key, on) {
  if (on) waiting.add(key);
  else waiting.delete(key);
  for (const node of document.querySelectorAll(`[data-press="${key}"]`)) mark(node, on);
}

function mark(node, on) {
  node.classList.toggle("waiting", on);
  node.setAttribute("aria-busy", String(on));
}

async function press(message, row, column) {
  const key = keyOf(message, row, column);
  if (waiting.has(key)) return;
  setWaiting(key, true);
  try {
    const pressed = await pressButton({
      from: state.me.id,
      chat: message.chat.id,
      message: message.message_id,
      row,
      column,
    });
    const callback = await answerOf(pressed.callback_query_id);
    setWaiting(key, false);
    show(callback);
  } catch (error) {
    setWaiting(key, false);
    failure(error);
  }
}

async function openLink(address) {
  const href = safeUrl(address);
  if (href !== null && (await ask(`${t("openLink")}\n${href}`, t("open")))) open(href, "_blank", "noopener,noreferrer");
}

function activate(button, message, row, column) {
  if (button.pay) openInvoice({ chat: message.chat.id, message: message.message_id });
  else if (button.url && isInvoiceLink(button.url)) openInvoice({ link: button.url });
  else if (button.callback_data !== undefined) press(message, row, column);
  else if (button.url) openLink(button.url);
  else if (button.copy_text) copyText(button.copy_text.text);
  else toast(t("notHere"));
}

/** What the apps write on the button that pays: their own words, in the language of who reads. */
const payLabel = (message) => t("payButton", { sum: `⭐ ${numberOf(message.invoice.total_amount)}` });

function buttonNode(button, message, row, column) {
  const key = keyOf(message, row, column);
  const style = ["primary", "success", "danger"].includes(button.style) ? `style-${button.style}` : "";
  const corner = button.url && !isInvoiceLink(button.url) ? icon("link") : button.copy_text ? icon("copy") : null;
  const node = el(
    "button",
    {
      type: "button",
      class: `inline-button ${style}`,
      testid: `button-${row}-${column}`,
      "data-press": key,
      onclick: () => activate(button, message, row, column),
    },
    el("span", { class: "inline-label" }, button.pay ? payLabel(message) : button.text),
    corner,
    el("span", { class: "spinner", "aria-hidden": "true" }),
  );
  mark(node, waiting.has(key));
  return node;
}

/** The rows of buttons under a message, or null. */
export function keyboardOf(message) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length === 0) return null;
  return el(
    "div",
    { class: "keyboard" },
    rows.map((buttons, row) =>
      el(
        "div",
        { class: "keyboard-row" },
        buttons.map((button, column) => buttonNode(button, message, row, column)),
      ),
    ),
  );
}
