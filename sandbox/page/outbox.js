/** Sends what was written: one after the other, so that two quick messages do not overtake each other. */

import { editText, sendFiles, sendText } from "./api.js";
import { batchesOf } from "./tray.js";

const TEXT_MAX = 4096; // Telegram's limit; longer texts go as several messages, as its clients do

function piecesOf(text) {
  const pieces = [];
  for (let rest = text; rest !== "";) {
    const cut = rest.length <= TEXT_MAX ? rest.length : Math.max(rest.lastIndexOf("\n", TEXT_MAX), 0) || TEXT_MAX;
    pieces.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut);
  }
  return pieces.filter(Boolean);
}

export class Outbox {
  /** `busy(isBusy)` is told while files are on their way. */
  constructor(busy) {
    this.busy = busy;
    this.queue = Promise.resolve();
  }

  /**
   * Sends {text, target, where, entries, asFile}. What has gone is taken out of it, so that the rest can be sent again;
   * an error that one of the files is the reason for names it in `entry`.
   */
  send(sending) {
    const turn = this.queue.then(() => this.deliver(sending));
    this.queue = turn.catch(() => {}); // its own sender hears of a failure; the next one goes on
    return turn;
  }

  async deliver(sending) {
    const { text, target, where } = sending;
    if (target?.kind === "edit") {
      await editText({ from: where.from, chat: where.chat, message: target.message.message_id, text });
    } else if (sending.entries.length > 0) {
      await this.deliverFiles(sending);
    } else {
      for (const pieces = piecesOf(text); pieces.length > 0; sending.text = pieces.join("\n")) {
        await sendText({ ...where, text: pieces[0] });
        pieces.shift();
      }
    }
  }

  async deliverFiles(sending) {
    this.busy(true);
    try {
      for (const { kind, entries } of batchesOf(sending)) {
        const fields = { ...sending.where, caption: sending.text };
        await sendFiles(
          fields,
          kind,
          entries.map(({ file }) => file),
        ).catch((error) => {
          throw Object.assign(error, { entry: entries[error.file] });
        });
        sending.text = ""; // the caption stands on the first
        sending.entries = sending.entries.filter((entry) => !entries.includes(entry));
      }
    } finally {
      this.busy(false);
    }
  }
}
