// A page made for a screen on the wall fills all of it; where a browser cannot, nothing is offered.
export function offerWholeScreen(root) {
  const button = root.querySelector("[data-screen]");
  if (!button || !root.fullscreenEnabled) return;
  button.hidden = false;
  button.addEventListener("click", () => root.documentElement.requestFullscreen().catch(() => {}));
  root.addEventListener("fullscreenchange", () => (button.hidden = root.fullscreenElement !== null));
}
