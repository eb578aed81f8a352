// A file that is too large says so when it is chosen, not after it has been sent.
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
  if (isTooLarge) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  if (isTooLarge) input.after(complaint(tooLarge));
}

function complaint(text) {
  const line = document.createElement("p");
  line.className = "field-error";
  line.setAttribute("role", "alert");
  line.dataset.weighed = "";
  line.textContent = text;
  return line;
}
