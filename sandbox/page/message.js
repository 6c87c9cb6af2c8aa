/** One row of the history: a bubble (or album), a service line or a date. */

import { el, icon, iconButton } from "./dom.js";
import { isBigEmoji, richText } from "./entities.js";
import { fileUrl } from "./api.js";
import { keyboardOf } from "./keyboard.js";
import { largest, mediaOf } from "./media.js";
import { colorOf, isOwn, nameOf, senderOf } from "./store.js";
import { dayOf, numberOf, t, timeOf } from "./texts.js";

const KINDS = ["photo", "video", "animation", "voice", "audio", "document", "sticker"];

/** A message in a few words, for the chat list and quotes. */
export function summary(message) {
  const kind = KINDS.find((name) => message[name]) ?? null;
  const text = message.text ?? message.caption ?? "";
  if (kind === null) return text || serviceText(message) || message.invoice?.title || "";
  const word =
    kind === "document"
      ? (message.document.file_name ?? t("file"))
      : t(message.media_group_id && kind === "photo" ? "album" : kind);
  return text ? `${text}` : word;
}

const sumOf = (payment) => `⭐ ${numberOf(payment.total_amount)}`;

const SERVICE = {
  new_chat_members: (message) => t("joined", { name: message.new_chat_members.map(nameOf).join(", ") }),
  left_chat_member: (message) => t("left", { name: nameOf(message.left_chat_member) }),
  new_chat_title: (message) => t("renamed", { name: nameOf(senderOf(message)), title: message.new_chat_title }),
  pinned_message: (message) => t("pinned", { name: nameOf(senderOf(message)) }),
  group_chat_created: (message) => t("created", { name: nameOf(senderOf(message)), title: message.chat.title }),
  supergroup_chat_created: (message) => t("created", { name: nameOf(senderOf(message)), title: message.chat.title }),
  migrate_to_chat_id: () => t("migrated"),
  migrate_from_chat_id: () => t("migrated"),
  forum_topic_created: (message) => t("topic", { title: message.forum_topic_created.name }),
  successful_payment: (message) => {
    const values = { name: nameOf(senderOf(message)), sum: sumOf(message.successful_payment) };
    return t(isOwn(message) ? "paid" : "paidBy", values);
  },
  refunded_payment: (message) => t("refunded", { sum: sumOf(message.refunded_payment) }),
};

/** The line for a service message, null for an ordinary one. */
export function serviceText(message) {
  const kind = Object.keys(SERVICE).find((name) => message[name] !== undefined);
  return kind === undefined ? null : SERVICE[kind](message);
}

export function avatar(who, size = "") {
  const words = nameOf(who).split(/\s+/);
  const initials = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0] ?? "").join("");
  return el(
    "span",
    { class: `avatar color-${colorOf(who.id ?? 0)} ${size}`, "aria-hidden": "true" },
    initials.toLocaleUpperCase(),
  );
}

function quote(message, actions) {
  const replied = message.reply_to_message;
  const thumb = replied.photo
    ? el("img", { class: "quote-thumb", src: fileUrl(largest(replied.photo)), alt: "" })
    : null;
  const sender = senderOf(replied);
  return el(
    "button",
    {
      type: "button",
      class: `quote color-${colorOf(sender.id ?? 0)}`,
      onclick: () => actions.jump(replied.message_id),
    },
    thumb,
    el(
      "span",
      { class: "quote-text" },
      el("span", { class: "quote-name" }, nameOf(sender)),
      el("span", { class: "quote-line" }, message.quote?.text ?? summary(replied)),
    ),
  );
}

const EFFECTS = {
  "5104841245755180586": "🔥",
  "5107584321108051014": "👍",
  "5104858069142078462": "👎",
  "5159385139981059251": "❤️",
  "5046509860389126442": "🎉",
  "5046589136895476101": "💩",
};

const mark = (name) => el("span", { class: name, testid: name, title: t(name), "aria-label": t(name) }, icon(name));

/** True for what the bot shows this person alone. */
const isWhisper = (message) => message.ephemeral_message_id !== undefined;

