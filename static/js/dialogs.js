// A confirmation is written as a disclosure with its form; here its body moves into a modal dialog.
export function askInDialogs(root) {
  root.addEventListener("click", (event) => {
    const summary = event.target.closest("details.confirm > summary");
    if (!summary) return;
    event.preventDefault();
    show(summary.parentElement);
  });
}

function show(details) {
  const body = details.querySelector(".confirm-body");
  const dialog = document.createElement("dialog");
  const title = body.querySelector("h3");
  dialog.setAttribute("aria-label", title.textContent);
  dialog.append(body);
  details.after(dialog);
  dialog.addEventListener("click", (event) => {
    // The second half of a double click on what opened it is not meant for it.
    if (event.detail > 1) return;
    if (event.target === dialog || event.target.closest(".confirm-cancel")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    details.append(body);
    dialog.remove();
    details.querySelector("summary").focus();
  });
  dialog.showModal();
  // Not on the button: a second Enter would do what cannot be undone.
  title.tabIndex = -1;
  title.focus();
}
