/** Start here: puts the parts together, follows the address (`?as=1001&chat=1001`) and draws on every change. */

import { Composer } from "./composer.js";
import { el, iconButton, isPhone } from "./dom.js";
import { History } from "./history.js";
import { listen, replyListeners } from "./live.js";
import { avatar } from "./message.js";
import { copyText, failure } from "./notices.js";
import { actionText, Sidebar } from "./sidebar.js";
import {
  catchUp,
  changed,
  chatsOf,
  chatTitle,
  loadWorld,
  membersOf,
  onChange,
  openChat,
  state,
  unreadCount,
} from "./store.js";
import { setLanguage, t } from "./texts.js";
import { applyTheme } from "./theme.js";
import { Viewer } from "./viewer.js";

const viewer = new Viewer();
const composer = new Composer((parameter) => {
  chooseChat(state.me.id, true);
  composer.sendCommand(`/start ${parameter}`);
});
replyListeners.add((message) => composer.target === null && composer.reply(message));
const sidebar = new Sidebar(choosePerson, (id) => chooseChat(id, true));
const chatHistory = new History(
  {
    view: (message) => viewer.open(message),
    reply: (message) => composer.reply(message),
    edit: (message) => composer.edit(message),
    copy: copyText,
    command: (text) => composer.sendCommand(text),
  },
  drawEmpty,
);
const head = {
  avatar: el("span"),
  title: el("h1", {}),
  status: el("p", { class: "status", "aria-live": "off" }),
  back: iconButton("back", "", { class: "back", testid: "back", onclick: () => leaveChat() }),
};
let description = null;

function build() {
  const header = el(
    "header",
    { class: "chat-head" },
    head.back,
    head.avatar,
    el("div", { class: "chat-head-text" }, head.title, head.status),
  );
  const main = el(
    "main",
    { class: "conversation" },
    header,
    chatHistory.node,
    composer.node,
    el("div", { class: "drop-veil", "aria-hidden": "true" }, el("span", {})),
  );
  document.querySelector("#app").replaceChildren(sidebar.node, main);
  acceptDrops(main);
}

function acceptDrops(main) {
  let depth = 0; // dragenter and dragleave come for every child too
  const over = (by) => {
    depth = Math.max(0, depth + by);
    main.classList.toggle("dropping", depth > 0);
  };
  main.addEventListener("dragenter", (event) => {
    if (event.dataTransfer.types.includes("Files")) over(1);
  });
  main.addEventListener("dragleave", (event) => {
    if (event.dataTransfer.types.includes("Files")) over(-1);
  });
  main.addEventListener("dragover", (event) => event.preventDefault());
  main.addEventListener("drop", (event) => {
    event.preventDefault();
    over(-depth);
    composer.addFiles([...event.dataTransfer.files]);
  });
}

/** The card in a chat without messages: what the bot can do, and the button that begins. */
function drawEmpty(entry) {
  if (entry.chat.type !== "private")
    return el("div", { class: "empty" }, el("span", { class: "empty-pill" }, t("emptyChat")));
  const start = el(
    "button",
    { type: "button", class: "start", testid: "start", onclick: () => composer.sendCommand("/start") },
    t("start"),
  );
  return el(
    "div",
    { class: "empty" },
    el(
      "div",
      { class: "empty-card" },
      avatar(state.bot, "huge"),
      el("h2", {}, t("whatCanItDo")),
      el("p", {}, description || t("describe")),
      start,
    ),
  );
}

function statusText(entry) {
  if (!state.connected) return t("connecting");
  const action = actionText(entry);
  if (action) return action;
  return entry.chat.type === "private" ? t("bot") : t("members", { n: membersOf(entry.chat).length });
}

function renderHead(entry) {
  head.back.setAttribute("aria-label", t("back"));
  head.title.textContent = chatTitle(entry.chat);
  const text = statusText(entry);
  if (head.status.textContent !== text) head.status.textContent = text;
  head.status.classList.toggle("busy", state.connected && entry.action !== null);
  const face = avatar(entry.chat.type === "private" ? state.bot : entry.chat);
  if (!face.isEqualNode(head.avatar)) {
    head.avatar.replaceWith(face);
    head.avatar = face;
  }
}

function render() {
  const entry = openChat();
  document.body.classList.toggle("in-chat", entry !== null);
  document.querySelector(".drop-veil span").textContent = t("dropHere");
  if (entry !== null) renderHead(entry);
  composer.render();
  chatHistory.render();
  sidebar.render();
  const unread = chatsOf(state.me).reduce((sum, one) => sum + unreadCount(one), 0);
  document.title = `${unread > 0 ? `(${unread}) ` : ""}${state.bot.first_name} · Sandbox`;
}

function writeAddress(push) {
  const address = new URL(location.href);
  address.searchParams.set("as", state.me.id);
  if (state.chatId === null) address.searchParams.delete("chat");
  else address.searchParams.set("chat", state.chatId);
  if (address.href !== location.href) history[push ? "pushState" : "replaceState"]({ inside: push }, "", address);
}

function chooseChat(id, byHand = false) {
  state.chatId = id;
  writeAddress(byHand && isPhone());
  render();
  describe();
}

function leaveChat() {
  if (history.state?.inside) return history.back();
  state.chatId = null;
  writeAddress(false);
  return render();
}

/** The bot's own words about itself; they may differ by language. */
async function describe() {
  const answer = await composer.menu.load();
  const words = answer?.description || answer?.short_description || null;
  if (words === description) return;
  description = words;
  changed();
}

async function choosePerson(id) {
  const person = state.people.find((one) => one.id === id) ?? state.people[0];
  const group = state.chats.get(state.chatId);
  const stay = group !== undefined && group.chat.type !== "private" && person.chats.includes(group.chat.id);
  const leftPrivate = state.chatId !== null && !stay;
  state.me = person;
  state.chatId = stay ? state.chatId : leftPrivate ? person.id : null;
  setLanguage(person.language_code);
  await catchUp(person).catch(failure);
  listen();
  writeAddress(false);
  render();
  describe();
}

/** A newcomer begins as somebody who speaks their language. */
function whoSpeaks(language) {
  const code = language.split("-")[0];
  return state.people.find((person) => person.language_code === code) ?? state.people[0];
}

function followAddress() {
  const query = new URLSearchParams(location.search);
  state.me = state.people.find((person) => person.id === Number(query.get("as"))) ?? whoSpeaks(navigator.language);
  const chat = Number(query.get("chat"));
  const inChat = state.me.chats.includes(chat) && state.chats.has(chat);
  state.chatId = inChat ? chat : isPhone() ? null : (state.me.chats[0] ?? null);
  setLanguage(state.me.language_code);
}

async function boot() {
  applyTheme();
  await loadWorld();
  followAddress();
  await catchUp(state.me);
  build();
  onChange(render);
  writeAddress(false);
  render();
  listen();
  describe();
}

addEventListener("popstate", async () => {
  const before = state.me.id;
  followAddress();
  if (before !== state.me.id) await choosePerson(state.me.id);
  render();
});
document.addEventListener("visibilitychange", () => {
  if (state.me !== null) changed();
});

boot().catch((error) => {
  document
    .querySelector("#app")
    .replaceChildren(
      el(
        "p",
        { class: "boot-failure", role: "alert" },
        `The sandbox does not answer: ${error.message}`,
        el("button", { type: "button", onclick: () => location.reload() }, "Try again"),
      ),
    );
});
