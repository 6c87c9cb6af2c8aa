/** The left column: who one is, the chats with their last words, and the line that says this is a sandbox. */

import { el, icon, iconButton } from "./dom.js";
import { avatar, summary } from "./message.js";
import {
  chatsOf,
  chatTitle,
  draftOf,
  isOwn,
  lastMessage,
  nameOf,
  previewOf,
  senderOf,
  state,
  unreadCount,
} from "./store.js";
import { getLanguage, shortDate, t } from "./texts.js";
import { nextTheme, themeChoice } from "./theme.js";
import { toolsMenu } from "./tools.js";

const THEME_ICONS = { auto: "auto", light: "sun", dark: "moon" };

/** What the bot does at the moment, in words, or null. */
export function actionText(entry) {
  const action = entry.action?.action;
  if (!action) return null;
  if (action.startsWith("upload_photo")) return t("uploadPhoto");
  if (action.includes("video")) return t("uploadVideo");
  if (action.includes("voice")) return t("recordVoice");
  return action.startsWith("upload") ? t("uploadFile") : t("typing");
}

export class Sidebar {
  /** `choosePerson(id)` and `chooseChat(id)` do what they say. */
  constructor(choosePerson, chooseChat) {
    this.choosePerson = choosePerson;
    this.chooseChat = chooseChat;
    this.people = el("div", { class: "people", role: "group" });
    this.label = el("span", { class: "you-are" });
    this.theme = el("span", { class: "theme-place" });
    this.list = el("nav", { class: "chat-list" });
    this.foot = el("footer", { class: "sandbox-line" });
    this.node = el(
      "aside",
      { class: "sidebar" },
      el("header", { class: "sidebar-head" }, this.label, this.people, this.theme),
      this.list,
      this.foot,
    );
    this.signatures = new Map();
  }

  render() {
    this.label.textContent = t("youAre");
    this.people.setAttribute("aria-label", t("people"));
    this.list.setAttribute("aria-label", t("chats"));
    this.once(this.people, [state.me.id, state.people], () => state.people.map((person) => this.person(person)));
    this.once(this.theme, [themeChoice(), getLanguage()], () => [this.themeButton()]);
    this.once(this.foot, [getLanguage()], () => [
      el("span", { class: "sandbox-words" }, el("strong", {}, t("sandbox")), " · ", t("sandboxLine")),
      toolsMenu(),
    ]);
    const entries = chatsOf(state.me).sort((a, b) => (lastMessage(b)?.date ?? 0) - (lastMessage(a)?.date ?? 0));
    const rows = entries.map((entry) => this.facts(entry));
    this.once(this.list, [state.me.id, getLanguage(), rows], () => rows.map((facts) => this.chat(facts)));
  }

  /** Draws a part only when what it shows has changed, so focus and open menus stay. */
  once(node, facts, draw) {
    const signature = JSON.stringify(facts);
    if (this.signatures.get(node) === signature) return;
    this.signatures.set(node, signature);
    const focused = node.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    node.replaceChildren(...draw());
    if (focused) node.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus();
  }

  person(person) {
    const chosen = person.id === state.me.id;
    return el(
      "button",
      {
        type: "button",
        class: `person ${chosen ? "chosen" : ""}`,
        testid: `person-${person.id}`,
        "aria-pressed": String(chosen),
        onclick: () => this.choosePerson(person.id),
      },
      avatar(person, "tiny"),
      el("span", {}, nameOf(person)),
    );
  }

  themeButton() {
    const choice = themeChoice();
    const label = t(`theme${choice[0].toUpperCase()}${choice.slice(1)}`);
    return iconButton(THEME_ICONS[choice], label, {
      testid: "theme",
      onclick: () => {
        nextTheme();
        this.render();
      },
    });
  }

  facts(entry) {
    const { chat } = entry;
    const last = lastMessage(entry);
    const open = chat.id === state.chatId;
    const draft = open ? "" : draftOf(chat.id);
    const sender = last === null ? "" : isOwn(last) ? t("you") : chat.type === "private" ? "" : nameOf(senderOf(last));
    return {
      id: chat.id,
      type: chat.type,
      title: chatTitle(chat),
      open,
      unread: unreadCount(entry),
      action: actionText(entry),
      draft,
      sender,
      mine: last !== null && isOwn(last),
      line: last === null ? "" : summary(previewOf(entry)),
      when: last === null ? "" : shortDate(last.date),
    };
  }

  chat(facts) {
    const who = facts.type === "private" ? state.bot : { id: facts.id, title: facts.title };
    const line = facts.action
      ? el("span", { class: "chat-action" }, facts.action, "…")
      : el(
          "span",
          { class: "chat-line" },
          facts.draft
            ? el("span", { class: "chat-draft" }, "✎ ")
            : facts.sender && el("span", { class: "chat-sender" }, `${facts.sender}: `),
          facts.draft || facts.line || t("emptyChat"),
        );
    return el(
      "button",
      {
        type: "button",
        class: `chat ${facts.open ? "open" : ""}`,
        testid: `chat-${facts.id}`,
        "aria-current": facts.open ? "true" : undefined,
        onclick: () => this.chooseChat(facts.id),
      },
      avatar(who, "large"),
      el(
        "span",
        { class: "chat-body" },
        el(
          "span",
          { class: "chat-top" },
          facts.type !== "private" && icon("group"),
          el("span", { class: "chat-title" }, facts.title),
          facts.mine && icon("ticks"),
          el("time", {}, facts.when),
        ),
        el(
          "span",
          { class: "chat-bottom" },
          line,
          facts.unread > 0 &&
            el("span", { class: "badge", "aria-label": t("unread", { n: facts.unread }) }, facts.unread),
        ),
      ),
    );
  }
}
