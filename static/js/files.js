// A file that is too large says so when it is chosen, not after it has been sent.
export function weighFiles(root) {
  root.addEventListener("change", ({ target }) => {
    if (target.matches?.("input[type=file][data-most]")) weigh(target);
  });
}

function weigh(input) {
  const told = input.parentElement.querySelector("[data-too-large]");
  const isTooLarge = [...input.files].some(({ size }) => size > Number(input.dataset.most));
  told.hidden = !isTooLarge;
  input.setCustomValidity(isTooLarge ? told.textContent.trim() : "");
  if (isTooLarge) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}
