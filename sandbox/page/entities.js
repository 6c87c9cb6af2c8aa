/** Text and its entities as nodes. Offsets are UTF-16 units, as in the Bot API and as in JavaScript strings. */

import { el, icon } from "./dom.js";
import { t } from "./texts.js";

const SAFE_SCHEMES = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);

/** The address if a click on it can do no harm (no javascript:, no data:), else null. */
export function safeUrl(text) {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  try {
    const url = new URL(address);
    return SAFE_SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function link(address, inner) {
  const href = safeUrl(address);
  if (href === null) return el("span", {}, inner);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, inner);
}

function spoiler(inner) {
  const node = el(
    "span",
    { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("spoiler") },
    el("span", {}, inner),
  );
  const reveal = () => {
    node.classList.add("revealed");
    node.removeAttribute("role");
    node.removeAttribute("aria-label");
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") reveal();
  });
  return node;
}

function codeBlock(inner, language, { copy }) {
  const code = el("code", {}, inner);
  const button = el(
    "button",
    {
      type: "button",
      class: "code-copy",
      "aria-label": t("copy"),
      title: t("copy"),
      onclick: () => copy(code.textContent),
    },
    icon("copy"),
  );
  return el("pre", { tabindex: "0" }, language && el("span", { class: "code-language" }, language), button, code);
}

function quoteBlock(inner, expandable) {
  const quote = el("blockquote", { class: expandable ? "folded" : "" }, inner);
  if (expandable)
    quote.append(
      el(
        "button",
        {
          type: "button",
          class: "unfold",
          "aria-label": t("moreLines"),
          title: t("moreLines"),
          onclick: () => quote.classList.remove("folded"),
        },
        icon("down"),
      ),
    );
  return quote;
}

const BUILDERS = {
  bold: (inner) => el("strong", {}, inner),
  italic: (inner) => el("em", {}, inner),
  underline: (inner) => el("u", {}, inner),
  strikethrough: (inner) => el("s", {}, inner),
  spoiler,
  code: (inner, entity, text, actions) => {
    const node = el("code", { class: "inline-code", title: t("copy") }, inner);
    node.addEventListener("click", () => actions.copy(text));
    return node;
  },
  pre: (inner, entity, text, actions) => codeBlock(inner, entity.language, actions),
  blockquote: (inner) => quoteBlock(inner, false),
  expandable_blockquote: (inner) => quoteBlock(inner, true),
  text_link: (inner, entity) => link(entity.url ?? "", inner),
  url: (inner, entity, text) => link(text, inner),
  email: (inner, entity, text) => link(`mailto:${text}`, inner),
  phone_number: (inner, entity, text) => link(`tel:${text}`, inner),
  bot_command: (inner, entity, text, actions) =>
    el("button", { type: "button", class: "command", onclick: () => actions.command(text) }, inner),
  mention: (inner) => el("span", { class: "mention" }, inner),
  text_mention: (inner) => el("span", { class: "mention" }, inner),
  hashtag: (inner) => el("span", { class: "mention" }, inner),
};

/** Nodes for the stretch [start, end): entities nest by containment; one that overlaps badly is cut to its parent. */
function build(text, start, end, entities, actions) {
  const nodes = [];
  let at = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    if (from > at) nodes.push(text.slice(at, from));
    const inside = entities.slice(index + 1).filter((other) => other.offset < to && other.offset >= from);
    const inner = build(text, from, to, inside, actions);
    const builder = BUILDERS[entity.type];
    nodes.push(builder ? builder(inner, entity, text.slice(from, to), actions) : inner);
    at = to;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes.flat();
}

// A block already ends its line; the line feed beside it would show as an empty one.
function trimmed(nodes) {
  const isBlock = (node) => node instanceof HTMLElement && ["PRE", "BLOCKQUOTE"].includes(node.tagName);
  return nodes.map((node, index) => {
    if (typeof node !== "string") return node;
    const after = isBlock(nodes[index - 1]) ? node.replace(/^\n/, "") : node;
    return isBlock(nodes[index + 1]) ? after.replace(/\n$/, "") : after;
  });
}

/** `actions`: command(text) sends a bot command, copy(text) puts text on the clipboard. */
export function richText(text, entities = [], actions) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return trimmed(build(text, 0, text.length, sorted, actions));
}

/** One to three emoji alone are shown large, as Telegram does. */
export function isBigEmoji(text, entities = []) {
  const bare = text.replace(/[\u200d\ufe0f\s]/g, "");
  return entities.length === 0 && bare !== "" && [...bare].length <= 3 && /^\p{Extended_Pictographic}+$/u.test(bare);
}
