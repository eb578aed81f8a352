// What is typed goes to the queue first and to the server next, and leaves the queue once the server has it; each item tells how far it is.
import { asOwner, deliver, deliverBy, deliverLater, freshKey } from "./delivery.js";
import { drop, known, moment, own, person, put } from "./queue.js";
import { outcomeOf } from "./replies.js";
import { element, mark, show } from "./told.js";

const PAUSE = 2_000;
const SLOWEST = 90_000;
const pauses = new Map();
const flights = new Map();
const resent = new Map();
const waiting = new Map();
const shown = new Set();
const typedOn = new WeakMap();

const saveForm = (ctx) => ctx?.sourceElement?.closest?.("form[data-save]");
const idOf = (form) => [person(), form.id, form.elements.namedItem("sheet").value].join(" ");
const isBusy = ({ form }) => pauses.has(form) || flights.has(form);
const isChoice = ({ type }) => type === "checkbox" || type === "radio";

export function tellSaves(root) {
  root.addEventListener("input", ({ target }) => {
    if (target.form?.matches("[data-save]")) typed(target.form);
  });
  for (const event of ["htmx:before:request", "htmx:before:swap"]) {
    root.addEventListener(event, (asked) => {
      if (asked.detail.ctx.sourceElement?.matches?.("[data-see]") && isTypedOver(asked.detail.ctx)) asked.preventDefault();
    });
  }
  root.addEventListener("htmx:before:request", ({ detail }) => {
    const form = saveForm(detail.ctx);
    if (form) takeOff(form, detail.ctx.request.body);
  });
  root.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    const form = saveForm(ctx);
    if (!form && ctx.response.status < 400) beside(ctx);
    if (!form) return;
    const save = flights.get(form.id);
    const outcome = outcomeOf(ctx.response, save ?? {});
    // What does not say that it keeps the save takes no place of it, and neither does a refusal of less than what is typed by now.
    if (outcome === "line" || (outcome === "refused" && isOutrun(save))) event.preventDefault();
    land(form, outcome);
  });
  root.addEventListener("htmx:error", ({ detail }) => {
    const form = saveForm(detail.ctx);
    if (form) land(form, "line");
  });
  // The reply to a save says that it is kept; what was typed meanwhile is not.
  root.addEventListener("htmx:after:swap", ({ detail }) => {
    keepStep(detail.ctx);
    for (const id of pauses.keys()) stillTyping(document.getElementById(id));
    for (const save of own()) if (!save.waits && !flights.has(save.form) && !formOf(save)) sendWithoutForm(save);
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) sendRestored(root);
  });
  if (!person()) return;
  if (root.querySelector("form[data-save]")) asOwner();
  deliverBy({ show: showWaiting, isBusy, send, settle, explain });
}

// Whoever thinks for a moment, or closes the phone in the middle of a sentence, has what was typed so far.
function typed(form) {
  stillTyping(form);
  put(captured(form));
  clearTimeout(pauses.get(form.id));
  pauses.set(form.id, setTimeout(() => window.htmx.trigger(`#${form.id}`, "change"), PAUSE));
}

// What is typed is never replaced by what another one saved: it is saved first, and where both differ the server asks.
function isTypedOver({ target }) {
  const form = target?.querySelector?.("form[data-save]");
  if (!form || (!form.matches("[data-unkept]") && !isBusy({ form: form.id }))) return false;
  if (!flights.has(form.id)) window.htmx.trigger(form, "change");
  return true;
}

// Its form went with a reply: it waits as any other, in sight, and is sent.
function sendWithoutForm(save) {
  clearTimeout(pauses.get(save.form));
  pauses.delete(save.form);
  put({ ...save, waits: "line" }).then(deliver);
}

function stillTyping(form) {
  if (!form?.matches("[data-save]")) return;
  mark(form, true);
  tell(form, "typing");
}

// A save as it is queued. The key belongs to the content, so a repeat is the same save; what is typed on the same sheet takes its place.
function captured(form) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrf");
  const { edition, sheet } = Object.fromEntries(fields);
  const id = idOf(form);
  const before = known(id);
  if (before && String(before.fields) === String(fields)) return { ...before, waits: before.waits === "refused" ? "line" : before.waits };
  const place = { form: form.id, action: form.getAttribute("action"), level: location.pathname };
  const shown = [...form.elements].filter(isShown).map(wordsOf);
  const { after, waits } = before ?? {};
  return { id, person: person(), edition, sheet, ...place, fields, shown, key: freshKey(), at: moment(), owner: asOwner(), after, waits };
}

// The body is what stands in the form now: since the request was asked for, more may have been typed.
function takeOff(form, body) {
  clearTimeout(pauses.get(form.id));
  pauses.delete(form.id);
  const save = resent.get(form.id) ?? captured(form);
  resent.delete(form.id);
  put(save);
  flights.set(form.id, save);
  for (const name of new Set(body.keys())) if (name !== "csrf") body.delete(name);
  for (const [name, value] of save.fields) body.append(name, value);
  body.set("key", save.key);
  for (const sheet of save.after ?? []) body.append("after", sheet);
  mark(form, false);
  tell(form, "saving");
}

