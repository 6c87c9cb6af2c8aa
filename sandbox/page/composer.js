/** Where one writes: text, files, a reply or an edit; a draft for every chat. */

import { editText, sendFiles, sendText } from "./api.js";
import { CommandMenu } from "./commands.js";
import { el, icon, iconButton, isTouch } from "./dom.js";
import { summary } from "./message.js";
import { failure } from "./notices.js";
import { draftOf, isOwn, keepDraft, messagesOf, nameOf, openChat, senderOf, state } from "./store.js";
import { t } from "./texts.js";
import { batchesOf, Tray } from "./tray.js";

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

export class Composer {
  constructor() {
    this.target = null; // {kind: "reply" | "edit", message}
    this.place = null;
    this.queue = Promise.resolve(); // one after the other: two quick messages must not overtake each other
    this.tray = new Tray(() => this.refresh());
    this.menu = new CommandMenu(
      (text) => this.sendCommand(text),
      (text) => this.setText(text),
    );
    this.menu.listeners.add((isOpen) => this.menuButton.setAttribute("aria-expanded", String(isOpen)));
    this.build();
  }

  build() {
    this.input = el("textarea", {
      rows: "1",
      testid: "composer",
      dir: "auto",
      enterkeyhint: "send",
      autocomplete: "off",
      "aria-controls": "command-menu",
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onpaste: (event) => this.pasted(event),
    });
    this.picker = el("input", {
      type: "file",
      multiple: true,
      hidden: true,
      testid: "attach-input",
      tabindex: "-1",
      onchange: () => this.picked(),
    });
    this.attach = iconButton("attach", "", { testid: "attach", class: "attach", onclick: () => this.picker.click() });
    this.sendButton = el(
      "button",
      { type: "button", class: "send", testid: "send", onclick: () => this.send() },
      icon("send"),
      icon("check"),
    );
    this.menuLabel = el("span", {});
    this.menuButton = el(
      "button",
      {
        type: "button",
        class: "menu-button",
        testid: "menu",
        "aria-expanded": "false",
        "aria-controls": "command-menu",
        onclick: () => this.menu.toggle(),
      },
      icon("menu"),
      this.menuLabel,
    );
    this.bar = el("div", { class: "target", hidden: true });
    this.panel = el(
      "div",
      { class: "panel" },
      this.bar,
      this.tray.node,
      el("div", { class: "panel-row" }, this.menuButton, this.input, this.attach, this.picker),
    );
    this.node = el(
      "div",
      { class: "composer" },
      this.menu.node,
      el("div", { class: "composer-row" }, this.panel, this.sendButton),
    );
  }

  /** Follows the open chat and the language. */
  render() {
    const place = state.chatId === null ? null : `${state.me.id}:${state.chatId}`;
    if (place !== this.place) this.enter(place);
    this.input.placeholder = this.tray.isEmpty ? t("message") : t("caption");
    for (const [node, key] of [
      [this.input, "message"],
      [this.attach, "attach"],
      [this.sendButton, "send"],
      [this.menuButton, "menu"],
    ])
      node.setAttribute("aria-label", t(key));
    this.attach.title = t("attach");
    this.menuLabel.textContent = t("menu");
    const gone = this.target && !openChat()?.messages.has(this.target.message.message_id);
    if (gone) this.setTarget(null);
  }

  enter(place) {
    this.place = place;
    this.menu.close();
    this.tray.take();
    this.setTarget(null);
    this.setText(place === null ? "" : draftOf(state.chatId), false);
    if (place !== null && !isTouch()) this.input.focus();
  }

  setText(text, focus = true) {
    this.input.value = text;
    this.refresh();
    if (this.target?.kind !== "edit" && state.chatId !== null) keepDraft(text);
    if (focus) this.input.focus();
  }

  typed() {
    if (this.target?.kind !== "edit") keepDraft(this.input.value);
    this.refresh();
    this.menu.typed(this.input.value);
  }

