/** Inline mode: what the bot offers for the words behind its name, over the composer; a tap sends it as one's own. */

import { askInline, chooseInline, getInline } from "./api.js";
import { el, icon } from "./dom.js";
import { failure } from "./notices.js";
import { state } from "./store.js";
import { t } from "./texts.js";

const TYPED_MS = 250; // as long as somebody types on, nobody is asked
const POLL_MS = 60;
const WAIT_MS = 5000;
const END_PX = 120;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const FILES = ["photo", "video", "mpeg4", "voice", "audio", "document"];

export class InlineMenu {
  /** `sent()` is called when a result went, `begin(parameter)` opens the private chat with a deep link's parameter. */
  constructor(sent, begin) {
    this.sent = sent;
    this.begin = begin;
    this.asked = 0; // counts what is typed and closed: an answer that comes late shows nothing
    this.next = "";
    this.list = el("div", { class: "inline-results" });
    this.node = el(
      "div",
      { class: "command-menu inline-menu", testid: "inline-menu", hidden: true, onscroll: () => this.scrolled() },
      this.list,
    );
  }

  /** Called with what stands in the composer. */
  async typed(text) {
    const name = `@${state.bot.username} `;
    this.asked += 1;
    const asked = this.asked;
    if (!text.toLowerCase().startsWith(name.toLowerCase())) return this.close();
    await pause(TYPED_MS);
    if (asked !== this.asked) return undefined;
    this.words = text.slice(name.length).trim();
    return this.load(asked, "");
  }

  async load(asked, offset) {
    try {
      const where = { from: state.me.id, chat: state.chatId, query: this.words, offset };
      const id = (await askInline(where)).inline_query_id;
      const answer = await this.answerOf(id, asked);
      if (answer !== null) this.show(id, answer, offset === "");
    } catch (error) {
      failure(error);
    }
  }

  async answerOf(id, asked) {
    for (const until = Date.now() + WAIT_MS; Date.now() < until && asked === this.asked; ) {
      const answer = await getInline(id);
      if (asked !== this.asked) return null;
      if (answer.answered) return answer;
      await pause(POLL_MS);
    }
    return null;
  }

  show(id, answer, isFirst) {
    const nodes = answer.results.map((result) => this.resultNode(id, result));
    if (isFirst) {
      const button = answer.button ? [this.buttonNode(answer.button)] : [];
      this.list.replaceChildren(...button, ...nodes);
      this.node.hidden = this.list.childElementCount === 0;
      this.node.setAttribute("aria-label", t("inlineResults", { name: state.bot.first_name }));
      this.node.scrollTop = 0;
    } else this.list.append(...nodes);
    this.next = answer.next_offset;
  }

  buttonNode(button) {
    return el(
      "button",
      {
        type: "button",
        class: "inline-begin",
        testid: "inline-begin",
        onclick: () => {
          this.close();
          this.begin(button.start_parameter);
        },
      },
      button.text,
    );
  }

  resultNode(id, result) {
    const name = FILES.find((one) => result[`${one}_file_id`] !== undefined);
    const address = `/files/${encodeURIComponent(result[`${name}_file_id`] ?? "")}`;
    const title = result.title ?? "";
    let shown = icon({ voice: "microphone", document: "file" }[name] ?? "sound");
    if (name === "photo") shown = el("img", { src: address, alt: "" });
    else if (name === "video" || name === "mpeg4")
      shown = el("video", { src: address, muted: true, preload: "metadata", tabindex: "-1" });
    return el(
      "button",
      {
        type: "button",
        class: "inline-result",
        testid: `inline-${result.id}`,
        title,
        "aria-label": title,
        onclick: () => this.choose(id, result.id),
      },
      shown,
      name === "photo" ? null : el("span", { class: "inline-title" }, title),
    );
  }

  async choose(id, result) {
    this.close();
    try {
      await chooseInline({ from: state.me.id, chat: state.chatId, inline_query_id: id, result });
      this.sent();
    } catch (error) {
      failure(error);
    }
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    if (this.next === "" || scrollHeight - scrollTop - clientHeight > END_PX) return;
    const offset = this.next;
    this.next = "";
    this.load(this.asked, offset);
  }

  close() {
    this.asked += 1;
    this.next = "";
    this.node.hidden = true;
  }

  /** Takes a key of the composer while results are shown; true where it was used. */
  key(event) {
    if (this.node.hidden || event.key !== "Escape" || event.isComposing) return false;
    event.stopPropagation();
    this.close();
    return true;
  }
}
