// The ceremony on a projector: arrows turn the steps, which htmx swaps so that a filled screen stays filled, and what is told is
// said once.
const ARROWS = { ArrowRight: "next", ArrowLeft: "prev" };
// What a presenter's remote sends; in a window these keys scroll.
const REMOTE = { ...ARROWS, PageDown: "next", PageUp: "prev" };

export function tellPlaces(root) {
  const stage = root.querySelector("[data-ceremony]");
  if (!stage) return;
  stage.querySelector("[data-keys]").hidden = false;

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
