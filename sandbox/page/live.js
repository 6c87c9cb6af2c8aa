/** The stream of events for one person; when it breaks it is opened again and everything is read anew. */

import { catchUp, changed, dropMessages, loadWorld, putAction, putMessage, state } from "./store.js";

const RETRY_MS = [500, 1000, 2000, 4000];
let source = null;
let retry = 0;
let timer = 0;

/** Called when a button press was answered, with the event's data. */
export const callbackListeners = new Set();

/** Called with a message of the open chat that asks for a reply. */
export const replyListeners = new Set();

const HANDLERS = {
  message: (data) => arrived(data),
  edited: (data) => arrived(data),
  deleted: (data) => dropMessages(data.chat, deletedIds(data)),
  action: (data) => putAction(data.chat, data.action),
  callback: (data) => {
    for (const listener of callbackListeners) listener(data);
  },
  force_reply: (data) => {
    const message = data.chat === state.chatId ? state.chats.get(data.chat)?.messages.get(data.message_id) : undefined;
    if (message !== undefined) for (const listener of replyListeners) listener(message);
  },
  reset: () => location.reload(),
};

const deletedIds = (data) =>
  data.message_ids ?? [data.message_id ?? (typeof data.message === "object" ? data.message.message_id : data.message)];

async function arrived(data) {
  if (!state.chats.has(data.chat)) {
    // a chat made since we looked
    await loadWorld();
    return catchUp(state.me);
  }
  return putMessage(data.chat, data.message);
}

function setConnected(connected) {
  if (state.connected === connected) return;
  state.connected = connected;
  changed();
}

/** Listens as the person who is chosen now; an earlier stream is closed. */
export function listen() {
  clearTimeout(timer);
  source?.close();
  const mine = new EventSource(`/events?as=${state.me.id}`);
  source = mine;
  mine.onopen = async () => {
    retry = 0;
    try {
      // First listen, then read: nothing can fall between the two.
      await loadWorld();
      await catchUp(state.me);
      setConnected(true);
    } catch {
      again(mine);
    }
  };
  mine.onerror = () => again(mine);
  for (const [name, handle] of Object.entries(HANDLERS)) {
    mine.addEventListener(name, (event) => {
      if (source === mine) handle(JSON.parse(event.data));
    });
  }
}

function again(mine) {
  if (source !== mine) return;
  mine.close();
  setConnected(false);
  clearTimeout(timer);
  timer = setTimeout(listen, RETRY_MS[Math.min(retry, RETRY_MS.length - 1)]);
  retry += 1;
}

// A page that is left must free its connection at once; browsers allow few to one host.
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => {
  if (event.persisted) listen();
});
