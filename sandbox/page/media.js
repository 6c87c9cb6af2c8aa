/** Pictures, albums, files and players inside a bubble. Room is kept before anything loads, so nothing jumps. */

import { fileUrl } from "./api.js";
import { el, icon } from "./dom.js";
import { durationOf, sizeOf, t } from "./texts.js";

const PHOTO_MAX_WIDTH = 420;
const PHOTO_MAX_HEIGHT = 450;
const PHOTO_MIN_WIDTH = 200;

export const largest = (photo) =>
  photo.reduce((best, size) => (size.width * size.height > best.width * best.height ? size : best));

// The smallest stored size that is sharp in a bubble on a dense screen.
const forBubble = (photo) =>
  [...photo].sort((a, b) => a.width - b.width).find((size) => size.width >= 800) ?? largest(photo);

/** Width in pixels that a bubble takes for media of this shape. */
function mediaWidth(width, height) {
  const ratio = width / height;
  return Math.round(Math.max(PHOTO_MIN_WIDTH, Math.min(PHOTO_MAX_WIDTH, PHOTO_MAX_HEIGHT * ratio)));
}

// Very long or very flat pictures are cut in the bubble; the viewer shows them whole.
const clampRatio = (ratio) => Math.max(0.45, Math.min(2.6, ratio));

function picture(url, alt) {
  const image = el("img", { alt, draggable: "false", decoding: "async" });
  image.addEventListener("load", () => image.parentElement?.classList.add("loaded"));
  image.addEventListener("error", () => image.parentElement?.classList.add("broken"));
  image.src = url;
  return image;
}

/** A photo as a button that opens the viewer. `reuse` holds nodes of the message's former drawing, by file. */
function photoButton(message, view, reuse) {
  const size = forBubble(message.photo);
  const known = reuse?.get(size.file_unique_id);
  if (known !== undefined) return known;
  const alt = message.caption ? `${t("photo")}: ${message.caption}` : t("photo");
  const button = el(
    "button",
    {
      type: "button",
      class: "photo",
      "aria-label": `${t("openPhoto")}${message.caption ? `: ${message.caption}` : ""}`,
      "data-file": size.file_unique_id,
      style: { "--ratio": clampRatio(size.width / size.height) },
    },
    picture(fileUrl(size), alt),
  );
  if (message.has_media_spoiler) button.classList.add("veiled");
  button.addEventListener("click", () => {
    if (button.classList.contains("veiled")) button.classList.remove("veiled");
    else view(message);
  });
  return button;
}

/**
 * Where each picture of an album stands, in per cent. Two or three to a row; rows are as high as their pictures'
 * shapes ask. Answers {boxes: [{left, top, width, height}], ratio} for the whole.
 */
export function mosaic(ratios) {
  const rows = splitRows(ratios);
  const heights = rows.map((row) => 1 / row.reduce((sum, ratio) => sum + ratio, 0));
  const limited = heights.map((height) => Math.max(0.28, Math.min(1.1, height)));
  const total = limited.reduce((sum, height) => sum + height, 0);
  const boxes = [];
  let top = 0;
  rows.forEach((row, index) => {
    const sum = row.reduce((all, ratio) => all + ratio, 0);
    let left = 0;
    for (const ratio of row) {
      boxes.push({
        left: left * 100,
        top: (top / total) * 100,
        width: (ratio / sum) * 100,
        height: (limited[index] / total) * 100,
      });
      left += ratio / sum;
    }
    top += limited[index];
  });
  return { boxes, ratio: Math.max(0.62, 1 / total) };
}

const ROWS = {
  1: [1],
  2: [2],
  3: [1, 2],
  4: [2, 2],
  5: [2, 3],
  6: [3, 3],
  7: [2, 2, 3],
  8: [2, 3, 3],
  9: [3, 3, 3],
  10: [2, 3, 2, 3],
};

function splitRows(all) {
  const ratios = all.map((ratio) => Math.max(0.6, Math.min(1.7, ratio)));
  const wide = ratios.every((ratio) => ratio > 1.2);
  const plan =
    ratios.length === 2 && wide ? [1, 1] : ratios.length === 3 && !wide ? [1, 2] : ROWS[Math.min(ratios.length, 10)];
  const rows = [];
  let at = 0;
  for (const count of plan) {
    rows.push(ratios.slice(at, at + count));
    at += count;
  }
  return rows;
}