  refresh() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    const ready = this.input.value.trim() !== "" || !this.tray.isEmpty;
    this.node.classList.toggle("ready", ready);
    this.node.classList.toggle("editing", this.target?.kind === "edit");
    this.input.placeholder = this.tray.isEmpty ? t("message") : t("caption");
  }

  key(event) {
    if (this.menu.key(event)) return;
    // Vietnamese input methods compose with Enter and Escape too; those keys are not ours.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.target !== null) {
      event.stopPropagation();
      this.cancelTarget();
    } else if (event.key === "ArrowUp" && this.input.value === "" && this.target === null) {
      event.preventDefault();
      this.editLast();
    }
  }

  editLast() {
    const last = messagesOf(openChat()).findLast((message) => isOwn(message) && message.text !== undefined);
    if (last !== undefined) this.edit(last);
  }

  reply(message) {
    this.setTarget({ kind: "reply", message });
    this.input.focus();
  }

  edit(message) {
    this.setTarget({ kind: "edit", message });
    this.input.value = message.text;
    this.refresh();
    this.input.focus();
    this.input.setSelectionRange(message.text.length, message.text.length);
  }

  cancelTarget() {
    const wasEdit = this.target?.kind === "edit";
    this.setTarget(null);
    if (wasEdit) this.setText(draftOf(state.chatId));
    this.input.focus();
  }

  setTarget(target) {
    this.target = target;
    this.bar.hidden = target === null;
    this.refresh();
    if (target === null) return;
    const title = target.kind === "edit" ? t("editing") : t("replyTo", { name: nameOf(senderOf(target.message)) });
    this.bar.replaceChildren(
      icon(target.kind),
      el(
        "span",
        { class: "target-text" },
        el("span", { class: "target-title" }, title),
        el("span", { class: "target-line" }, summary(target.message)),
      ),
      iconButton("close", t("cancel"), { onclick: () => this.cancelTarget() }),
    );
  }

  picked() {
    this.addFiles([...this.picker.files]);
    this.picker.value = ""; // so that the same file can be chosen again
  }

  addFiles(files) {
    if (files.length === 0) return;
    this.tray.add(files);
    this.input.focus();
  }

  pasted(event) {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    this.addFiles(files);
  }

  whereTo() {
    const reply = this.target?.kind === "reply" ? this.target.message : null;
    return {
      from: state.me.id,
      chat: state.chatId,
      reply_to: reply?.message_id,
      thread: reply?.is_topic_message ? reply.message_thread_id : undefined,
    };
  }

  async sendCommand(text) {
    if (this.input.value.startsWith("/")) this.setText("");
    try {
      const command = { from: state.me.id, chat: state.chatId, text };
      await this.inTurn(() => sendText(command));
    } catch (error) {
      failure(error);
    }
  }

  async send() {
    const text = this.input.value.trim();
    if (text === "" && this.tray.isEmpty) return;
    const target = this.target;
    const where = this.whereTo();
    const taken = this.tray.take();
    this.menu.close();
    this.setTarget(null);
    this.setText(target?.kind === "edit" ? draftOf(state.chatId) : "");
    try {
      await this.inTurn(() => this.deliver(text, target, where, taken));
    } catch (error) {
      failure(error);
      if (state.chatId === where.chat && this.input.value === "") this.setText(text);
      if (taken.files.length > 0) this.tray.putBack(taken);
    }
  }

  inTurn(work) {
    const turn = this.queue.then(work);
    this.queue = turn.catch(() => {}); // its own sender hears of a failure; the next one goes on
    return turn;
  }

  async deliver(text, target, where, taken) {
    if (target?.kind === "edit") {
      await editText({ from: where.from, chat: where.chat, message: target.message.message_id, text });
    } else if (taken.files.length > 0) {
      await this.deliverFiles(text, where, taken);
    } else {
      for (const piece of piecesOf(text)) await sendText({ ...where, text: piece });
    }
  }

  async deliverFiles(caption, where, taken) {
    this.node.classList.add("busy");
    try {
      const batches = batchesOf(taken);
      for (const [index, { kind, files }] of batches.entries())
        await sendFiles({ ...where, caption: index === 0 ? caption : "" }, kind, files);
    } finally {
      this.node.classList.remove("busy");
    }
  }
}
