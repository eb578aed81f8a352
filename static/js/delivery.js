// Delivers what waits, once and in order: a tab its own saves, and those of tabs that are gone. Each save has one tab that sends it,
// after those that the same person typed earlier for the same item in other tabs.
import { all, askOthers, isEarlier, onHearing, own, put } from "./queue.js";
import { outcomeOf } from "./replies.js";
import { headers, renewed } from "./session.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const LONGEST_REPLY = 60_000;
const MOST_TURNS = 3;
const { locks } = navigator;
const tab = freshKey();
const LIVES = "liga-tab-";
const turns = new Map();
let forms;
let wait = FIRST_WAIT;
let alarm;
let running;
let hasRun = false;
let isHeld;

export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// While it is held, others see that this tab lives and leave its saves to it.
export function asOwner() {
  isHeld ??= new Promise((resolve) => {
    if (!locks) resolve();
    locks?.request(LIVES + tab, () => {
      resolve();
      return new Promise(() => {});
    });
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
  const next = (running ?? Promise.resolve()).then(round, round);
  running = next.finally(() => {
    if (running === next) running = undefined;
  });
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

// What was refused, or was typed from a seat that is lost, is not sent again by itself.
function isForItsPerson({ waits }) {
  return waits === "refused" || waits === "seat";
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

function send(save) {
  return forms.send(save) ?? sendAlone(save);
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
    for (const save of await all()) {
      if (save.owner !== tab && !living.has(LIVES + save.owner)) await put({ ...save, owner: asOwner(), waits: adopted(save) });
    }
    await isHeld;
  });
}

// The page was drawn from its seat: that is not lost, or not any more.
function adopted({ waits }) {
  return !waits || waits === "seat" ? "line" : waits;
}

function alone(work) {
  return locks ? locks.request("liga-adopting", work) : work();
}

async function livingTabs() {
  if (!locks) return new Set();
  return new Set((await locks.query()).held.map(({ name }) => name));
}
