/** The list of messages: drawn by key, so an edit touches one row; keeps its place unless one stands at the bottom. */

import { el, icon, isTouch, prefersStillness } from "./dom.js";
import { drawItem, itemsOf, looksSame } from "./message.js";
import { isOwn, markRead, messagesOf, openChat, state } from "./store.js";
import { getLanguage, t } from "./texts.js";

const WINDOW = 120; // messages drawn at first; more as one scrolls up
const NEAR_BOTTOM_PX = 80;
const MORPH_MIN_PX = 28; // a progress bar that ticks must not wobble; a card that becomes a picture should glide

// Rows on their way out are no neighbours; counting them would move every row behind them.
function standing(node) {
  let next = node;
  while (next?.classList.contains("leaving")) next = next.nextSibling;
  return next;
}

export class History {
  /** `actions`: view, jump, reply, edit, command, copy; `empty`: draws what stands in a chat without messages. */
  constructor(actions, empty) {
    this.actions = { ...actions, jump: (id) => this.jump(id) };
    this.empty = empty;
    this.rows = new Map();
    this.shownCount = WINDOW;
    this.place = null;
    this.pinned = true;
    this.seen = 0;
    this.newest = 0;
    this.lastTop = 0;
    this.list = el("div", { class: "messages", role: "log", "aria-live": "polite", "aria-relevant": "additions text" });
    this.scroller = el(
      "div",
      { class: "history", testid: "history", tabindex: "0", onscroll: () => this.scrolled() },
      el("div", { class: "filler" }),
      this.list,
    );
    this.list.addEventListener("click", (event) => this.tapped(event));
    this.badge = el("span", { class: "badge", hidden: true });
    this.down = el(
      "button",
      { type: "button", class: "scroll-down", testid: "scroll-down", onclick: () => this.toBottom(true) },
      icon("down"),
      this.badge,
    );
    this.node = el("div", { class: "history-frame" }, this.scroller, this.down);
    // Pictures, morphs, a growing composer: whatever changes a height, who stands at the bottom stays there.
    const observer = new ResizeObserver(() => {
      if (this.pinned) this.toBottom(false);
    });
    observer.observe(this.list);
    observer.observe(this.scroller);
  }

  render() {
    const entry = openChat();
    const place = entry === null ? null : `${state.me.id}:${entry.chat.id}:${getLanguage()}`;
    const fresh = place !== this.place;
    if (fresh) this.clear(place);
    if (entry === null) return;
    this.scroller.setAttribute("aria-label", t("history"));
    this.down.setAttribute("aria-label", t("toBottom"));
    const all = messagesOf(entry);
    this.sync(itemsOf(all.slice(-this.shownCount), entry.chat), fresh);
    this.list.classList.toggle("group", entry.chat.type !== "private");
    this.list.parentElement.classList.toggle("is-empty", all.length === 0);
    this.emptyNode?.remove();
    this.emptyNode = all.length === 0 ? this.empty(entry) : null;
    if (this.emptyNode) this.scroller.append(this.emptyNode);
    // Not the newest message alone: the bot's answer may be drawn together with what it answers.
    if (!fresh && all.some((message) => message.message_id > this.newest && isOwn(message))) this.pinned = true;
    this.newest = all.at(-1)?.message_id ?? 0;
    if (this.pinned) this.toBottom(false);
    this.mark(entry, all);
  }

  clear(place) {
    this.place = place;
    this.rows.clear();
    this.list.replaceChildren();
    this.emptyNode?.remove();
    this.shownCount = WINDOW;
    this.pinned = true;
    this.seen = 0;
  }

  /** Makes the DOM equal to the items: rows that look the same stay untouched. */
  sync(items, fresh) {
    const keys = new Set(items.map((item) => item.key));
    for (const [key, { row }] of this.rows) if (!keys.has(key)) this.drop(key, row);
    this.list.setAttribute("aria-busy", String(fresh));
    let before = null;
    for (const item of items) {
      const row = this.rowFor(item, fresh);
      const next = standing(before === null ? this.list.firstChild : before.nextSibling);
      if (row !== next) this.list.insertBefore(row, next);
      before = row;
    }
    this.list.setAttribute("aria-busy", "false");
  }

  rowFor(item, fresh) {
    const known = this.rows.get(item.key);
    if (known !== undefined && looksSame(known.item, item)) return known.row;
    const row = known === undefined ? drawItem(item, this.actions) : this.redraw(known, item);
    if (known === undefined && !fresh && this.rows.size > 0) row.classList.add("arriving");
    this.rows.set(item.key, { row, item });
    return row;
  }

