/** Where one writes: text, files, a reply or an edit; a draft for every chat. */

import { CommandMenu } from "./commands.js";
import { el, icon, iconButton, isTouch } from "./dom.js";
import { InlineMenu } from "./inline.js";
import { summary } from "./message.js";
import { ask, failure, toast } from "./notices.js";
import { Outbox } from "./outbox.js";
import { canRecord, Recorder } from "./recorder.js";
import { draftOf, isOwn, keepDraft, messagesOf, nameOf, openChat, senderOf, state } from "./store.js";
import { t } from "./texts.js";
import { Tray } from "./tray.js";

// Why a file could not go, in plain words: the sandbox answers as Telegram does. Those of the first kind go as a file.
const COULD_BE_FILE = {
  IMAGE_PROCESS_FAILED: "notPhoto",
  PHOTO_INVALID_DIMENSIONS: "notShape",
  AUDIO_PROCESS_FAILED: "notAudio",
  VIDEO_PROCESS_FAILED: "notVideo",
  VOICE_PROCESS_FAILED: "notVoice",
};
const CANNOT_GO = { "file must be non-empty": "emptyFile", "file is too big": "bigFile" };

export class Composer {
  /** `begin(parameter)` opens the private chat with a deep link's parameter. */
  constructor(begin) {
    this.target = null; // {kind: "reply" | "edit", message}
    this.place = null;
    this.outbox = new Outbox((isBusy) => this.node.classList.toggle("busy", isBusy));
    this.recorder = new Recorder(() => this.recorded());
    this.tray = new Tray(() => this.refresh());
    this.menu = new CommandMenu(
      (text) => this.choose(text),
      (text) => this.setText(text),
    );
    this.menu.listeners.add((isOpen) => this.menuButton.setAttribute("aria-expanded", String(isOpen)));
    this.inline = new InlineMenu(() => this.setText(""), (parameter) => {
      this.setText("");
      begin(parameter);
    });
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
      { type: "button", class: "send", testid: "send", onclick: (event) => this.pressed(event) },
      icon("send"),
      icon("check"),
      icon("microphone"),
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
      el("div", { class: "panel-row" }, this.menuButton, this.input, this.attach, this.picker, this.recorder.node),
    );
    this.node = el(
      "div",
      { class: "composer", onkeydown: (event) => this.escaped(event) },
      this.menu.node,
      this.inline.node,
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
    this.recorder.cancel();
    this.menu.close();
    this.inline.close();
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
    if (this.target?.kind === "edit") {
      this.menu.close();
      this.inline.close();
      return;
    }
    this.menu.typed(this.input.value);
    this.inline.typed(this.input.value);
  }

  refresh() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    const editing = this.target?.kind === "edit";
    const ready = !this.isEmpty || this.recorder.isOn;
    const speak = !ready && !editing && canRecord();
    this.node.classList.toggle("ready", ready);
    this.node.classList.toggle("speak", speak);
    this.node.classList.toggle("editing", editing);
    this.sendButton.setAttribute("aria-label", t(speak ? "record" : "send"));
    this.sendButton.title = speak ? t("record") : "";
    this.input.placeholder = this.tray.isEmpty ? t("message") : t("caption");
  }

  get isEmpty() {
    return this.input.value.trim() === "" && this.tray.isEmpty;
  }

  recorded() {
    this.node.classList.toggle("recording", this.recorder.isOn);
    this.refresh();
    if (this.recorder.isOn) this.sendButton.focus();
    else if (!isTouch()) this.input.focus();
  }

  escaped(event) {
    if (event.key !== "Escape" || !this.recorder.isOn) return;
    event.stopPropagation();
    this.recorder.cancel();
  }

  key(event) {
    if (this.menu.key(event) || this.inline.key(event)) return;
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

  /** A command of the list goes with the files and the reply that stand here, unless it is other words they wait for. */
  choose(command) {
    const words = this.input.value.trim();
    if (this.target?.kind === "edit" || (words !== "" && !words.startsWith("/"))) return this.sendCommand(command);
    this.setText(command);
    return this.send();
  }

  /** Sends a command alone: one that stands in a message was clicked. */
  async sendCommand(text) {
    this.menu.close();
    const where = { from: state.me.id, chat: state.chatId };
    await this.outbox.send({ text, where, entries: [] }).catch(failure);
  }

  /** The round button: it sends; where there is nothing to send it records, and what was recorded it sends. */
  pressed(event) {
    if (this.recorder.isOn) return this.sendVoice();
    if (this.node.classList.contains("speak")) return event.detail > 1 ? undefined : this.recorder.start();
    return this.send();
  }

  async sendVoice() {
    const sending = { text: "", target: this.target, where: this.whereTo(), place: this.place, asFile: false };
    const file = await this.recorder.finish();
    if (file === null) return;
    if (this.place === sending.place) this.setTarget(null);
    await this.dispatch({ ...sending, entries: [{ file, kind: "voice" }] });
  }

  async send() {
    const text = this.input.value.trim();
    if (text === "" && this.tray.isEmpty) return;
    const sending = { text, target: this.target, where: this.whereTo(), place: this.place, ...this.tray.take() };
    this.menu.close();
    this.inline.close();
    this.setTarget(null);
    this.setText(sending.target?.kind === "edit" ? draftOf(state.chatId) : "");
    await this.dispatch(sending);
  }

  async dispatch(sending) {
    try {
      await this.outbox.send(sending);
    } catch (error) {
      if (await this.mended(error, sending)) return this.dispatch(sending);
      this.putBack(sending);
    }
    return undefined;
  }

  /** Says why it did not go and takes a file that can never go out of it; true where it is to be sent again. */
  async mended(error, sending) {
    const bad = error.entry;
    const question = COULD_BE_FILE[error.message];
    const words = question ?? CANNOT_GO[error.message];
    if (bad === undefined || words === undefined) {
      failure(error);
      return false;
    }
    sending.entries = sending.entries.filter((entry) => entry !== bad);
    const told = t(words, { name: bad.file.name });
    if (question === undefined) toast(told);
    else if (await ask(told, t("asFile"))) {
      sending.entries.push({ ...bad, kind: "document" });
      return true;
    }
    return false;
  }

  /** What did not go stands in the composer again, if that is still the same chat's. */
  putBack({ text, target, place, entries, asFile }) {
    if (this.place !== place) return;
    if (entries.length > 0) this.tray.putBack({ entries, asFile });
    if (this.input.value !== "") return;
    this.setTarget(target);
    this.setText(text);
  }
}
