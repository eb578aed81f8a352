// Tells how a save is going, and keeps what could not be sent until it can: each content once, under one key.
import { renewed } from "./session.js";
import { mark, show } from "./told.js";

const LONGEST_WAIT = 30_000;
const PAUSE = 2_000;
const pauses = new Map();
const unsent = new Map();
let wait = 1_000;
let alarm;

export function tellSaves(root) {
  root.addEventListener("input", ({ target }) => {
    if (target.form?.matches("[data-save]")) typed(target.form);
  });
  root.addEventListener("htmx:before:request", ({ detail }) => {
    const form = saveForm(detail.ctx);
    if (!form) return;
    clearTimeout(pauses.get(form.id));
    pauses.delete(form.id);
    stamp(form, detail.ctx.request.body);
    mark(form, false);
    tell(form, "saving");
  });
  root.addEventListener("htmx:after:request", ({ detail }) => {
    const form = saveForm(detail.ctx);
    if (!form) return;
    const { status } = detail.ctx.response;
    if (status >= 500) later(form, "offline");
    else if (status === 401 || status === 403) shut(form, status);
    else settle(form, status);
  });
  // The reply to a save says that it is kept; what was typed meanwhile is not.
  root.addEventListener("htmx:after:swap", () => {
    for (const id of pauses.keys()) stillTyping(document.getElementById(id));
  });
  root.addEventListener("htmx:error", ({ detail }) => {
    const form = saveForm(detail.ctx);
    if (form) later(form, "offline");
  });
  for (const back of ["online", "focus"]) window.addEventListener(back, sendAgain);
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) sendRestored(root);
  });
}

// Whoever thinks for a moment, or closes the phone in the middle of a sentence, has what was typed so far.
function typed(form) {
  stillTyping(form);
  clearTimeout(pauses.get(form.id));
  pauses.set(form.id, setTimeout(() => window.htmx.trigger(`#${form.id}`, "change"), PAUSE));
}

function stillTyping(form) {
  if (!form) return;
  mark(form, true);
  tell(form, "typing");
}

function saveForm(ctx) {
  return ctx?.sourceElement?.closest?.("form[data-save]");
}

// The base is the newest one the page knows; the key belongs to the content, so a repeat is the same save.
function stamp(form, body) {
  const base = form.elements.namedItem("revision");
  if (base) body.set("revision", base.value);
  body.delete("key");
  const content = JSON.stringify([...body].filter(([name]) => name !== "csrf"));
  const before = unsent.get(form.id);
  const save = before?.content === content ? before : { content, key: freshKey() };
  unsent.set(form.id, { ...save, waits: "" });
  body.set("key", save.key);
}

function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function later(form, state, waits = "line") {
  const save = unsent.get(form.id);
  if (save) save.waits = waits;
  mark(form, true);
  tell(form, state);
  clearTimeout(alarm);
  alarm = setTimeout(sendAgain, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

// The session ended, or is another one by now: what was typed waits until its person is back.
function shut(form, status) {
  if (status === 403 && unsent.get(form.id)?.isRenewed) {
    settle(form, status);
    return;
  }
  later(form, "refused", "session");
  if (status === 403) sendAgain();
}

// What the server answered is not sent again; where it sends the item back, its own state follows this one.
function settle(form, status) {
  if (status >= 400) {
    tell(form, "refused");
    mark(form, true);
  }
  unsent.delete(form.id);
  wait = 1_000;
}

async function sendAgain() {
  for (const [form, save] of waiting("line")) send(form, save);
  if (waiting("session").length === 0) return;
  const session = await renewed();
  for (const [form, save] of waiting("session")) {
    if (session.isOpen) send(form, { ...save, isRenewed: true });
    else later(form, "refused", "session");
    if (session.refusal) show(form, session.refusal);
  }
}

function waiting(reason) {
  return [...unsent]
    .filter(([, save]) => save.waits === reason)
    .map(([id, save]) => [document.getElementById(id), save])
    .filter(([form]) => form);
}

function send(form, save) {
  unsent.set(form.id, { ...save, waits: "" });
  window.htmx.trigger(form, "change");
}

// Going back, a browser puts what was typed into a page that was drawn before it.
function sendRestored(root) {
  for (const form of root.querySelectorAll("form[data-save]")) {
    if ([...form.elements].some(isRestored)) window.htmx.trigger(form, "change");
  }
}

function isRestored(field) {
  if (field.disabled || field.type === "hidden" || field.defaultValue === undefined) return false;
  const drawn = field.cloneNode(); // as the browser reads what was drawn: a date, a number
  drawn.value = field.defaultValue;
  return field.value !== drawn.value || field.checked !== field.defaultChecked;
}

function tell(form, state) {
  const place = form.closest("[data-state]");
  if (place) place.dataset.state = state;
}
