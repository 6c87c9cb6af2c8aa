/** Elements without HTML strings: what a message says can only ever become a text node. */

const SVG = "http://www.w3.org/2000/svg";

function setAttribute(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "testid") node.dataset.testid = value;
  else if (name === "style") for (const [key, text] of Object.entries(value)) node.style.setProperty(key, text);
  else if (value === true) node.setAttribute(name, "");
  else node.setAttribute(name, String(value));
}

/**
 * Builds `<tag …>children</tag>`; `on…` are listeners, `testid` is data-testid, `style` an object of properties;
 * children that are null or false are left out.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(
    ...children
      .flat(Infinity)
      .filter((child) => child !== null && child !== undefined && child !== false && child !== ""),
  );
  return node;
}

/** A button that never submits and always has a name for those who cannot see its icon. */
export function iconButton(name, label, attributes = {}) {
  return el(
    "button",
    {
      type: "button",
      "aria-label": label,
      title: label,
      ...attributes,
      class: `icon-button ${attributes.class ?? ""}`,
    },
    icon(name),
  );
}

// Stroke icons on a 24 × 24 grid.
const ICONS = {
  send: ["M4 12 3.2 5.2a.8.8 0 0 1 1.1-.8l16 7a.7.7 0 0 1 0 1.2l-16 7a.8.8 0 0 1-1.1-.8L4 12Zm0 0h8"],
  attach: ["m19 11.5-7.4 7.4a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.5 1.5 0 0 1-2.2-2.2l7.2-7.1"],
  back: ["M19 12H5", "m11 18-6-6 6-6"],
  down: ["m6 9.5 6 6 6-6"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  reply: ["M9.5 7 4.5 12l5 5", "M5 12h9a5.5 5.5 0 0 1 5.5 5.5v1"],
  edit: ["M14.5 6.5l3 3", "M5 19l.7-3.6L16 5.1a1.5 1.5 0 0 1 2.1 0l.8.8a1.5 1.5 0 0 1 0 2.1L8.6 18.3 5 19Z"],
  copy: ["M9 9h9.5v10.5H9z", "M15 9V4.5H5.5V15H9"],
  check: ["m4.5 12.8 4.6 4.7L19.5 7"],
  ticks: ["m2.5 12.8 4.4 4.5L16 7.8", "m11.5 16.6.8.8L21.5 7.8"],
  download: ["M12 4v11", "m7.5 11 4.5 4.5 4.5-4.5", "M5 20h14"],
  plus: ["M12 5v14", "M5 12h14"],
  play: ["M8 5.5v13l11-6.5Z"],
  minus: ["M5 12h14"],
  left: ["m14.5 6-6 6 6 6"],
  right: ["m9.5 6 6 6-6 6"],
  menu: ["M4.5 7h15", "M4.5 12h15", "M4.5 17h15"],
  file: ["M7 3.5h6.5L18 8v12.5H7z", "M13.5 3.5V8H18"],
  sun: [
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
    "M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  ],
  moon: ["M19.5 14.2A7.8 7.8 0 0 1 9.8 4.5a7.8 7.8 0 1 0 9.7 9.7Z"],
  auto: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z", "M12 4v16"],
  tools: [
    "M4 7h9M17.5 7H20M4 17h3M11.5 17H20",
    "M15.2 4.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6ZM9.2 14.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6Z",
  ],
  microphone: [
    "M12 3.5a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0v-5a3 3 0 0 0-3-3Z",
    "M5.5 11.5a6.5 6.5 0 0 0 13 0",
    "M12 18v2.5",
  ],
  sound: ["M9 17.5V6l10-2v11.5", "M6.5 15a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z", "M16.5 13a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z"],
  film: ["M4.5 5.5h15v13h-15z", "m10.5 9 4.5 3-4.5 3Z"],
  link: ["M9 6.5h8.5V15", "M17 7 7 17"],
  image: ["M4.5 5.5h15v13h-15z", "m5 16.5 4.5-4.5 3 3 2.5-2.5 4.5 4.5", "M15.5 9.2h.01"],
  silent: [
    "M6 16.5h12c-1.4-1.4-1.8-3-1.8-5.6A4.2 4.2 0 0 0 12 6.6a4.2 4.2 0 0 0-4.2 4.3c0 2.6-.4 4.2-1.8 5.6Z",
    "M10.3 19.2a1.9 1.9 0 0 0 3.4 0",
    "M4.5 4.5l15 15",
  ],
  whisper: [
    "M3.5 12S6.5 6.5 12 6.5 20.5 12 20.5 12 17.5 17.5 12 17.5 3.5 12 3.5 12Z",
    "M12 9.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z",
  ],
  insert: ["M17 7 7 17", "M7 9v8h8"],
  group: [
    "M9 6a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
    "M3.5 18.5c.4-3 2.5-4.7 5.5-4.7s5.1 1.7 5.5 4.7",
    "M15.5 6.3a2.7 2.7 0 0 1 0 5.3M17 14.2c2 .5 3.2 2 3.5 4.3",
  ],
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  for (const d of ICONS[name] ?? []) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** True where the person asked for less movement. */
export const prefersStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const isTouch = () => matchMedia("(hover: none)").matches;
export const isPhone = () => matchMedia("(max-width: 720px)").matches;
