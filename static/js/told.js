// What happened to a form is said in the place it names, and a form with something not kept is marked.
export const mark = (form, isUnkept) => form.toggleAttribute("data-unkept", isUnkept);
export const placeOf = (form) => document.getElementById(form.dataset.told);
export const say = (form, text) => tell(form, text, "field-error", "alert");
export const sayQuietly = (form, text) => tell(form, text, "quiet", "status");
export const hush = (form) => placeOf(form)?.replaceChildren();
export const carriesFile = (form) => [...form.elements].some(({ type, files }) => type === "file" && files.length > 0);

// An element with its properties, and what stands in it.
export function element(name, { role, ...properties }, ...inside) {
  const made = Object.assign(document.createElement(name), properties);
  if (role) made.setAttribute("role", role);
  made.append(...inside);
  return made;
}

function tell(form, text, className, role) {
  placeOf(form)?.replaceChildren(element("p", { className, role, textContent: text }));
}

// The field that was refused, with what is wrong with it in sight.
export function leadTo(field) {
  field?.focus({ preventScroll: true });
  field?.closest(".field")?.scrollIntoView({ block: "center" });
}

// A refusal as the server words it, with its links; said once, however often it is repeated.
export function show(form, refusal) {
  const { body } = new DOMParser().parseFromString(refusal, "text/html");
  const place = placeOf(form);
  if (place && place.textContent.trim() !== body.textContent.trim()) place.replaceChildren(...body.children);
}

