// What is typed in a form, and not sent yet, is still there when its page comes in another language; passwords and files are not kept.
import { mark } from "./told.js";

const KEY = "liga-typed";
const UNKEPT = ["password", "file", "hidden", "submit", "button"];

export function keepTyped(root) {
  if (!isStoring()) return;
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (kept) restore(root, JSON.parse(kept));
  root.addEventListener("click", ({ target }) => {
    const link = target.closest?.(".language a");
    if (link) keep(root, link.href);
  });
  root.addEventListener("submit", ({ target }) => {
    if (target.matches(".language form")) keep(root, target.action);
  });
}

function keep(root, address) {
  const typed = formsOf(root).map((form) => ({ action: pathOf(form.getAttribute("action")), fields: fieldsOf(form).map(stateOf) }));
  for (const form of formsOf(root)) mark(form, false);
  sessionStorage.setItem(KEY, JSON.stringify({ page: pathOf(address), by: document.body.dataset.drawnFor, typed }));
}

function restore(root, { page, by, typed }) {
  if (page !== location.pathname || by !== document.body.dataset.drawnFor) return;
  const forms = formsOf(root);
  for (const { action, fields } of typed) {
    const place = forms.findIndex((form) => pathOf(form.getAttribute("action")) === action);
    if (place < 0) continue;
    const there = fieldsOf(forms.splice(place, 1)[0]);
    for (const field of there) put(field, fields.splice(0, fields.findIndex(({ name }) => name === field.name) + 1).pop());
  }
}

function put(field, state) {
  if (!state?.changed) return;
  for (const option of field.options ?? []) option.selected = state.chosen.includes(option.value);
  if (!field.options) Object.assign(field, isTicked(field) ? { checked: state.checked } : { value: state.value });
  field.dispatchEvent(new Event("input", { bubbles: true }));
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

function stateOf(field) {
  const { name, value, checked } = field;
  const options = [...(field.options ?? [])];
  const isOther = options.some((option) => option.selected !== option.defaultSelected);
  const changed = options.length > 0 ? isOther : isTicked(field) ? checked !== field.defaultChecked : value !== field.defaultValue;
  return { name, value, checked, changed, chosen: options.filter(({ selected }) => selected).map((option) => option.value) };
}

// Some browsers are told to keep nothing, and say so with an error.
function isStoring() {
  try {
    return Boolean(window.sessionStorage);
  } catch {
    return false;
  }
}

// An item saves by itself what is typed in it.
const formsOf = (root) => [...root.querySelectorAll("main form[method=post]:not([data-save])")];
const fieldsOf = (form) => [...form.elements].filter(({ name, type }) => name && !UNKEPT.includes(type));
const isTicked = ({ type }) => type === "checkbox" || type === "radio";
const pathOf = (address) => new URL(address, location.href).pathname;
