/** Paying with play-Stars: a sheet that says what is bought and asks once more, and how the payment ended. */

import { fillPurse, getCheckout, getInvoice, payInvoice } from "./api.js";
import { el } from "./dom.js";
import { failure, toast } from "./notices.js";
import { state } from "./store.js";
import { numberOf, t } from "./texts.js";

const POLL_MS = 250;
const PURSE = 5000;
const LATE = "BOT_PRECHECKOUT_TIMEOUT";
const LINK = "https://t.me/$";

/** True for a link that opens an invoice. */
export const isInvoiceLink = (address) => address.startsWith(LINK);

const stars = (count) => `⭐ ${numberOf(count)}`;

async function endOf(checkout) {
  for (;;) {
    const told = await getCheckout(checkout);
    if (told.state !== "waiting") return told;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

class Sheet {
  /** `what` names the invoice: `{chat, message}` or `{link}`. */
  constructor(what, invoice) {
    this.what = what;
    this.invoice = invoice;
    this.word = el("p", { class: "pay-word", role: "status", testid: "pay-word" });
    this.yes = el("button", { type: "button", class: "primary", testid: "pay-yes", onclick: () => this.pay() });
    this.no = el("button", { type: "button", testid: "pay-no", onclick: () => this.close() }, t("cancel"));
    this.dialog = el(
      "dialog",
      { class: "modal pay-sheet", testid: "pay-sheet", "aria-label": invoice.title },
      el("div", { class: "pay-star", "aria-hidden": "true" }, "⭐"),
      el("h2", {}, invoice.title),
      el("p", { class: "pay-about" }, invoice.description),
      this.word,
      this.yes,
      this.no,
    );
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    document.body.append(this.dialog);
    this.ready();
    this.dialog.showModal();
    this.yes.focus();
  }

  close() {
    this.dialog.close();
    this.dialog.remove();
  }

  /** Shows what one has, and the button that pays or, where that is too little, the one that fills the purse. */
  ready(refused = "") {
    const { total_amount: sum, period, has } = this.invoice;
    const enough = has >= sum;
    this.word.textContent = refused || t("payHave", { sum: stars(has) });
    this.word.classList.toggle("refused", refused !== "");
    this.yes.textContent = enough ? t(period ? "payMonthly" : "payButton", { sum: stars(sum) }) : t("payFill");
    this.busy(false);
  }

  busy(on) {
    this.yes.disabled = on;
    this.dialog.classList.toggle("busy", on);
  }

  async pay() {
    this.busy(true);
    try {
      if (this.invoice.has < this.invoice.total_amount) {
        await fillPurse(state.me.id, Math.max(PURSE, this.invoice.total_amount));
        this.invoice = await getInvoice(state.me.id, this.what);
        return this.ready();
      }
      const { checkout } = await payInvoice(state.me.id, this.what);
      const ended = await endOf(checkout);
      if (ended.state !== "paid") return this.ready(ended.error === LATE ? t("payLate") : ended.error);
      this.close();
      return toast(t("payDone", { sum: stars(this.invoice.total_amount) }));
    } catch (error) {
      this.busy(false);
      return failure(error);
    }
  }
}

/** Opens the sheet of an invoice: `{chat, message}` or `{link}`. */
export async function openInvoice(what) {
  try {
    new Sheet(what, await getInvoice(state.me.id, what));
  } catch (error) {
    failure(error);
  }
}