function land(form, outcome) {
  const save = flights.get(form.id);
  flights.delete(form.id);
  const waiter = waiting.get(form.id);
  if (waiter) waiter(outcome);
  else if (save) settle(save, outcome).then(outcome === "line" || outcome === "session" ? deliverLater : undefined);
}

// What the server has leaves the queue, unless more was typed meanwhile; what it refused stays until its person decides.
async function settle(save, outcome) {
  const form = formOf(save);
  const isSame = known(save.id)?.key === save.key;
  if (outcome === "kept") {
    if (isSame) await drop(save.id);
    return;
  }
  if (form) mark(form, true);
  if (form && outcome === "refused" && isOutrun(save)) tell(form, "typing");
  else if (form) tell(form, outcome === "line" ? "offline" : "refused");
  if (isSame) await put({ ...save, waits: outcome });
}

// More was typed since it was sent: that is sent next, and answered for all of it.
function isOutrun({ id, key } = {}) {
  const newest = known(id);
  return newest !== undefined && newest.key !== key;
}

function explain(save, refusal) {
  const form = formOf(save);
  if (form) show(form, refusal);
}

// A conflict that was settled, or a text that was discarded, waits no longer.
function giveUp(source) {
  if (!source?.matches("[data-settles], [data-discards]")) return;
  const form = source.closest("article").querySelector("form[data-settles], form[data-save]");
  const { value } = form.elements.namedItem("sheet");
  for (const save of own()) if (save.form === form.id && save.sheet === value) drop(save.id);
}

// The reply to another form of an item brings its newest answer: untouched fields take it; what is being typed stays on the base it was typed on.
function beside(ctx) {
  giveUp(ctx.sourceElement);
  const article = ctx.sourceElement?.closest?.("article.item");
  const form = article?.querySelector("form[data-save][data-unkept]");
  if (form) typedOn.set(ctx, { state: article.dataset.state, ...Object.fromEntries(new FormData(form)) });
}

function keepStep(ctx) {
  const form = saveForm(ctx) ? undefined : document.querySelector(`#${ctx.target?.id || "none"} form[data-save]`);
  if (!form) return;
  const { state, revision, sheet } = typedOn.get(ctx) ?? {};
  if (state) {
    Object.assign(form.elements.namedItem("revision"), { value: revision });
    Object.assign(form.elements.namedItem("sheet"), { value: sheet });
    tell(form, state);
    return;
  }
  const drawn = new DOMParser().parseFromString(ctx.text, "text/html");
  for (const field of form.querySelectorAll("[hx-morph-skip]")) field.value = drawn.getElementById(field.id)?.value ?? field.value;
}

// What stands in a field as its person reads it: an option by its name.
function wordsOf(field) {
  if (!isChoice(field)) return field.value;
  const label = field.labels[0].cloneNode(true);
  for (const hint of label.querySelectorAll(".choice-hint")) hint.remove();
  return label.textContent.trim().replace(/\s+/g, " ");
}

function isShown(field) {
  if (!field.name || field.type === "hidden" || field.disabled) return false;
  return isChoice(field) ? field.checked : field.value !== "";
}

function formOf({ form, sheet }) {
  const found = document.getElementById(form);
  return found?.matches("[data-save]") && found.elements.namedItem("sheet").value === sheet ? found : undefined;
}

// Through its form, where the page has it: the reply then comes back to the item. Nothing otherwise.
function send(save) {
  const form = formOf(save);
  if (!form) return undefined;
  return new Promise((resolve) => {
    const slow = setTimeout(() => answered("line"), SLOWEST);
    const answered = (outcome) => {
      clearTimeout(slow);
      waiting.delete(form.id);
      resolve(outcome);
    };
    waiting.set(form.id, answered);
    resent.set(form.id, save);
    window.htmx.trigger(form, "change");
  });
}

// What waits since an earlier page stands in its field, on the base and the sheet it was typed on; it may have been refused for a reason that is gone.
async function showWaiting(saves) {
  const newest = new Map(saves.map((save) => [save.form, save]));
  for (const save of newest.values()) {
    const form = document.getElementById(save.form);
    if (!form?.matches("[data-save]") || shown.has(save.id)) continue;
    shown.add(save.id);
    if (form.matches("[data-unkept]") || isBusy(save)) continue;
    fill(form, save.fields);
    mark(form, true);
    tell(form, "offline");
    if (save.waits === "refused") await put({ ...save, waits: "line" });
  }
}

// A field that is not drawn now is carried along unseen.
function fill(form, fields) {
  const given = new Map();
  for (const [name, value] of fields) given.set(name, [...(given.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || field.name === "csrf") continue;
    const values = given.get(field.name) ?? [];
    if (isChoice(field)) field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
  for (const [name, [value]] of given) {
    if (!form.elements.namedItem(name)) form.append(element("input", { type: "hidden", name, value }));
  }
}

// Going back, a browser puts what was typed into a page that was drawn before it. What was put there from the queue is delivered from there.
function sendRestored(root) {
  for (const form of root.querySelectorAll("form[data-save]")) {
    if (!shown.has(idOf(form)) && [...form.elements].some(isRestored)) window.htmx.trigger(form, "change");
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
