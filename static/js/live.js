// A live region says whether it is connected; rows that changed glide to their place and light up for a moment.
const PAUSE = 60_000;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export function followLiveRegions(root) {
  const tell = (state) => (event) => {
    const region = event.target.closest?.("[data-live]");
    if (region) region.dataset.live = state;
  };
  root.addEventListener("htmx:sse:after:connection", tell("on"));
  root.addEventListener("htmx:sse:after:message", tell("on"));
  root.addEventListener("htmx:sse:error", tell("off"));
  root.addEventListener("htmx:sse:close", tell("off"));

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
}

// Whoever listens hears the latest that moved, once a minute: a busy board would never be silent.
let pause;
function announce(stream) {
  pause ??= setTimeout(() => {
    pause = undefined;
    const place = stream.closest("[data-live]")?.querySelector("[data-announced]");
    const news = stream.querySelector("[data-news]")?.textContent.trim();
    if (place && news && place.textContent !== news) place.textContent = news;
  }, PAUSE);
}

function seen(region) {
  const rows = region.querySelectorAll("[data-mark]");
  return new Map([...rows].map((row) => [row.id, { mark: row.dataset.mark, top: row.offsetTop }]));
}

function show(region, earlier) {
  if (!earlier) return;
  for (const row of region.querySelectorAll("[data-mark]")) {
    const was = earlier.get(row.id);
    if (!was) continue;
    glide(row, was.top - row.offsetTop);
    if (was.mark !== row.dataset.mark) light(row);
  }
}

function glide(row, distance) {
  if (!distance || still.matches) return;
  row.animate([{ transform: `translateY(${distance}px)` }, { transform: "none" }], {
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
