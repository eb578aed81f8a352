// A page that was left by signing out, or for another seat, is not shown again as it was when one goes back to it.
export function forgetWhatWasLeft(root) {
  let isLeft = false;
  root.addEventListener("submit", ({ target }) => {
    isLeft ||= target.matches("[data-leaves]");
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted && isLeft) location.reload();
  });
}
