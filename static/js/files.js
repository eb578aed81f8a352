// A file that is too large says so when it is chosen, not after it has been sent.
import { element } from "./told.js";

export function weighFiles(root) {
  root.addEventListener("change", ({ target }) => {
    if (target.matches?.("input[type=file][data-most]")) weigh(target);
  });
}

function weigh(input) {
  const { most, tooLarge } = input.dataset;
  const isTooLarge = [...input.files].some(({ size }) => size > Number(most));
  input.parentElement.querySelector("[data-weighed]")?.remove();
  input.setCustomValidity(isTooLarge ? tooLarge : "");
  input.removeAttribute("aria-invalid");
  if (!isTooLarge) return;
  input.setAttribute("aria-invalid", "true");
  const line = element("p", { className: "field-error", role: "alert", textContent: tooLarge });
  line.dataset.weighed = "";
  input.after(line);
}
