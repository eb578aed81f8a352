// Tells how a save is going, and keeps what could not be sent until it can: each content once, under one key.
const LONGEST_WAIT = 30_000;
const unsent = new Map();
let wait = 1_000;
let alarm;

export function tellSaves(root) {
  root.addEventListener("htmx:before:request", ({ detail }) => {
    const form = saveForm(detail.ctx);
    if (!form) return;
    stamp(form, detail.ctx.request.body);
    tell(form, "saving");
  });
  root.addEventListener("htmx:after:request", ({ detail }) => {
    const form = saveForm(detail.ctx);
    if (!form) return;
    const { status } = detail.ctx.response;
    if (status >= 500) later(form);
    else settle(form, status);
  });
  root.addEventListener("htmx:error", ({ detail }) => {
    const form = saveForm(detail.ctx);
    if (form) later(form);
  });
  window.addEventListener("online", sendAgain);
  window.addEventListener("beforeunload", (event) => {
    if ([...unsent.values()].some((save) => save.isLate)) event.preventDefault();
  });
}

function saveForm(ctx) {
  return ctx?.sourceElement?.closest?.("form[data-save]");
}

// The base is the newest one the page knows; the key belongs to the content, so a repeat is the same save.
function stamp(form, body) {
  const base = form.elements.namedItem("revision");
  if (base) body.set("revision", base.value);
  body.delete("key");
  const content = JSON.stringify([...body]);
  const save = unsent.get(form.id);
  const key = save?.content === content ? save.key : freshKey();
  unsent.set(form.id, { content, key, isLate: false });
  body.set("key", key);
}

function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function later(form) {
  const save = unsent.get(form.id);
  if (save) save.isLate = true;
  tell(form, "offline");
  clearTimeout(alarm);
  alarm = setTimeout(sendAgain, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

// What the server answered is not sent again; where it sends the item back, its own state follows this one.
function settle(form, status) {
  if (status >= 400) tell(form, "refused");
  unsent.delete(form.id);
  wait = 1_000;
}

function sendAgain() {
  for (const [id, save] of unsent) {
    const form = document.getElementById(id);
    if (form && save.isLate) window.htmx.trigger(form, "change");
  }
}

function tell(form, state) {
  const place = form.closest("[data-state]");
  if (place) place.dataset.state = state;
}
