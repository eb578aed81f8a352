// Only what Liga answers is an answer: a portal, a proxy or a page of maintenance in between is a broken line, and nothing of it is shown.
const MARK = "Liga-Reply";
const SAVED = "Liga-Saved";
const SAVES = "[data-save], [data-settles], [data-discards]";
const LATER = [408, 425, 429];

export const isOfLiga = ({ headers }) => headers.has(MARK);
// Whoever holds this session has lost the seat it was opened from.
export const isSeatGone = ({ headers }) => headers.get(MARK) === "seat-left";

export function hearOnlyLiga(root) {
  // Where a proxy leads to is no answer to a save, even if it is a page of ours.
  root.addEventListener("htmx:before:request", ({ detail }) => {
    if (detail.ctx.sourceElement?.closest?.(SAVES)) detail.ctx.request.redirect = "manual";
  });
  root.addEventListener("htmx:before:response", (event) => {
    const { ctx } = event.detail;
    if (isOfLiga(ctx.response)) return;
    event.preventDefault();
    window.htmx.trigger(ctx.sourceElement, "htmx:error", { ctx });
  });
}

// Kept is only what the server says it keeps, by the key of that one save.
export function outcomeOf(reply, { key }) {
  const { status } = reply;
  if (!isOfLiga(reply) || status >= 500 || LATER.includes(status)) return "line";
  if (status === 401 || status === 403) return "session";
  if (status >= 400) return "refused";
  return reply.headers.get(SAVED) === key ? "kept" : "line";
}
