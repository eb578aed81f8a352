// A page outlives its session: when its person is back in the same seat, it goes on under the new one.
import { isOfLiga, isSeatGone } from "./replies.js";

const HEADERS = "hx-headers:inherited";
let asking;

// Resolves to {isOpen}, or to {refusal} where somebody else is working; to neither while nobody has signed in.
export function renewed() {
  asking ??= ask().finally(() => (asking = undefined));
  return asking;
}

// What a request of a script of this page brings along.
export function headers() {
  return { ...JSON.parse(document.body.getAttribute(HEADERS) ?? "{}"), "HX-Request": "true" };
}

async function ask() {
  const { renew, drawnFor } = document.body.dataset;
  if (!renew) return {};
  try {
    const address = `${renew}?${new URLSearchParams({ para: drawnFor })}`;
    const reply = await fetch(address, { headers: { "HX-Request": "true" }, redirect: "manual" });
    if (!isOfLiga(reply)) return {};
    if (isSeatGone(reply)) return { isGone: true };
    if (reply.status === 403) return { refusal: await reply.text() };
    if (!reply.ok) return {};
    adopt((await reply.json()).csrf);
    return { isOpen: true };
  } catch {
    return {}; // offline
  }
}

function adopt(csrf) {
  document.body.setAttribute(HEADERS, JSON.stringify({ "X-CSRF": csrf }));
  for (const field of document.querySelectorAll("input[name=csrf]")) field.value = csrf;
}
