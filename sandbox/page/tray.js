/** Files that wait to be sent: chosen, dropped or pasted; small pictures of them, each with a way out again. */

import { el, icon, iconButton } from "./dom.js";
import { sizeOf, t } from "./texts.js";

const ALBUM_MAX = 10; // Telegram's own limit for one album
const GO_TOGETHER = new Set(["photo", "document"]);
// What Telegram's clients make of a file, by its type or name; any other goes as a file, WAV too.
const KINDS = {
  photo: [/^image\/(jpeg|png|webp|bmp)$/],
  video: [/^video\/mp4$/, /\.mp4$/i],
  voice: [/^audio\/(ogg|opus)$/, /\.(ogg|oga|opus)$/i],
  audio: [/^audio\/(mpeg|mp3|mp4|m4a|x-m4a|aac|flac|x-flac)$/, /\.(mp3|m4a|aac|flac)$/i],
};
const ORDER = [...Object.keys(KINDS), "document"];
const ICONS = { voice: "microphone", audio: "sound", video: "film" };

const kindOf = ({ type, name }) =>
  ORDER.find((kind) => KINDS[kind]?.[0].test(type) || KINDS[kind]?.[1]?.test(name)) ?? "document";

export class Tray {
  constructor(changed) {
    this.changed = changed;
    this.entries = []; // {file, kind, url}
    this.asFile = false;
    this.node = el("div", { class: "tray", hidden: true });
  }

  get isEmpty() {
    return this.entries.length === 0;
  }

  add(files) {
    this.put(files.map((file) => ({ file, kind: kindOf(file) })));
  }

  put(entries) {
    for (const { file, kind } of entries)
      this.entries.push({ file, kind, url: file.type.startsWith("image/") ? URL.createObjectURL(file) : null });
    this.draw();
    this.changed();
  }

  remove(entry) {
    if (entry.url) URL.revokeObjectURL(entry.url);
    this.entries = this.entries.filter((other) => other !== entry);
    this.draw();
    this.changed();
  }

  /** Empties the tray and answers what was in it. */
  take() {
    const taken = { entries: this.entries, asFile: this.asFile };
    for (const { url } of this.entries) if (url) URL.revokeObjectURL(url);
    this.entries = [];
    this.asFile = false;
    this.draw();
    return taken;
  }

  /** Puts back what could not be sent. */
  putBack({ entries, asFile }) {
    this.asFile = asFile;
    this.put(entries);
  }

  thumb(entry, index) {
    const { file, url, kind } = entry;
    const isFile = this.asFile || kind === "document";
    const sign = el("span", { class: "tray-file" }, icon((!isFile && ICONS[kind]) || "file"), el("span", {}, file.name));
    const face = url ? el("img", { src: url, alt: file.name, onerror: () => face.replaceWith(sign) }) : sign;
    return el(
      "div",
      {
        class: `tray-item ${isFile ? "as-file" : ""}`,
        testid: `attachment-${index}`,
        title: `${file.name}, ${sizeOf(file.size)}`,
      },
      face,
      iconButton("close", t("remove", { name: file.name }), {
        class: "tray-remove",
        onclick: () => this.remove(entry),
      }),
    );
  }

  draw() {
    this.node.hidden = this.isEmpty;
    const choice = el(
      "label",
      { class: "tray-choice" },
      el("input", {
        type: "checkbox",
        testid: "as-file",
        checked: this.asFile,
        onchange: (event) => {
          this.asFile = event.target.checked;
          this.draw();
          this.node.querySelector("input")?.focus();
        },
      }),
      el("span", { class: "switch" }),
      t("asFile"),
    );
    const canChoose = this.entries.some(({ kind }) => kind !== "document");
    this.node.replaceChildren(
      el(
        "div",
        { class: "tray-items" },
        this.entries.map((entry, index) => this.thumb(entry, index)),
      ),
      canChoose ? choice : "",
    );
  }
}

/** Splits files into what goes out together: albums of photos or files, a film or sound alone. */
export function batchesOf({ entries, asFile }) {
  const batches = [];
  for (const kind of ORDER) {
    const same = entries.filter((entry) => (asFile ? "document" : entry.kind) === kind);
    const size = GO_TOGETHER.has(kind) ? ALBUM_MAX : 1;
    for (let at = 0; at < same.length; at += size) batches.push({ kind, entries: same.slice(at, at + size) });
  }
  return batches;
}
