/** The sandbox's own small menu: what a developer wants to see go wrong. */

import { chargeBack, getGateway, getStars, reset, setDelivery, setFaults, setGateway, setLimits } from "./api.js";
import { el, icon } from "./dom.js";
import { ask, failure, toast } from "./notices.js";
import { forgetChats, state } from "./store.js";
import { numberOf, t } from "./texts.js";

const GATEWAYS = ["thucchien", "key4u", "flow"];
const SLOW_LATENCY_S = 20;
const ANY_WORDS = [""]; // the empty word is in every prompt
const usual = { latency_s: 2, refuse_words: ["forbidden"] }; // until the server was asked

const everyGateway = (behaviour) => Promise.all(GATEWAYS.map((name) => setGateway(name, behaviour)));

const on = new Set();

const SWITCHES = [
  ["slow", (yes) => everyGateway({ latency_s: yes ? SLOW_LATENCY_S : usual.latency_s })],
  ["refuse", (yes) => everyGateway({ refuse_words: yes ? ANY_WORDS : usual.refuse_words })],
  ["limits", (yes) => setLimits(yes)],
];

/** Asks the server what is on; another window or a script may have changed it. The flood limits cannot be asked. */
async function readSwitches() {
  const gateway = await getGateway(GATEWAYS[0]);
  const found = { slow: gateway.latency_s >= SLOW_LATENCY_S, refuse: gateway.refuse_words.includes("") };
  if (!found.slow) usual.latency_s = gateway.latency_s;
  if (!found.refuse) usual.refuse_words = gateway.refuse_words;
  for (const [name, yes] of Object.entries(found)) {
    if (yes) on.add(name);
    else on.delete(name);
  }
}

async function flip(name, act, item) {
  const yes = !on.has(name);
  try {
    await act(yes);
    if (yes) on.add(name);
    else on.delete(name);
    item.setAttribute("aria-checked", String(yes));
  } catch (error) {
    failure(error);
  }
}

async function failNext() {
  try {
    await setFaults(
      GATEWAYS.map((to) => ({
        to,
        match: "",
        kind: "status",
        status: 500,
        body: "the sandbox was told to fail",
        times: 1,
      })),
    );
    toast(t("armed"));
  } catch (error) {
    failure(error);
  }
}

async function nextPayment(key, delivery) {
  try {
    await setDelivery(delivery);
    toast(t(key));
  } catch (error) {
    failure(error);
  }
}

/** Has the bank of whoever pays here take their last payment back. */
async function chargeBackLast() {
  try {
    const { transactions } = await getStars(state.me.id);
    const back = new Set(transactions.filter((one) => one.receiver).map((one) => one.id));
    const last = transactions.findLast((one) => one.source?.user.id === state.me.id && !back.has(one.id));
    if (last === undefined) return toast(t("noPayment"));
    await chargeBack(last.id);
    return toast(t("chargedBack", { sum: `⭐ ${numberOf(last.amount)}` }));
  } catch (error) {
    return failure(error);
  }
}

async function resetAll() {
  if (!(await ask(t("resetAsk"), t("reset")))) return;
  try {
    await reset();
    forgetChats();
    location.reload();
  } catch (error) {
    failure(error);
  }
}

function item(role, key, act, attributes = {}) {
  return el(
    "button",
    { type: "button", role, class: `tool ${key}`, testid: `tool-${key}`, onclick: act, ...attributes },
    el("span", { class: "tool-text" }, el("span", {}, t(key)), el("span", { class: "tool-hint" }, t(`${key}Hint`))),
    role === "menuitemcheckbox" && el("span", { class: "switch", "aria-hidden": "true" }),
  );
}

/** The button and its menu; drawn anew when the language changes. */
export function toolsMenu() {
  const menu = el("div", { class: "tools-menu", role: "menu", "aria-label": t("toolsHint"), hidden: true });
  const button = el(
    "button",
    { type: "button", class: "tools-button", testid: "tools", "aria-haspopup": "menu", "aria-expanded": "false" },
    icon("tools"),
    t("tools"),
  );
  const open = async (yes) => {
    if (yes) {
      await readSwitches().catch(failure);
      for (const [name] of SWITCHES) menu.querySelector(`.${name}`).setAttribute("aria-checked", String(on.has(name)));
    }
    menu.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
    if (yes) menu.querySelector("button").focus();
  };
  for (const [name, act] of SWITCHES) {
    const node = item("menuitemcheckbox", name, () => flip(name, act, node), { "aria-checked": String(on.has(name)) });
    menu.append(node);
  }
  menu.append(
    item("menuitem", "fail", () => {
      open(false);
      failNext();
    }),
    item("menuitem", "payTwice", () => {
      open(false);
      nextPayment("payTwice", { twice: 1 });
    }),
    item("menuitem", "payLost", () => {
      open(false);
      nextPayment("payLost", { lost: 1 });
    }),
    item("menuitem", "chargeback", () => {
      open(false);
      chargeBackLast();
    }),
    item("menuitem", "reset", () => {
      open(false);
      resetAll();
    }),
  );
  button.addEventListener("click", () => open(menu.hidden));
  const root = el("div", { class: "tools" }, button, menu);
  root.addEventListener("keydown", (event) =>
    toolKey(event, menu, () => {
      open(false);
      button.focus();
    }),
  );
  root.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !root.contains(event.relatedTarget)) open(false);
  });
  document.addEventListener("pointerdown", (event) => {
    if (root.isConnected && !root.contains(event.target)) open(false);
  });
  return root;
}

function toolKey(event, menu, close) {
  if (menu.hidden) return;
  const items = [...menu.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  if (event.key === "Escape") close();
  else if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
  else if (event.key === "ArrowUp") items[(at - 1 + items.length) % items.length].focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
