// What is pressed and does not arrive stays on the page as it was, and beside the button it says so.
import { renewed } from "./session.js";
import { carriesFile, hush, leadTo, mark, say, sayQuietly, show } from "./told.js";

const sentAgain = new WeakSet();
let attached = "";
let refused = "";

const pressedForm = (ctx) => ctx?.sourceElement?.closest?.("form[data-told]:not([data-save])");
// A button inside it may belong to another form.
const submitOf = (form) => [...form.elements].find(({ type }) => type === "submit");

export function tellPresses(root) {
  root.addEventListener("submit", stayWithoutLine);
  root.addEventListener("submit", pressOnce, true);
  root.addEventListener("htmx:before:request", ({ detail }) => {
    const form = pressedForm(detail.ctx);
    if (!form) return;
    hush(form);
    mark(form, false);
    if (form.dataset.sending && carriesFile(form)) tellOnTheWay(form, form.dataset.sending);
  });
  root.addEventListener("htmx:after:request", ({ detail }) => {
    const form = pressedForm(detail.ctx);
    if (!form) return;
    if (form.dataset.sending) hushOnTheWay(form);
    const { status } = detail.ctx.response;
    const item = form.closest("article")?.id ?? "";
    attached = status < 400 && form.closest(".evidence") ? item : "";
    refused = status === 422 ? item : "";
    mark(form, status >= 400);
    if (status === 403 && !sentAgain.has(form)) sendAgain(form, detail.ctx.request.submitter);
    else sentAgain.delete(form);
  });
  // The form folds away when its document is cited: what was cited stays in sight, with the page that it may lack.
  root.addEventListener("htmx:after:swap", () => {
    if (refused) leadTo(document.querySelector(`#${refused} [aria-invalid=true]`));
    refused = "";
    if (!attached) return;
    document.querySelector(`#${attached} .evidence-list`)?.scrollIntoView({ block: "center" });
    leadTo(document.querySelector(`#${attached} .evidence-list > li > .cluster .field input`));
    attached = "";
  });
  root.addEventListener("htmx:error", ({ detail }) => {
    const form = pressedForm(detail.ctx);
    if (!form) return;
    hushOnTheWay(form);
    say(form, form.dataset.offline);
    mark(form, true);
  });
}

// A large file on a slow line takes minutes: it says so, and the button is not pressed twice.
function tellOnTheWay(form, text) {
  submitOf(form).setAttribute("aria-disabled", "true");
  sayQuietly(form, text);
}

function hushOnTheWay(form) {
  submitOf(form).removeAttribute("aria-disabled");
  hush(form);
}

// A form that would leave the page stays where it can be sent from, when there is surely no line.
function stayWithoutLine(event) {
  const form = event.target;
  if (navigator.onLine || !form.dataset.offline || form.hasAttribute("hx-post")) return;
  event.preventDefault();
  say(form, form.dataset.offline);
}

function pressOnce(event) {
  if (event.submitter?.getAttribute("aria-disabled") !== "true") return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

// The session may be a new one of the same person: once, it is sent as the same press.
async function sendAgain(form, submitter) {
  const session = await renewed();
  if (session.refusal) show(form, session.refusal);
  if (!session.isOpen || !form.isConnected) return;
  sentAgain.add(form);
  form.requestSubmit(submitter);
}
