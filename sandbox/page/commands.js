/** The bot's commands: a list over the composer, opened by "/" or the menu button. A click sends, Tab completes. */

import { getCommands } from "./api.js";
import { el, iconButton } from "./dom.js";
import { openChat, state } from "./store.js";
import { t } from "./texts.js";

export class CommandMenu {
  /** `send(text)` sends a command, `insert(text)` puts it into the composer. */
  constructor(send, insert) {
    this.send = send;
    this.insert = insert;
    this.commands = [];
    this.shown = [];
    this.asked = 0; // counts what opens and closes: a list that comes late opens nothing
    this.active = 0;
    this.node = el("div", {
      class: "command-menu",
      role: "listbox",
      testid: "command-menu",
      id: "command-menu",
      hidden: true,
    });
    this.listeners = new Set();
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** Reads the commands anew; a bot may set them at any time. Answers the whole reply (with the bot's description). */
  async load() {
    const entry = openChat();
    if (entry === null) return null;
    const answer = await getCommands(entry.chat.id, state.me.id, state.me.language_code ?? "en");
    this.commands = answer.commands ?? [];
    return answer;
  }

  /** Called with what stands in the composer. */
  async typed(text) {
    const match = /^\/(\w*)$/.exec(text);
    if (match === null) return this.close();
    return this.show(match[1].toLowerCase());
  }

  async toggle() {
    return this.isOpen ? this.close() : this.show("");
  }

  async show(beginning) {
    const asked = (this.asked += 1);
    if (!this.isOpen) await this.load();
    if (asked === this.asked) this.open(beginning);
  }

  open(beginning) {
    this.shown = this.commands.filter((one) => one.command.startsWith(beginning));
    const whole = this.shown.findIndex((one) => one.command === beginning);
    this.active = Math.max(whole, 0);
    this.node.hidden = this.shown.length === 0;
    this.node.setAttribute("aria-label", t("commands"));
    this.draw();
    this.tell();
  }

  close() {
    this.asked += 1;
    if (!this.isOpen) return;
    this.node.hidden = true;
    this.tell();
  }

  tell() {
    for (const listener of this.listeners) listener(this.isOpen);
  }

  textOf(command) {
    return openChat().chat.type === "private" ? `/${command}` : `/${command}@${state.bot.username}`;
  }

  choose(command) {
    this.close();
    this.send(this.textOf(command));
  }

  complete(command) {
    this.close();
    this.insert(`${this.textOf(command)} `);
  }

  draw() {
    this.node.replaceChildren(
      ...this.shown.map((one, index) =>
        el(
          "div",
          {
            class: `command-item ${index === this.active ? "active" : ""}`,
            role: "option",
            id: `command-${index}`,
            "aria-selected": String(index === this.active),
            onmousedown: (event) => event.preventDefault(),
            onclick: () => this.choose(one.command),
          },
          el("span", { class: "command-name" }, `/${one.command}`),
          el("span", { class: "command-description" }, one.description),
          iconButton("insert", t("pasteCommand", { name: one.command }), {
            class: "command-insert",
            tabindex: "-1",
            onclick: (event) => {
              event.stopPropagation();
              this.complete(one.command);
            },
          }),
        ),
      ),
    );
  }

  move(step) {
    this.active = (this.active + step + this.shown.length) % this.shown.length;
    this.draw();
    this.node.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  }

  /** Takes a key of the composer while the list is open; true where it was used. */
  key(event) {
    if (!this.isOpen || this.shown.length === 0) return false;
    const command = this.shown[this.active].command;
    const uses = {
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(-1),
      Enter: () => this.choose(command),
      Tab: () => this.complete(command),
      Escape: () => this.close(),
    };
    if (uses[event.key] === undefined || event.shiftKey || event.isComposing) return false;
    event.preventDefault();
    event.stopPropagation();
    uses[event.key]();
    return true;
  }
}
