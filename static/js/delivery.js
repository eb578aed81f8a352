// Delivers what waits, once and in order: a tab its own saves, and those of tabs that are gone. Each save has one tab that sends it,
// after those that the same person typed earlier for the same item in other tabs.
import { all, askOthers, isEarlier, onHearing, own, put } from "./queue.js";
import { outcomeOf } from "./replies.js";
import { headers, renewed } from "./session.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const LONGEST_REPLY = 60_000;
const LONGEST_CLOSING = 10_000;
const MOST_TURNS = 3;
const { locks } = navigator;
const tab = freshKey();
const LIVES = "liga-tab-";
const turns = new Map();
let forms;
let wait = FIRST_WAIT;
let alarm;
let running = Promise.resolve();
let hasRun = false;
let isHeld;

// What was refused, or was typed from a seat that is lost, is not sent again by itself.
const isForItsPerson = ({ waits }) => waits === "refused" || waits === "seat";
// The page was drawn from its seat: that is not lost, or not any more.
const adopted = ({ waits }) => (!waits || waits === "seat" ? "line" : waits);
const alone = (work) => (locks ? locks.request("liga-adopting", work) : work());
const send = (save) => forms.send(save) ?? sendAlone(save);

export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// While it is held, others see that this tab lives and leave its saves to it.
export function asOwner() {
  isHeld ??= new Promise((resolve) => {
    if (locks) locks.request(LIVES + tab, () => new Promise(() => resolve()));
    else resolve();
  });
  return tab;
}

export function deliverBy(own) {
  forms = own;
  window.addEventListener("online", () => {
    wait = FIRST_WAIT;
    deliver();
  });
  window.addEventListener("focus", () => deliver());
  onHearing(({ isWanted }) => {
    if (isWanted ? own().length > 0 : turns.size > 0) deliver();
  });
  deliver();
}

// One round at a time; whoever asks meanwhile gets the one after it.
export function deliver() {
  running = running.then(round, round);
  return running;
}

export function deliverLater() {
  clearTimeout(alarm);
  alarm = setTimeout(deliver, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

async function round() {
  clearTimeout(alarm);
  await adopt();
  await forms.show(own());
  for (const { id } of own()) {
    const save = own().find((each) => each.id === id);
    if (!save || isForItsPerson(save) || forms.isBusy(save) || (await isLater(save))) continue;
    const outcome = await delivered(save);
    await forms.settle(save, outcome);
    if (outcome === "line" || outcome === "session") break;
  }
  if (own().some((save) => !isForItsPerson(save) && !forms.isBusy(save))) deliverLater();
  else wait = FIRST_WAIT;
}

// One of the same item in another tab comes first. That tab may be asleep: with a line, it has a few turns.
async function isLater(save) {
  const isBefore = (other) => other.owner !== tab && isEarlier(other, save) && !isForItsPerson(other);
  if (!(await all()).some(isBefore)) {
    turns.delete(save.id);
    return false;
  }
  const taken = turns.get(save.id) ?? 0;
  if (taken >= MOST_TURNS) return false;
  askOthers();
  turns.set(save.id, taken + ((await renewed()).isOpen ? 1 : 0));
  return true;
}

// The session may be a new one of the same person: then the page goes on under it, once for each save.
async function delivered(save) {
  const outcome = await send(save);
  if (outcome !== "session") return outcome;
  const session = await renewed();
  if (session.refusal) forms.explain(save, session.refusal);
  if (session.isGone) return "seat";
  if (!session.isOpen) return "session";
  const again = await send(save);
  return again === "session" ? "refused" : again;
}

async function sendAlone({ action, fields, key, after = [] }) {
  const body = new URLSearchParams([...fields, ["key", key], ...after.map((sheet) => ["after", sheet])]);
  try {
    const signal = AbortSignal.timeout(LONGEST_REPLY);
    const reply = await fetch(action, { method: "POST", body, headers: headers(), redirect: "manual", signal });
    return outcomeOf(reply, { key });
  } catch {
    return "line";
  }
}

// What a closed tab left becomes this one's. Without locks nobody knows who lives: once, when a page is opened, all of it.
async function adopt() {
  if (!locks && hasRun) return;
  hasRun = true;
  await alone(async () => {
    const living = await livingTabs();
    const others = (await all()).filter(({ owner }) => owner !== tab);
    for (const save of others) if (!living.has(LIVES + save.owner)) await put({ ...save, owner: asOwner(), waits: adopted(save) });
    for (const name of living) if (others.some(({ owner }) => name === LIVES + owner)) deliverAfter(name);
    await isHeld;
  });
}

// A browser takes a moment to let go of a tab that is closed. What that tab still holds is looked at again as soon as it has.
function deliverAfter(name) {
  const closing = { mode: "shared", signal: AbortSignal.timeout(LONGEST_CLOSING) };
  locks.request(name, closing, () => {}).then(deliver, () => {});
}

// A tab holds its own lock alone; those that await its end share it.
async function livingTabs() {
  const held = locks ? (await locks.query()).held : [];
  return new Set(held.filter(({ mode }) => mode === "exclusive").map(({ name }) => name));
}
