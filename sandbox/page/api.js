/** The control API of the sandbox, as functions; every failure is an Error with the server's own sentence. */

async function call(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok || body.ok === false) {
    const error = new Error(body.error ?? `${answer.status} ${answer.statusText}`);
    throw Object.assign(error, { file: body.file }); // the place of the file that was the reason
  }
  return body;
}

const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const getWorld = () => call("/control/world");

/** A chat's messages, and those that the bot showed this person alone. */
export async function getMessages(chat, person) {
  return (await call(`/control/chats/${chat}/messages?as=${person}`)).messages;
}

/** Commands and description of the bot that the person sees in this chat; a server without them is not an error. */
export async function getCommands(chat, person, language) {
  try {
    return await call(`/control/commands?chat=${chat}&as=${person}&language=${encodeURIComponent(language)}`);
  } catch {
    return { commands: [] };
  }
}

export const sendText = (fields) => post("/control/send", fields);

/** Sends files; `kind` is `photo` or `document` (several make an album), or `video`, `audio`, `voice` (one). */
export function sendFiles(fields, kind, files) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined && value !== "") form.append(name, String(value));
  for (const file of files) form.append(kind, file, file.name || `${kind}.png`);
  return call("/control/send", { method: "POST", body: form });
}

export const editText = (fields) => post("/control/edit", fields);
export const pressButton = (fields) => post("/control/press", fields);
export const getCallback = (id) => call(`/control/callbacks/${encodeURIComponent(id)}`);
export const askInline = (fields) => post("/control/inline", fields);
export const getInline = (id) => call(`/control/inline/${encodeURIComponent(id)}`);
export const chooseInline = (fields) => post("/control/choose", fields);
export const setFaults = (faults) => post("/control/faults", { faults });
export const setLimits = (on) => post("/control/limits", { on });
export const getGateway = (name) => call(`/control/gateways/${name}`);
export const setGateway = (name, behaviour) => post(`/control/gateways/${name}`, behaviour);

const invoiceQuery = (person, what) => new URLSearchParams({ as: person, ...what });
export const getInvoice = (person, what) => call(`/control/stars/invoice?${invoiceQuery(person, what)}`);
export const payInvoice = (person, what) => post("/control/stars/pay", { from: person, ...what });
export const getCheckout = (id) => call(`/control/stars/checkouts/${encodeURIComponent(id)}`);
export const getStars = (person) => call(`/control/stars?as=${person}`);
export const fillPurse = (person, stars) => post("/control/stars/purse", { person, stars });
export const setDelivery = (delivery) => post("/control/stars/delivery", delivery);
export const chargeBack = (charge) => post("/control/stars/chargeback", { charge });

export const reset = () => post("/control/reset", {});

export const fileUrl = (file) => `/files/${encodeURIComponent(file.file_unique_id)}`;