function metaNode(messages, own) {
  const message = messages.at(-1);
  // Telegram's apps mark what people edited, never what a bot did.
  const edited = !message.from?.is_bot && messages.some((one) => one.edit_date !== undefined);
  const when = new Date(message.date * 1000).toLocaleString();
  return (extra) =>
    el(
      "span",
      { class: `meta ${extra}`, title: when, "aria-hidden": extra === "ghost" ? "true" : undefined },
      message.effect_id && el("span", { class: "effect", testid: "effect" }, EFFECTS[message.effect_id] ?? "✨"),
      message.silent && mark("silent"),
      edited && el("span", { class: "edited" }, t("edited")),
      el("time", { datetime: new Date(message.date * 1000).toISOString() }, timeOf(message.date)),
      own && icon("ticks"),
    );
}

function reactionsNode(message) {
  const all = message.reactions ?? [];
  if (all.length === 0) return null;
  return el(
    "div",
    { class: "reactions" },
    all.map((reaction) => {
      const emoji = typeof reaction === "string" ? reaction : (reaction.emoji ?? reaction.type?.emoji ?? "⭐");
      const count = reaction.count ?? reaction.total_count ?? 1;
      return el("span", { class: "reaction" }, emoji, count > 1 && el("span", { class: "reaction-count" }, count));
    }),
  );
}

// What a link gave the bot to start with is for the bot: the apps show the command alone.
const START_OF_A_LINK = /^(\/start) [\w-]{1,64}$/;

/** What stands in the bubble as words: text or caption, or what the page cannot show. */
function wordsOf(messages, media) {
  const speaking = messages.find((message) => message.text !== undefined || message.caption !== undefined);
  if (speaking !== undefined) {
    const entities = speaking.entities ?? speaking.caption_entities ?? [];
    return { text: (speaking.text ?? speaking.caption).replace(START_OF_A_LINK, "$1"), entities };
  }
  if (media !== null) return null;
  const [message] = messages;
  if (message.dice) return { text: `${message.dice.emoji} ${message.dice.value}`, entities: [] };
  const place = message.venue?.location ?? message.location;
  if (place) {
    const found = [message.venue?.title, message.venue?.address].filter(Boolean);
    return { text: `📍 ${found.join("\n") || `${place.latitude}, ${place.longitude}`}`, entities: [] };
  }
  if (message.contact) return { text: `👤 ${nameOf(message.contact)}\n${message.contact.phone_number}`, entities: [] };
  if (message.invoice) {
    const { title, description } = message.invoice;
    return { text: `${title}\n${description}`, entities: [{ type: "bold", offset: 0, length: title.length }] };
  }
  const known = new Set([
    "message_id",
    "message_thread_id",
    "from",
    "chat",
    "date",
    "reply_to_message",
    "reply_markup",
    "is_topic_message",
    "via_bot",
  ]);
  return { text: t("other", { kind: Object.keys(message).find((key) => !known.has(key)) ?? "?" }), entities: [] };
}

function forwardedFrom(message) {
  if (message.via_bot) return el("div", { class: "forwarded" }, t("via", { name: message.via_bot.username }));
  const origin = message.forward_origin;
  if (!origin) return null;
  const name = origin.sender_user_name ?? nameOf(origin.sender_user ?? origin.sender_chat ?? origin.chat);
  return el("div", { class: "forwarded" }, t("forwarded", { name }));
}

/** What stands beside a name in a group: a bot, or an admin who writes as the group itself. */
function tagOf(message) {
  if (message.sender_chat === undefined) return message.from?.is_bot && t("bot");
  return message.sender_chat.id === message.chat.id && t("admin");
}

function bubbleBody(item, actions, reuse) {
  const { messages } = item;
  const [message] = messages;
  const own = isOwn(message);
  const media = mediaOf(messages, actions.view, reuse);
  const words = wordsOf(messages, media);
  const meta = metaNode(messages, own);
  const big = words !== null && media === null && isBigEmoji(words.text, words.entities);
  const body = el("div", { class: "body" });
  if (item.first && item.group && !own)
    body.append(
      el(
        "div",
        { class: `sender color-${colorOf(senderOf(message).id ?? 0)}` },
        nameOf(senderOf(message)),
        el("span", { class: "sender-tag" }, tagOf(message)),
      ),
    );
  if (isWhisper(message)) body.append(el("div", { class: "whisper", testid: "whisper" }, icon("whisper"), t("whisper")));
  body.append(...[forwardedFrom(message), message.reply_to_message && quote(message, actions)].filter(Boolean));
  if (media !== null && !message.show_caption_above_media) body.append(media.node);
  const reactions = reactionsNode(messages.at(-1));
  if (words !== null)
    body.append(
      el(
        "div",
        { class: "text", dir: "auto" },
        richText(words.text, words.entities, actions),
        !reactions && meta("ghost"),
      ),
    );
  if (media !== null && message.show_caption_above_media) body.append(media.node);
  if (reactions) body.append(reactions);
  body.append(meta(words === null && media?.bare ? "over" : ""));
  return { body, media, words, big };
}

