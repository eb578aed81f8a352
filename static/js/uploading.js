// A file on its way says how much of it has gone, can be stopped, and stays chosen when it is refused.
import { renewed } from "./session.js";
import { carriesFile, element, hush, leadTo, mark, placeOf, say, show } from "./told.js";

const sentAgain = new WeakSet();

export function tellUploads(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-upload]") || !carriesFile(form)) return;
    event.preventDefault();
    if (!form.querySelector("progress")) send(form);
  });
}

function send(form) {
  const request = new XMLHttpRequest();
  forget(form);
  request.upload.addEventListener("progress", tellOnTheWay(form, request));
  request.addEventListener("load", () => arrived(form, request));
  request.addEventListener("error", () => stopped(form, form.dataset.offline));
  request.addEventListener("abort", () => stopped(form, form.dataset.cancelled));
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.send(new FormData(form));
}

function tellOnTheWay(form, request) {
  const { sending, cancel } = form.dataset;
  const words = element("p", { className: "quiet", role: "status", textContent: sending });
  const bar = element("progress", { max: 100, value: 0 });
  bar.setAttribute("aria-label", sending);
  const share = element("span", { className: "number" }, "0 %");
  const stop = element("button", { className: "button button-quiet", type: "button", textContent: cancel });
  stop.addEventListener("click", () => request.abort());
  placeOf(form).replaceChildren(words, element("div", { className: "uploading" }, bar, share, stop));
  return ({ loaded, total }) => {
    const percent = total ? Math.floor((100 * loaded) / total) : 0;
    bar.value = percent;
    share.textContent = `${percent} %`;
    if (percent === 100) words.textContent = form.dataset.checking;
  };
}

async function arrived(form, request) {
  const { status, responseText } = request;
  const address = request.getResponseHeader("HX-Redirect");
  mark(form, !address);
  if (address) {
    location.assign(address);
    return;
  }
  hush(form);
  const page = new DOMParser().parseFromString(responseText, "text/html");
  const drawn = page.getElementById(form.id);
  if (drawn) complain(form, drawn);
  else show(form, responseText);
  if (status === 403 && !sentAgain.has(form) && (await renewed()).isOpen) {
    sentAgain.add(form);
    form.requestSubmit();
  }
}

// The form stays as it is, with its file; only what is wrong with it comes from the server.
function complain(form, drawn) {
  for (const line of drawn.querySelectorAll(".field-error")) {
    const field = drawn.ownerDocument.querySelector(`[aria-describedby~="${line.id}"]`);
    const here = form.elements.namedItem(field.name);
    here.setAttribute("aria-invalid", "true");
    here.setAttribute("aria-describedby", field.getAttribute("aria-describedby"));
    here.closest(".field").append(document.adoptNode(line));
  }
  const field = form.querySelector("[aria-invalid]");
  if (!field) return;
  say(form, document.getElementById(`${field.id}-error`).textContent.trim());
  leadTo(field);
}

function forget(form) {
  for (const line of form.querySelectorAll(".field-error")) line.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function stopped(form, text) {
  say(form, text);
  mark(form, true);
}
