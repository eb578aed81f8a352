// Others of the team see who is typing where, also while she thinks; and what they do is said beside the item.
import { headers } from "./session.js";

const PAUSE = 4_000;
const AGAIN = 6_000;
const THINKS = 60_000;
let told = { item: "", at: 0 };
let typed = { item: "", at: 0 };
const itemOf = (field) => (field?.form?.matches("[data-save]") ? field.form.id.replace(/^item-|-form$/g, "") : "");

export function tellPresence(root) {
  const stream = root.querySelector("[data-presence]");
  if (!stream) return;
  const { presence } = stream.dataset;
  root.addEventListener("input", ({ target }) => {
    const item = itemOf(target);
    if (!item) return;
    typed = { item, at: Date.now() };
    if (item !== told.item || Date.now() - told.at > PAUSE) say(presence, item);
  });
  setInterval(() => {
    const { item, at } = typed;
    if (item && itemOf(root.activeElement) === item && Date.now() - at < THINKS && !root.hidden) say(presence, item);
  }, AGAIN);
  window.addEventListener("pagehide", () => {
    if (told.item) say(presence, "");
  });
  for (const event of ["htmx:sse:after:message", "htmx:after:swap"]) root.addEventListener(event, () => tellNews(root));
  root.addEventListener("htmx:after:swap", ({ detail }) => {
    if (detail.ctx.sourceElement?.matches?.("[data-see]")) document.querySelector(detail.ctx.sourceElement.getAttribute("hx-target"))?.focus();
  });
}

function say(address, item) {
  told = { item, at: Date.now() };
  if (!navigator.onLine) return;
  fetch(address, { method: "POST", body: new URLSearchParams({ item }), headers: headers(), keepalive: true }).catch(() => {});
}

// Only what this page does not have yet is news; its own save is not, though the stream may be quicker than the reply.
function tellNews(root) {
  for (const saved of root.querySelectorAll(".news-saved")) {
    const news = saved.closest(".news");
    const item = news.parentElement.querySelector("[data-state]");
    const revision = item?.querySelector("form [name=revision]")?.value;
    news.classList.toggle("is-behind", Number(saved.dataset.revision) > Number(revision) && item.dataset.state !== "saving");
  }
}