function albumNode(messages, view, reuse) {
  const sizes = messages.map((message) =>
    message.photo ? largest(message.photo) : (message.video ?? { width: 1, height: 1 }),
  );
  const { boxes, ratio } = mosaic(sizes.map((size) => size.width / size.height));
  const album = el("div", { class: "album", style: { "--ratio": ratio } });
  messages.forEach((message, index) => {
    const cell = message.photo ? photoButton(message, view, reuse) : videoNode(message.video, reuse);
    const box = boxes[index] ?? boxes.at(-1);
    for (const side of ["left", "top", "width", "height"]) cell.style.setProperty(side, `${box[side]}%`);
    if (index > 0) {
      // the row itself answers for the first message
      cell.dataset.testid = `message-${message.message_id}`;
      cell.dataset.id = message.message_id;
    }
    album.append(cell);
  });
  return { node: album, width: PHOTO_MAX_WIDTH, bare: true };
}

function videoNode(video, reuse, still = false) {
  const known = reuse?.get(video.file_unique_id);
  if (known !== undefined) return known;
  const ratio = clampRatio((video.width || 16) / (video.height || 9));
  const player = el("video", {
    src: fileUrl(video),
    loop: still,
    muted: still,
    playsinline: true,
    preload: "metadata",
    "aria-label": t("video"),
  });
  if (still) {
    // an animation plays by itself, without sound, unless the person asked for stillness
    player.muted = true;
    player.autoplay = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  }
  const box = el("div", { class: "video loaded", "data-file": video.file_unique_id, style: { "--ratio": ratio } }, player);
  if (!still) box.append(playButton(box, player), el("span", { class: "video-length" }, durationOf(video.duration)));
  return box;
}

/** The round button on a film's first picture; the browser's own controls come when it plays. */
function playButton(box, player) {
  const play = el("button", { type: "button", class: "play", "aria-label": t("play") }, icon("play"));
  play.addEventListener("click", () => {
    box.classList.add("started");
    player.controls = true;
    player.play().catch(() => undefined); // the controls say what is wrong
  });
  return play;
}

function documentNode(file) {
  const name = file.file_name ?? t("file");
  const extension = name.includes(".") ? name.split(".").at(-1).slice(0, 4) : "";
  const isImage = (file.mime_type ?? "").startsWith("image/") && file.mime_type !== "image/svg+xml";
  const badge = el(
    "span",
    { class: `file-badge${isImage ? " thumb" : ""}`, "data-kind": extension, "aria-hidden": "true" },
    isImage ? picture(fileUrl(file), "") : extension || icon("file"),
  );
  return el(
    "a",
    { class: "document", href: fileUrl(file), download: name, "aria-label": `${t("download")}: ${name}` },
    badge,
    el(
      "span",
      { class: "file-text" },
      el("span", { class: "file-name" }, name),
      el("span", { class: "file-size" }, [sizeOf(file.file_size), t("download")].filter(Boolean).join(" · ")),
    ),
  );
}

function audioNode(audio, label, reuse) {
  const known = reuse?.get(audio.file_unique_id);
  if (known !== undefined) return known;
  const title = [audio.performer, audio.title].filter(Boolean).join(" – ") || audio.file_name || label;
  return el(
    "div",
    { class: "audio", "data-file": audio.file_unique_id },
    el("span", { class: "audio-title" }, title, " ", el("span", { class: "file-size" }, durationOf(audio.duration))),
    el("audio", { src: fileUrl(audio), controls: true, preload: "metadata", "aria-label": title }),
  );
}

function stickerNode(sticker) {
  const { emoji } = sticker;
  return el("div", { class: "sticker", "data-emoji": emoji }, picture(fileUrl(sticker), emoji ?? t("sticker")));
}

/** The media of one message or album: {node, width?, bare} or null; `bare` media fills the bubble to its edges. */
export function mediaOf(messages, view, reuse) {
  const [message] = messages;
  if (messages.length > 1 && messages.every((one) => one.photo || one.video)) return albumNode(messages, view, reuse);
  if (messages.length > 1)
    return {
      node: el(
        "div",
        { class: "file-list" },
        messages.map((one) => mediaOf([one], view, reuse)?.node),
      ),
      bare: false,
    };
  if (message.photo) {
    const { width, height } = largest(message.photo);
    return { node: photoButton(message, view, reuse), width: mediaWidth(width, height), bare: true };
  }
  if (message.animation)
    return {
      node: videoNode(message.animation, reuse, true),
      width: mediaWidth(message.animation.width || 16, message.animation.height || 9),
      bare: true,
    };
  if (message.video)
    return {
      node: videoNode(message.video, reuse),
      width: mediaWidth(message.video.width || 16, message.video.height || 9),
      bare: true,
    };
  if (message.voice) return { node: audioNode(message.voice, t("voice"), reuse), bare: false };
  if (message.audio) return { node: audioNode(message.audio, t("audio"), reuse), bare: false };
  if (message.document) return { node: documentNode(message.document), bare: false };
  if (message.sticker) return { node: stickerNode(message.sticker), bare: false };
  return null;
}
