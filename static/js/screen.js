// A page made for a projector or a wall fills the screen; where a browser cannot, nothing is offered.
export function offerWholeScreen(root) {
  const button = root.querySelector("[data-screen]");
  if (!button || !root.fullscreenEnabled) return;
  const whole = button.closest("[data-ceremony]") ?? root.documentElement;
  const { back } = button.dataset;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (root.fullscreenElement) root.exitFullscreen();
    else whole.requestFullscreen().catch(() => {});
  });
  root.addEventListener("fullscreenchange", () => {
    const isFilled = root.fullscreenElement !== null;
    button.textContent = isFilled && back ? back : label;
    button.hidden = isFilled && !back;
  });
}
