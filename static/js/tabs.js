// Tabs that do not fit are pushed to the current one; some browsers do so by themselves.
export function showCurrentTabs(root) {
  for (const current of root.querySelectorAll(".tabs [aria-current]")) {
    const row = current.closest("ul");
    const [tab, room] = [current.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += tab.left - room.left - (room.width - tab.width) / 2;
  }
}
