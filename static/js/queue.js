// Saves that wait to be delivered, each person's apart: they outlive the tab and the browser. Where a browser stores nothing they wait in memory.
const SHELF = "saves";
const mine = new Map();
const listeners = [];
let opening;
let isStoring = true;
let last = 0;

// Who this page was drawn for, and from which seat; nobody has a queue without signing in.
export const person = () => document.body.dataset.drawnFor ?? "";
// Whose seat was lost, on the page that says so.
export const leftBy = () => document.body.dataset.leftBy ?? "";
export const isStored = () => isStoring;
export const known = (id) => mine.get(id);
export const own = () => [...mine.values()].sort((one, other) => one.at - other.at);

// A later save has a later moment, also after the clock of the machine was set back.
export function moment() {
  last = Math.max(Date.now(), last + 1, ...own().map(({ at }) => at + 1));
  return last;
}

export async function put(save) {
  mine.set(save.id, save);
  await change((shelf) => shelf.put(save));
}

export async function drop(id) {
  mine.delete(id);
  await change((shelf) => shelf.delete(id));
}

// Every save of this person, those of other tabs too, in the order they were made.
export async function all() {
  const found = new Map();
  try {
    const shelf = (await open()).transaction(SHELF).objectStore(SHELF);
    for (const save of await done(shelf.index("person").getAll(person()))) found.set(save.id, save);
  } catch {
    isStoring = false;
  }
  for (const save of mine.values()) found.set(save.id, save);
  return [...found.values()].sort((one, other) => one.at - other.at);
}

// What waits of the same account from other seats: it can be read from this one, and is never sent from it.
export async function fromOtherSeats() {
  const account = person().split(".")[0] || leftBy();
  try {
    const shelf = (await open()).transaction(SHELF).objectStore(SHELF);
    const found = await done(shelf.index("person").getAll(IDBKeyRange.bound(`${account}.`, `${account}/`, false, true)));
    return found.filter((save) => save.person !== person() && (save.waits || !person())).sort((one, other) => one.at - other.at);
  } catch {
    return [];
  }
}

export function onChange(listener) {
  listeners.push(listener);
}

const channel = "BroadcastChannel" in window ? new BroadcastChannel("liga-saves") : undefined;
channel?.addEventListener("message", () => tell());

function tell() {
  for (const listener of listeners) listener();
}

async function change(act) {
  try {
    const transaction = (await open()).transaction(SHELF, "readwrite");
    act(transaction.objectStore(SHELF));
    await committed(transaction);
    isStoring = true;
  } catch {
    isStoring = false; // a private window, a full disk: what is here stays here
  }
  channel?.postMessage("");
  tell();
}

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("liga", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(SHELF, { keyPath: "id" }).createIndex("person", "person");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function committed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
