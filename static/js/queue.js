// Saves that wait to be delivered, each person's apart: they outlive the tab and the browser. Where a browser stores nothing they wait in memory.
const SHELF = "saves";
const MOST_BEFORE = 8;
const SENT = "sent";
const WANTED = "wanted";
const mine = new Map();
const listeners = [];
const hearers = [];
let opening;
let isStoring = true;
let last = 0;

// Who this page was drawn for, and from which seat; nobody has a queue without signing in.
export const person = () => document.body.dataset.drawnFor ?? "";
// Whose seat was lost, on the page that says so.
export const leftBy = () => document.body.dataset.leftBy ?? "";
export const isStored = () => isStoring;
export const known = (id) => mine.get(id);
export const own = () => inOrder(mine.values());
export const onChange = (listener) => listeners.push(listener);
// What other windows say: that a save of theirs has left the queue, or that one of this window should.
export const onHearing = (hearer) => hearers.push(hearer);
export const askOthers = () => channel?.postMessage(WANTED);
const inOrder = (saves) => [...saves].sort((one, other) => one.at - other.at);

// A later save has a later moment, also after the clock of the machine was set back.
export function moment() {
  last = Math.max(Date.now(), last + 1, ...own().map(({ at }) => at + 1));
  return last;
}

export async function put(save) {
  mine.set(save.id, save);
  await change((shelf) => {
    shelf.index("person").getAll(save.person).onsuccess = ({ target }) => {
      const lined = { ...save, after: comesAfter(save, target.result) };
      if (mine.get(save.id) === save) mine.set(save.id, lined);
      shelf.put(lined);
    };
  });
}

export async function drop(id) {
  mine.delete(id);
  await change((shelf) => shelf.delete(id), SENT);
}

// What the same person typed earlier for the same item in another window, and had not been sent when this was typed.
export function isEarlier(other, save) {
  return other.form === save.form && other.edition === save.edition && other.sheet !== save.sheet && other.at < save.at;
}

// The sheets whose saves this one goes on top of: it was typed after them by whoever typed them.
function comesAfter(save, found) {
  const before = found.filter((other) => isEarlier(other, save)).map(({ sheet }) => sheet);
  const stored = found.find(({ id }) => id === save.id);
  return [...new Set([...(stored?.after ?? []), ...(save.after ?? []), ...before])].slice(-MOST_BEFORE);
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
  return inOrder(found.values());
}

// What waits of the same account from other seats: it can be read from this one, and is never sent from it.
export async function fromOtherSeats() {
  const account = person().split(".")[0] || leftBy();
  try {
    const shelf = (await open()).transaction(SHELF).objectStore(SHELF);
    const found = await done(shelf.index("person").getAll(IDBKeyRange.bound(`${account}.`, `${account}/`, false, true)));
    return inOrder(found.filter((save) => save.person !== person() && (save.waits || !person())));
  } catch {
    return [];
  }
}

const channel = "BroadcastChannel" in window ? new BroadcastChannel("liga-saves") : undefined;
channel?.addEventListener("message", ({ data }) => {
  tell();
  if (data === SENT || data === WANTED) for (const hearer of hearers) hearer({ isWanted: data === WANTED });
});

function tell() {
  for (const listener of listeners) listener();
}

async function change(act, news = "") {
  try {
    const transaction = (await open()).transaction(SHELF, "readwrite");
    act(transaction.objectStore(SHELF));
    await committed(transaction);
    isStoring = true;
  } catch {
    isStoring = false; // a private window, a full disk: what is here stays here
  }
  channel?.postMessage(news);
  tell();
}

function open() {
  if (opening) return opening;
  const request = indexedDB.open("liga", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(SHELF, { keyPath: "id" }).createIndex("person", "person");
  opening = done(request);
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
