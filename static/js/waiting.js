// How many saves wait, on every page; and whoever leaves while some do is asked what becomes of them.
import { deliver } from "./delivery.js";
import { all, drop, fromOtherSeats, isStored, leftBy, onChange, person } from "./queue.js";
import { element } from "./told.js";

const SOON = 150;
const DECIDED_MS = 2_000;
const TOLD_APART = ["edition", "revision", "sheet", "version"];

const codeOf = ({ form }) => form.replace(/^item-|-form$/g, "");
const link = (save) => element("a", { href: `${save.level}#item-${codeOf(save)}` }, codeOf(save));
const counted = (words, name, count) => (count === 1 ? words[`${name}One`] : words[`${name}Many`].replace("{n}", count));
const told = (words, name, saves) => (saves.length === 0 ? [] : [counted(words, name, saves.length)]);
// Refused, and its item is not asked here any more: what was typed is read here, and goes when its person says so.
const isStranded = ({ waits, level, form }) => waits === "refused" && level === location.pathname && !document.getElementById(form);
// As its person read it. What waits since before that was kept has only what was sent.
const wordsOf = ({ shown, fields }) => shown ?? fields.filter(([name, value]) => value && !TOLD_APART.includes(name)).map(([, value]) => value);

export function tellWaiting(root) {
  const place = root.getElementById("unsent-saves");
  if (!place || !(person() || leftBy())) return;
  let soon;
  onChange(() => {
    clearTimeout(soon);
    soon = setTimeout(() => tell(place), SOON);
  });
  root.addEventListener("visibilitychange", () => tell(place));
  askLeavers(root);
  tell(place);
}

async function tell(place) {
  const late = (await all()).filter(({ waits }) => waits);
  const lines = ["line", "session", "refused"].map((reason) => line(place.dataset, reason, late.filter(({ waits }) => waits === reason)));
  if (late.length > 0 && !isStored()) lines.push([counted(place.dataset, "memory", late.length)]);
  const lost = late.filter(({ waits }) => waits === "seat");
  const others = await fromOtherSeats();
  lines.push(told(place.dataset, "seat", lost), ...lost.map((save) => stranded(save, place.dataset.discard)));
  lines.push(told(place.dataset, person() ? "elsewhere" : "seat", others), ...others.map((save) => stranded(save, place.dataset.discard)));
  lines.push(...late.filter(isStranded).map((save) => stranded(save, place.dataset.discard)));
  const shown = lines.filter((parts) => parts.length > 0);
  const words = JSON.stringify(shown.map((parts) => parts.map((part) => part.textContent ?? part)));
  if (place.dataset.told === words) return; // said once
  place.dataset.told = words;
  place.hidden = shown.length === 0;
  place.replaceChildren(...shown.map((parts) => element("p", { className: "wrap" }, ...parts)));
}

function line(words, name, saves) {
  if (saves.length === 0) return [];
  return [`${counted(words, name, saves.length)}: `, ...saves.flatMap((save, number) => (number ? [", ", link(save)] : [link(save)]))];
}

function stranded(save, words) {
  const discard = element("button", { type: "button", className: "button button-quiet", textContent: words });
  discard.addEventListener("click", () => drop(save.id));
  return [`${codeOf(save)}: ${wordsOf(save).join(" · ")} `, discard];
}

function askLeavers(root) {
  const dialog = root.getElementById("leaving-asks");
  let leaving;
  let isDecided = false;
  root.addEventListener(
    "submit",
    async (event) => {
      if (!event.target.matches("[data-leaves]") || isDecided) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      leaving = event.target;
      if ((await ask(dialog, leaving)) === 0) go();
    },
    true,
  );
  dialog.addEventListener("click", async ({ target }) => {
    const choice = target.closest("button")?.value;
    if (choice === "stay") dialog.close();
    if (choice === "leave") go();
    if (choice === "send") {
      await deliver();
      if ((await ask(dialog, leaving)) === 0) go();
      else dialog.querySelector("[role=status]").textContent = dialog.dataset.unsent;
    }
  });
  function go() {
    isDecided = true;
    dialog.close();
    // What keeps one here is told in the menu, which a press in the dialog closes.
    setTimeout(() => leaving.closest("details")?.setAttribute("open", ""));
    leaving.dataset.decided = "";
    leaving.requestSubmit();
    setTimeout(() => delete leaving.dataset.decided, DECIDED_MS);
    isDecided = false;
  }
}

// How many there are; the dialog is open when there are any.
async function ask(dialog, form) {
  const { length } = await all();
  if (length === 0) return 0;
  dialog.querySelector("h2").textContent = counted(dialog.dataset, "saves", length);
  dialog.querySelector("[data-keeping]").textContent = counted(dialog.dataset, "keeping", length);
  dialog.querySelector("[value=leave]").textContent = isStored() ? counted(form.dataset, "leaves", length) : counted(dialog.dataset, "loses", length);
  dialog.querySelector("[role=status]").textContent = "";
  if (!dialog.open) dialog.showModal();
  return length;
}
