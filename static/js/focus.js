// What was pressed may be gone with the reply that it brought: whoever works by keyboard stays at the item.
const PLACES = "[id][tabindex='-1']";

export function keepFocus(root) {
  let places = [];
  // Several parts of a page may be replaced at once: the first of them took the focus, the others find none.
  for (const event of ["htmx:before:request", "htmx:before:swap"]) {
    root.addEventListener(event, () => {
      const { activeElement } = document;
      if (activeElement && activeElement !== document.body) places = placesAround(activeElement);
    });
  }
  for (const event of ["htmx:after:swap", "htmx:finally:request"]) {
    root.addEventListener(event, () => {
      if (document.activeElement && document.activeElement !== document.body) return;
      places.map((id) => document.getElementById(id)).find((place) => place)?.focus({ preventScroll: true });
    });
  }
  // Whoever leaves a place on purpose is not called back to it.
  for (const event of ["pointerdown", "keydown"]) {
    root.addEventListener(event, () => (places = []), true);
  }
}

// From the nearest to the whole page.
function placesAround(element) {
  const place = element.closest(PLACES);
  return place ? [place.id, ...(place.parentElement ? placesAround(place.parentElement) : [])] : [];
}
