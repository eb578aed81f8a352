import { mark } from "./told.js";

// Leaving a page where something was not kept asks first, unless one was just asked what is to become of it.
export function warnOfWhatIsUnkept(root) {
  window.addEventListener("beforeunload", (event) => {
    const isDecided = root.querySelector("[data-leaves][data-decided]");
    if (!isDecided && root.querySelector("form[data-unkept]")) event.preventDefault();
  });
}

// A long form that is not kept by itself: what was typed in it asks before another form takes the page away.
export function noticeTyping(root) {
  root.addEventListener("input", ({ target }) => {
    const form = target.closest?.("form[data-typed]");
    if (form) mark(form, true);
  });
  root.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (target.matches("form[data-typed]") && !defaultPrevented) mark(target, false);
  });
}

// A page that was left by signing out, or for another seat, is not shown again as it was when one goes back to it.
export function forgetWhatWasLeft(root) {
  let isLeft = false;
  root.addEventListener("submit", ({ target, defaultPrevented }) => {
    isLeft ||= target.matches("[data-leaves]") && !defaultPrevented;
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted && isLeft) location.reload();
  });
}