function rowActions(item, actions) {
  const message = item.messages[0];
  return el(
    "div",
    { class: "row-actions" },
    !isWhisper(message) &&
      iconButton("reply", t("reply"), { class: "row-reply", onclick: () => actions.reply(message) }),
    isOwn(message) &&
      message.text !== undefined &&
      iconButton("edit", t("edit"), { class: "row-edit", onclick: () => actions.edit(message) }),
  );
}

function drawMessages(item, actions, reuse) {
  const [message] = item.messages;
  const own = isOwn(message);
  const { body, media, words, big } = bubbleBody(item, actions, reuse);
  const classes = [
    "bubble",
    media?.bare && "has-media",
    media?.bare && words === null && "media-only",
    media !== null && !media.bare && "has-file",
    big && "big-emoji",
    message.sticker && "bare-sticker",
  ];
  const bubble = el("div", { class: classes.filter(Boolean).join(" ") }, body);
  const stack = el(
    "div",
    {
      class: `stack ${media?.bare ? "media-stack" : ""}`,
      style: media?.width ? { "--media-width": `${media.width}px` } : {},
    },
    bubble,
    item.messages.map(keyboardOf).find(Boolean),
  );
  const side =
    item.group && !own ? el("span", { class: "side" }, item.last && avatar(senderOf(message), "small")) : null;
  return el(
    "div",
    {
      class: `row ${own ? "own" : "theirs"} ${item.first ? "first" : ""} ${item.last ? "last" : ""}`,
      testid: `message-${message.message_id}`,
      "data-id": message.message_id,
      "data-key": item.key,
      role: "article",
      "aria-label": `${own ? t("you") : nameOf(senderOf(message))}, ${timeOf(message.date)}`,
    },
    side,
    stack,
    rowActions(item, actions),
  );
}

/** Draws an item of the history; `reuse` maps files to nodes of its former drawing that may be moved over. */
export function drawItem(item, actions, reuse) {
  if (item.kind === "date")
    return el("div", { class: "line date", "data-key": item.key }, el("span", {}, dayOf(item.date)));
  if (item.kind === "service") {
    const [message] = item.messages;
    return el(
      "div",
      {
        class: "line service",
        "data-key": item.key,
        testid: `message-${message.message_id}`,
        "data-id": message.message_id,
      },
      el("span", {}, serviceText(message)),
    );
  }
  return drawMessages(item, actions, reuse);
}

const GROUP_GAP_S = 300; // messages of one person within five minutes stand together

function follows(before, message) {
  return (
    before !== undefined &&
    serviceText(before) === null &&
    senderOf(before).id === senderOf(message).id &&
    message.date - before.date < GROUP_GAP_S &&
    dayOf(before.date) === dayOf(message.date)
  );
}

/** Splits messages into the items of the history: dates, service lines, bubbles, albums. */
export function itemsOf(messages, chat) {
  const items = [];
  const group = chat.type !== "private";
  let day = null;
  messages.forEach((message, index) => {
    const thisDay = dayOf(message.date);
    if (thisDay !== day) items.push({ kind: "date", key: `date:${thisDay}`, date: message.date, messages: [] });
    day = thisDay;
    const before = messages[index - 1];
    if (serviceText(message) !== null) {
      items.push({ kind: "service", key: `m:${message.message_id}`, messages: [message] });
    } else if (message.media_group_id && before?.media_group_id === message.media_group_id) {
      items.at(-1).messages.push(message);
    } else {
      const first = !follows(before, message);
      items.push({
        kind: "message",
        key: message.media_group_id ? `a:${message.media_group_id}` : `m:${message.message_id}`,
        messages: [message],
        first,
        last: true,
        group,
      });
      const earlier = items.at(-2);
      if (!first && earlier?.kind === "message") earlier.last = false;
    }
  });
  return items;
}

/** True where two items look the same: same message objects, same place among neighbours. */
export const looksSame = (a, b) =>
  a.kind === b.kind &&
  a.first === b.first &&
  a.last === b.last &&
  a.date === b.date &&
  a.messages.length === b.messages.length &&
  a.messages.every((message, index) => message === b.messages[index]);
