// The ceremony on a projector: arrows turn the steps, the screen can be filled, and what is told is said once.
const ARROWS = { ArrowRight: "next", ArrowLeft: "prev" };
// What a presenter's remote sends; in a window these keys scroll.
const REMOTE = { ...ARROWS, PageDown: "next", PageUp: "prev" };

export function tellPlaces(root) {
  const stage = root.querySelector("[data-ceremony]");
  if (!stage) return;
  stage.querySelector("[data-keys]").hidden = false;
  fillScreen(root, stage, stage.querySelector("[data-fill]"));

  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const turns = root.fullscreenElement ? REMOTE : ARROWS;
    const turn = stage.querySelector(`a[rel="${turns[event.key]}"]`);
    if (!turn) return;
    event.preventDefault();
    turn.click();
  });

  stage.addEventListener("htmx:after:swap", () => {
    stage.querySelector("[data-said]").textContent = stage.querySelector("[data-say]")?.dataset.say ?? "";
    // The step that was pressed is gone: Enter goes on from the new one.
    const turn = stage.querySelector('a[rel="next"]') ?? stage.querySelector('a[rel="prev"]');
    turn?.focus({ preventScroll: true });
    stage.scrollTo({ top: 0 });
  });
}

// A step that replaces the page would leave the full screen; those of htmx do not.
function fillScreen(root, stage, button) {
  if (!root.fullscreenEnabled) {
    button.remove();
    return;
  }
  const label = button.textContent;
  button.addEventListener("click", () => {
    if (root.fullscreenElement) root.exitFullscreen();
    else stage.requestFullscreen();
  });
  root.addEventListener("fullscreenchange", () => {
    button.textContent = root.fullscreenElement ? button.dataset.back : label;
  });
}
