/** Files that wait to be sent: chosen, dropped or pasted; small pictures of them, each with a way out again. */

import { el, icon, iconButton } from "./dom.js";
import { sizeOf, t } from "./texts.js";

const ALBUM_MAX = 10; // Telegram's own limit for one album
// What Telegram takes as a photo; any other file goes as a file.
const PHOTO_TYPES = new Set(["image/jpeg", "image/png", "image/webp", "image/bmp"]);

const isPhoto = (file) => PHOTO_TYPES.has(file.type);

export class Tray {
  constructor(changed) {
    this.changed = changed;
    this.files = [];
    this.asFile = false;
    this.node = el("div", { class: "tray", hidden: true });
  }

  get isEmpty() {
    return this.files.length === 0;
  }

  add(files) {
    for (const file of files)
      this.files.push({ file, url: file.type.startsWith("image/") ? URL.createObjectURL(file) : null });
    this.draw();
    this.changed();
  }

  remove(entry) {
    if (entry.url) URL.revokeObjectURL(entry.url);
    this.files = this.files.filter((other) => other !== entry);
    this.draw();
    this.changed();
  }

  /** Empties the tray and answers what was in it. */
  take() {
    const taken = { files: this.files.map(({ file }) => file), asFile: this.asFile };
    for (const { url } of this.files) if (url) URL.revokeObjectURL(url);
    this.files = [];
    this.asFile = false;
    this.draw();
    return taken;
  }

  /** Puts back what could not be sent. */
  putBack({ files, asFile }) {
    this.asFile = asFile;
    this.add(files);
  }

  thumb(entry, index) {
    const { file, url } = entry;
    const face = url
      ? el("img", { src: url, alt: file.name })
      : el("span", { class: "tray-file" }, icon("file"), el("span", {}, file.name));
    return el(
      "div",
      {
        class: `tray-item ${this.asFile || !isPhoto(file) ? "as-file" : ""}`,
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
    const canChoose = this.files.some(({ file }) => isPhoto(file));
    this.node.replaceChildren(
      el(
        "div",
        { class: "tray-items" },
        this.files.map((entry, index) => this.thumb(entry, index)),
      ),
      canChoose ? choice : "",
    );
  }
}

/** Splits files into what goes out together: albums of photos, then of files. */
export function batchesOf({ files, asFile }) {
  const photos = asFile ? [] : files.filter(isPhoto);
  const documents = asFile ? files : files.filter((file) => !isPhoto(file));
  const batches = [];
  for (let at = 0; at < photos.length; at += ALBUM_MAX)
    batches.push({ kind: "photo", files: photos.slice(at, at + ALBUM_MAX) });
  for (let at = 0; at < documents.length; at += ALBUM_MAX)
    batches.push({ kind: "document", files: documents.slice(at, at + ALBUM_MAX) });
  return batches;
}
