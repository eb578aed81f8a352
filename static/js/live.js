// A live region says whether it is connected; rows that changed glide to their place and light up for a moment.
const PAUSE = 60_000;
const SILENCE = 15_000;
const CROWDED = 503;
const STREAM = "hx-sse:connect";
const ASKED = "sondeo";
const still = matchMedia("(prefers-reduced-motion: reduce)");
// In its list: a line more above it moves no row.
const topOf = (row) => row.offsetTop - row.parentElement.offsetTop;

export function followLiveRegions(root) {
  const tell = (state) => (event) => {
    const region = event.target.closest?.("[data-live]");
    if (region) region.dataset.live = state;
  };
  root.addEventListener("htmx:sse:after:connection", tell("on"));
  root.addEventListener("htmx:sse:after:message", tell("on"));
  root.addEventListener("htmx:sse:error", tell("off"));
  root.addEventListener("htmx:sse:close", tell("off"));
  askWhereNothingStreams(root, tell("asked"));

  // A stream that opened before this file was read has already said so.
  for (const stream of root.querySelectorAll("[data-live] [hx-sse\\:connect]")) {
    if (stream._htmx?.sse) tell("on")({ target: stream });
  }

  const before = new WeakMap();
  root.addEventListener("htmx:sse:before:message", ({ target }) => before.set(target, seen(target)));
  root.addEventListener("htmx:sse:after:message", ({ target }) => {
    show(target, before.get(target));
    announce(target);
  });
  newsOf(root);
  keepOwnRow(root);
}

// What streams is the same for everybody: which row is one's own the page alone says.
function keepOwnRow(root) {
  const mark = root.querySelector("[data-own]")?.cloneNode(true);
  if (!mark) return;
  const { id } = root.querySelector(".is-own");
  root.addEventListener("htmx:after:swap", () => {
    const row = root.getElementById(id);
    row?.classList.add("is-own");
    if (row && !row.querySelector("[data-own]")) row.querySelector("a").after(" ", mark.cloneNode(true));
  });
}

// No room for one more stream, or something in between keeps what streams to itself: the page is asked for each time a stream
// is tried (see hx-trigger). A hidden tab asks for nothing.
function askWhereNothingStreams(root, tell) {
  const ask = (stream) => {
    const address = new URL(stream.getAttribute(STREAM), location.href);
    address.searchParams.set(ASKED, "1");
    window.htmx.ajax("GET", address.pathname + address.search, { source: stream });
  };
  const give = (connection) => {
    connection.isGiven = true;
    connection.reader?.cancel();
  };
  const wait = ({ detail: { connection } }) => {
    clearTimeout(connection.silence);
    connection.silence = setTimeout(give, SILENCE, connection);
  };
  root.addEventListener("htmx:sse:after:connection", wait);
  root.addEventListener("htmx:sse:before:message", ({ detail }) => clearTimeout(detail.connection.silence));
  root.addEventListener("htmx:sse:error", ({ detail }) => {
    if (detail.status === CROWDED) give(detail.connection);
  });
  root.addEventListener("htmx:sse:before:connection", ({ detail }) => {
    detail.connection.cancelled = Boolean(detail.connection.isGiven);
  });
  root.addEventListener("htmx:sse:close", ({ target, detail }) => {
    clearTimeout(detail.connection.silence);
    if (detail.connection.isGiven) ask(target);
  });
  root.addEventListener("htmx:response:error", ({ detail }) => {
    const { sourceElement, response } = detail.ctx;
    if (response.status === CROWDED && sourceElement.hasAttribute(STREAM)) ask(sourceElement);
  });
  root.addEventListener("htmx:after:request", ({ target, detail: { ctx } }) => {
    if (ctx.response.status < 400 && ctx.request.action.includes(`${ASKED}=`)) tell({ target });
  });
  root.addEventListener("htmx:before:request", (event) => {
    if (root.hidden && event.detail.ctx.sourceElement?.hasAttribute?.(STREAM)) event.preventDefault();
  });
}

// Whoever listens hears the latest that moved, once a minute: a busy board would never be silent.
let pause;
function announce(stream) {
  pause ??= setTimeout(() => {
    pause = undefined;
    const place = stream.closest("[data-live]")?.querySelector("[data-announced]");
    const news = newsOf(stream) || stream.querySelector("[data-news]")?.textContent.trim();
    if (place && news && place.textContent !== news) place.textContent = news;
  }, PAUSE);
}

// Of rows that came since the last time, one sentence: how many they are, and the newest.
const told = new Set();
function newsOf(stream) {
  const fresh = [...stream.querySelectorAll("[data-feed] > li")].filter(({ id }) => !told.has(id));
  for (const { id } of fresh) told.add(id);
  if (!fresh.length) return "";
  const { one, many } = fresh[0].parentElement.dataset;
  return (fresh.length > 1 ? many : one).replace("{n}", fresh.length).replace("{last}", fresh[0].dataset.say);
}

function seen(region) {
  const rows = region.querySelectorAll("[data-mark]");
  return new Map([...rows].map((row) => [row.id, { mark: row.dataset.mark, top: topOf(row) }]));
}

function show(region, earlier) {
  if (!earlier) return;
  for (const row of region.querySelectorAll("[data-mark]")) {
    const was = earlier.get(row.id);
    if (!was) continue;
    glide(row, was.top - topOf(row));
    if (was.mark !== row.dataset.mark) light(row);
  }
}

function glide(row, distance) {
  if (!distance || still.matches) return;
  // Who rises passes in front.
  const zIndex = distance > 0 ? 1 : 0;
  row.animate([{ transform: `translateY(${distance}px)`, zIndex }, { transform: "none", zIndex }], {
    id: "glide",
    duration: 450,
    easing: "cubic-bezier(0.2, 0, 0, 1)",
  });
}

// An attribute, because a morph would take a class away before the eye has seen it (see morphIgnore in the layout).
function light(row) {
  delete row.dataset.lit;
  void row.offsetWidth;
  row.dataset.lit = "";
  setTimeout(() => delete row.dataset.lit, 2500);
}
