/**
 * What the page knows: the world, who one is, and every chat's messages. The server is the truth; this is a copy of it.
 * A message object is never changed in place, so that "the same object" means "nothing to draw".
 */

import { getMessages, getWorld } from "./api.js";
import { forgetAll, recall, remember } from "./memory.js";

const ACTION_MS = 6000; // Telegram shows a chat action for five seconds; one more hides the gap between two

export const state = { bot: null, people: [], chats: new Map(), me: null, chatId: null, connected: true };

const listeners = new Set();
let scheduled = false;

export const onChange = (listener) => listeners.add(listener);

/** Draws once for all changes of this turn. A timer, no animation frame: hidden windows must count unread too. */
export function changed() {
  if (scheduled) return;
  scheduled = true;
  setTimeout(() => {
    scheduled = false;
    for (const listener of listeners) listener();
  }, 8);
}

export async function loadWorld() {
  const world = await getWorld();
  state.bot = world.bot;
  state.people = world.people;
  // An entry stays the same object: a reading that is under way must not write into one that nobody sees.
  state.chats = new Map(
    world.chats.map((chat) => [chat.id, Object.assign(state.chats.get(chat.id) ?? newEntry(), { chat })]),
  );
  if (state.me !== null) state.me = state.people.find((person) => person.id === state.me.id) ?? state.people[0];
}

const newEntry = () => ({ chat: null, messages: new Map(), action: null, readings: new Set() });

export const chatsOf = (person) => person.chats.map((id) => state.chats.get(id)).filter(Boolean);
export const openChat = () => state.chats.get(state.chatId) ?? null;

/** Reads all chats of the person anew: also what was edited or deleted while nobody listened. */
export async function catchUp(person) {
  await Promise.all(
    chatsOf(person).map(async (entry) => {
      const reading = [];
      entry.readings.add(reading);
      try {
        replaceMessages(entry, await getMessages(entry.chat.id, person.id));
      } finally {
        entry.readings.delete(reading);
      }
      for (const repeat of reading) repeat(); // what happened after the server had answered
      clampRead(person, entry);
    }),
  );
  changed();
}

function replaceMessages(entry, messages) {
  const old = entry.messages;
  entry.messages = new Map();
  for (const message of messages)
    if (!message.deleted) entry.messages.set(message.message_id, sameOrNew(old.get(message.message_id), message));
}

// Events that come while the chat is being read are noted, to be done again on what was read.
function note(entry, repeat) {
  for (const reading of entry.readings) reading.push(repeat);
}

function sameOrNew(old, message) {
  return old !== undefined && JSON.stringify(old) === JSON.stringify(message) ? old : message;
}

/** A message arrived or was edited. */
export function putMessage(chatId, message) {
  const entry = state.chats.get(chatId);
  if (entry === undefined) return;
  if (message.deleted) return dropMessages(chatId, [message.message_id]);
  note(entry, () => insert(entry, message));
  insert(entry, message);
  if (message.from?.is_bot) entry.action = null;
  return changed();
}

function insert(entry, message) {
  const id = message.message_id;
  const isLate = !entry.messages.has(id) && id < lastId(entry);
  entry.messages.set(id, sameOrNew(entry.messages.get(id), message));
  if (isLate) entry.messages = new Map([...entry.messages].sort(([a], [b]) => a - b));
}

export function dropMessages(chatId, ids) {
  const entry = state.chats.get(chatId);
  if (entry === undefined) return;
  const drop = () => {
    for (const id of ids) entry.messages.delete(id);
  };
  note(entry, drop);
  drop();
  changed();
}

/** The bot says what it is doing; the word goes by itself. */
export function putAction(chatId, action) {
  const entry = state.chats.get(chatId);
  if (entry === undefined) return;
  const shown = { action };
  entry.action = shown;
  setTimeout(() => {
    if (entry.action !== shown) return;
    entry.action = null;
    changed();
  }, ACTION_MS);
  changed();
}

export const messagesOf = (entry) => [...entry.messages.values()];
export const lastMessage = (entry) => messagesOf(entry).at(-1) ?? null;

/** The message whose words stand for the chat in the list: of an album, the one with the caption. */
export function previewOf(entry) {
  const last = lastMessage(entry);
  if (last === null || last.media_group_id === undefined) return last;
  return messagesOf(entry).find((message) => message.media_group_id === last.media_group_id && message.caption) ?? last;
}
const lastId = (entry) => lastMessage(entry)?.message_id ?? 0;

export const isOwn = (message) => message.from?.id === state.me.id && message.sender_chat === undefined;

const readKey = (person, entry) => `read:${person.id}:${entry.chat.id}`;

// A sandbox that started anew counts messages from the beginning; what was "read" of the old one must not hide the new.
function clampRead(person, entry) {
  const last = lastId(entry);
  if (recall(readKey(person, entry), last) >= last) remember(readKey(person, entry), last);
}

export function markRead(entry) {
  const last = lastId(entry);
  if (recall(readKey(state.me, entry), -1) !== last) remember(readKey(state.me, entry), last);
}

export function unreadCount(entry) {
  const read = recall(readKey(state.me, entry), 0);
  return messagesOf(entry).filter((message) => message.message_id > read && !isOwn(message)).length;
}

const draftKey = () => `draft:${state.me.id}:${state.chatId}`;
export const draftOf = (chatId) => recall(`draft:${state.me.id}:${chatId}`, "");
export const keepDraft = (text) => remember(draftKey(), text);

export function forgetChats() {
  for (const entry of state.chats.values()) entry.messages = new Map();
  forgetAll("read:");
  forgetAll("draft:");
}

/** How a chat is called by the person who looks: a private chat carries the bot's name. */
export const chatTitle = (chat) => (chat.type === "private" ? state.bot.first_name : chat.title);
export const nameOf = (user) =>
  [user?.first_name, user?.last_name].filter(Boolean).join(" ") || user?.title || user?.username || "?";
// Any spread over seven colours would do; 58 gives the people of the sandbox, its bot and its group different ones.
export const colorOf = (id) => (Math.abs(id) % 58) % 7;

export const senderOf = (message) => message.sender_chat ?? message.from ?? {};

export const membersOf = (chat) => [...state.people.filter((person) => person.chats.includes(chat.id)), state.bot];
