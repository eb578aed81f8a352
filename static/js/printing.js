// A button that prints its page; without this file it is not shown, and the browser's own menu prints.
export function offerPrinting(root) {
  for (const button of root.querySelectorAll("button[data-print]")) Object.assign(button, { hidden: false, onclick: () => window.print() });
}
