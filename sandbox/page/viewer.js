/** A picture over the whole window: zoom, move, next, previous, download. Escape or a click beside it closes. */

import { fileUrl } from "./api.js";
import { el, iconButton } from "./dom.js";
import { largest } from "./media.js";
import { messagesOf, nameOf, openChat, senderOf } from "./store.js";
import { dayOf, t, timeOf } from "./texts.js";

const ZOOM_MAX = 8;
const SWIPE_PX = 60;
const CLICK_PX = 6;

const distance = ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y);

export class Viewer {
  constructor() {
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.pointers = new Map();
    this.image = el("img", { class: "viewer-image", draggable: "false", alt: "" });
    this.stage = el("div", { class: "viewer-stage" }, this.image);
    this.title = el("div", { class: "viewer-title" });
    this.caption = el("div", { class: "viewer-caption" });
    this.dialog = el("dialog", { class: "viewer", testid: "viewer" });
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.listenToPointers();
    document.body.append(this.dialog);
  }

  open(message) {
    this.photos = messagesOf(openChat()).filter((one) => one.photo);
    this.index = this.photos.findIndex((one) => one.message_id === message.message_id);
    this.buildBars();
    if (!this.dialog.open) this.dialog.showModal();
    this.show();
  }

  buildBars() {
    this.dialog.setAttribute("aria-label", t("viewer"));
    this.download = el(
      "a",
      { class: "icon-button", "aria-label": t("download"), title: t("download"), testid: "viewer-download" },
      iconButton("download", "").firstChild,
    );
    this.before = iconButton("left", t("previous"), {
      class: "viewer-step before",
      testid: "viewer-previous",
      onclick: () => this.step(-1),
    });
    this.after = iconButton("right", t("next"), {
      class: "viewer-step after",
      testid: "viewer-next",
      onclick: () => this.step(1),
    });
    this.dialog.replaceChildren(
      this.stage,
      el(
        "div",
        { class: "viewer-bar" },
        this.title,
        iconButton("minus", t("zoomOut"), { onclick: () => this.zoom(1 / 1.5) }),
        iconButton("plus", t("zoomIn"), { onclick: () => this.zoom(1.5) }),
        this.download,
        iconButton("close", t("close"), { testid: "viewer-close", onclick: () => this.dialog.close() }),
      ),
      this.before,
      this.after,
      this.caption,
    );
  }

  show() {
    const message = this.photos[this.index];
    const size = largest(message.photo);
    this.place(1, 0, 0);
    this.image.src = fileUrl(size);
    this.image.width = size.width;
    this.image.height = size.height;
    this.image.alt = message.caption ?? t("photo");
    this.title.replaceChildren(
      el("strong", {}, nameOf(senderOf(message))),
      el("span", {}, `${dayOf(message.date)}, ${timeOf(message.date)}`),
    );
    this.caption.textContent = message.caption ?? "";
    this.caption.hidden = !message.caption;
    this.download.href = fileUrl(size);
    this.download.setAttribute("download", `${size.file_unique_id}.jpg`);
    this.before.hidden = this.index === 0;
    this.after.hidden = this.index === this.photos.length - 1;
  }

  step(by) {
    const next = this.index + by;
    if (next < 0 || next >= this.photos.length) return;
    this.index = next;
    this.show();
  }

  place(scale, x, y) {
    this.scale = Math.max(1, Math.min(ZOOM_MAX, scale));
    [this.x, this.y] = this.scale === 1 ? [0, 0] : [x, y];
    this.image.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    this.dialog.classList.toggle("zoomed", this.scale > 1);
  }

  /** Zooms by a factor and keeps the point of the picture under (x, y) where it is. */
  zoom(factor, x = innerWidth / 2, y = innerHeight / 2) {
    const scale = Math.max(1, Math.min(ZOOM_MAX, this.scale * factor));
    const grown = scale / this.scale;
    const [fromX, fromY] = [x - innerWidth / 2, y - innerHeight / 2];
    this.place(scale, fromX - (fromX - this.x) * grown, fromY - (fromY - this.y) * grown);
  }

  key(event) {
    const keys = {
      ArrowLeft: () => this.step(-1),
      ArrowRight: () => this.step(1),
      "+": () => this.zoom(1.5),
      "=": () => this.zoom(1.5),
      "-": () => this.zoom(1 / 1.5),
      0: () => this.place(1, 0, 0),
    };
    keys[event.key]?.();
  }

  listenToPointers() {
    this.stage.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
      },
      { passive: false },
    );
    this.stage.addEventListener("pointerdown", (event) => this.pressed(event));
    this.stage.addEventListener("pointermove", (event) => this.moved(event));
    for (const name of ["pointerup", "pointercancel"])
      this.stage.addEventListener(name, (event) => this.released(event));
  }

  pressed(event) {
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.pointers.size === 1)
      this.start = { x: event.clientX, y: event.clientY, onImage: event.target === this.image, pinched: false };
    else this.start.pinched = true;
  }

  moved(event) {
    const before = this.pointers.get(event.pointerId);
    if (before === undefined) return;
    const wide = this.pointers.size === 2 ? distance([...this.pointers.values()]) : 0;
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.pointers.size === 2) {
      const [a, b] = [...this.pointers.values()];
      this.zoom(distance([a, b]) / wide, (a.x + b.x) / 2, (a.y + b.y) / 2);
    } else if (this.scale > 1) {
      this.place(this.scale, this.x + event.clientX - before.x, this.y + event.clientY - before.y);
    }
  }

  released(event) {
    this.pointers.delete(event.pointerId);
    if (this.pointers.size > 0 || event.type === "pointercancel" || this.start.pinched) return;
    const [dx, dy] = [event.clientX - this.start.x, event.clientY - this.start.y];
    if (Math.hypot(dx, dy) < CLICK_PX) this.clicked(event);
    else if (this.scale === 1 && Math.abs(dx) > SWIPE_PX && Math.abs(dx) > Math.abs(dy)) this.step(dx < 0 ? 1 : -1);
    else if (this.scale === 1 && Math.abs(dy) > SWIPE_PX) this.dialog.close();
  }

  clicked(event) {
    if (!this.start.onImage) this.dialog.close();
    else if (this.scale > 1) this.place(1, 0, 0);
    else this.zoom(2.5, event.clientX, event.clientY);
  }
}