  /** Draws a changed row anew; nodes of files that stay are moved over, focus is kept, a changed height glides. */
  redraw({ row }, item) {
    const reuse = new Map([...row.querySelectorAll("[data-file]")].map((node) => [node.dataset.file, node]));
    const focused = row.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    const before = row.querySelector(".body")?.getBoundingClientRect();
    const fresh = drawItem(item, this.actions, reuse);
    // Read aloud when a picture comes, not at every tick of a progress bar.
    if (!fresh.querySelector("[data-file]")) fresh.setAttribute("aria-live", "off");
    row.replaceWith(fresh);
    if (focused) fresh.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    const body = fresh.querySelector(".body");
    if (before && body) this.morph(body, before);
    return fresh;
  }

  morph(body, before) {
    const after = body.getBoundingClientRect();
    if (prefersStillness() || Math.abs(after.height - before.height) < MORPH_MIN_PX) return;
    body.classList.add("morphing");
    const glide = body.animate(
      [
        { height: `${before.height}px`, width: `${before.width}px` },
        { height: `${after.height}px`, width: `${after.width}px` },
      ],
      { duration: 280, easing: "cubic-bezier(.2,.8,.2,1)" },
    );
    glide.onfinish = () => body.classList.remove("morphing");
    glide.oncancel = glide.onfinish;
  }

  drop(key, row) {
    this.rows.delete(key);
    if (prefersStillness()) return row.remove();
    row.removeAttribute("data-testid"); // gone for everybody but the eye
    row.setAttribute("aria-hidden", "true");
    row.classList.add("leaving");
    const fade = row.animate(
      [
        { opacity: 1, transform: "scale(1)" },
        { opacity: 0, transform: "scale(.9)" },
      ],
      { duration: 160 },
    );
    fade.onfinish = () => row.remove();
    fade.oncancel = fade.onfinish;
    return undefined;
  }

  /** Dates stick to the top while one scrolls: of two that meet, the newer; at rest none hides what is under it. */
  placeDates() {
    const dates = [...this.list.querySelectorAll(".date")];
    const boxes = dates.map((date) => date.getBoundingClientRect());
    dates.forEach((date, index) => {
      const under = date.nextElementSibling?.getBoundingClientRect();
      date.classList.toggle("stuck", under !== undefined && under.top < boxes[index].bottom - 2);
      date.classList.toggle("passed", boxes[index + 1] !== undefined && boxes[index + 1].top < boxes[index].bottom);
    });
  }

  scrolled() {
    this.placeDates();
    this.scroller.classList.add("scrolling");
    clearTimeout(this.stillTimer);
    this.stillTimer = setTimeout(() => this.scroller.classList.remove("scrolling"), 900);
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    // A card that grows also leaves the bottom further away; only who scrolls up has left it.
    if (scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX) this.pinned = true;
    else if (scrollTop < this.lastTop) this.pinned = false;
    this.lastTop = scrollTop;
    const entry = openChat();
    if (entry === null) return;
    if (scrollTop < 300 && this.shownCount < entry.messages.size) this.showMore();
    this.mark(entry, messagesOf(entry));
  }

  showMore(count = WINDOW) {
    const fromBottom = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.shownCount += count;
    const entry = openChat();
    this.sync(itemsOf(messagesOf(entry).slice(-this.shownCount), entry.chat), true);
    this.scroller.scrollTop = this.scroller.scrollHeight - fromBottom;
  }

  /** Counts what waits below; what stands before the eye is read. */
  mark(entry, all) {
    if (this.pinned && document.visibilityState === "visible" && this.scroller.offsetParent !== null) {
      this.seen = all.at(-1)?.message_id ?? 0;
      markRead(entry);
    }
    const below = all.filter((message) => message.message_id > this.seen && !isOwn(message)).length;
    this.badge.hidden = this.pinned || below === 0;
    this.badge.textContent = String(below);
    this.down.classList.toggle("shown", !this.pinned);
    this.down.tabIndex = this.pinned ? -1 : 0;
  }

  // Without a pointer that hovers, a tap on a bubble shows its reply and edit buttons.
  tapped(event) {
    if (!isTouch() || event.target.closest("button, a, audio, video, .spoiler")) return;
    const row = event.target.closest(".row");
    for (const other of this.list.querySelectorAll(".touched")) if (other !== row) other.classList.remove("touched");
    if (event.target.closest(".bubble")) row?.classList.toggle("touched");
  }

  toBottom(smoothly) {
    const behavior = smoothly && !prefersStillness() ? "smooth" : "instant";
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
  }

  /** Scrolls to a message and lights it up; one that is not there any more is left alone. */
  jump(id) {
    const entry = openChat();
    if (!entry?.messages.has(id)) return;
    const index = messagesOf(entry).findIndex((message) => message.message_id === id);
    const needed = entry.messages.size - index;
    if (needed > this.shownCount) this.showMore(needed - this.shownCount + 20);
    const row = this.list.querySelector(`[data-id="${id}"]`);
    row?.scrollIntoView({ block: "center", behavior: prefersStillness() ? "instant" : "smooth" });
    row?.classList.remove("lit");
    void row?.offsetWidth; // restarts the animation
    row?.classList.add("lit");
  }
}
