/** A voice message in the making: the bar with its time in the composer; ends in a file to send, or in nothing. */

import { el, iconButton } from "./dom.js";
import { toast } from "./notices.js";
import { durationOf, t } from "./texts.js";

const SHORTEST_MS = 500;
const TICK_MS = 200;

/** Browsers offer the microphone to pages of this machine or behind https only. */
export const canRecord = () => Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

const letGo = (stream) => stream.getTracks().forEach((track) => track.stop());

export class Recorder {
  /** `changed` is called when a recording begins or ends. */
  constructor(changed) {
    this.changed = changed;
    this.take = null; // {media, pieces, stopped, began, ticking}
    this.asked = 0; // counts beginnings and ends: a microphone that is allowed too late is let go
    this.time = el("span", { class: "recording-time", role: "timer", "aria-live": "off", testid: "recording-time" });
    this.word = el("span", { class: "recording-word" });
    this.cancelButton = iconButton("close", "", { testid: "recording-cancel", onclick: () => this.cancel() });
    this.node = el(
      "div",
      { class: "recorder", testid: "recorder", hidden: true },
      el("span", { class: "recording-dot", "aria-hidden": "true" }),
      this.time,
      this.word,
      this.cancelButton,
    );
  }

  get isOn() {
    return this.take !== null;
  }

  async start() {
    const asked = (this.asked += 1);
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return toast(t("noMicrophone"));
    }
    if (asked !== this.asked) return letGo(stream);
    const media = new MediaRecorder(stream);
    const pieces = [];
    media.addEventListener("dataavailable", (event) => pieces.push(event.data));
    const stopped = new Promise((resolve) => media.addEventListener("stop", resolve));
    media.addEventListener("start", () => this.begin(media)); // a busy machine takes its time
    media.start();
    const ticking = setInterval(() => this.tick(), TICK_MS);
    this.take = { media, pieces, stopped, began: performance.now(), ticking };
    this.word.textContent = t("recording");
    this.cancelButton.title = t("cancel");
    this.cancelButton.setAttribute("aria-label", t("cancel"));
    this.node.hidden = false;
    this.tick();
    return this.changed();
  }

  begin(media) {
    if (this.take?.media === media) this.take.began = performance.now();
  }

  tick() {
    this.time.textContent = durationOf(Math.floor((performance.now() - this.take.began) / 1000));
  }

  cancel() {
    this.asked += 1;
    if (!this.isOn) return;
    const { media } = this.end();
    if (media.state !== "inactive") media.stop();
    letGo(media.stream);
  }

  /** Ends the recording and answers its file; null where there was hardly one. */
  async finish() {
    const { media, pieces, stopped, began } = this.end();
    const isShort = performance.now() - began < SHORTEST_MS;
    if (media.state !== "inactive") media.stop(); // it stops by itself when the microphone is pulled out
    await stopped;
    letGo(media.stream);
    if (!isShort) return new File(pieces, t("voice"), { type: media.mimeType });
    toast(t("tooShort"));
    return null;
  }

  end() {
    const take = this.take;
    clearInterval(take.ticking);
    this.take = null;
    this.node.hidden = true;
    this.changed();
    return take;
  }
}
