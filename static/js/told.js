// What happened to a form is said in the place it names, and a form with something not kept is marked.
export function mark(form, isUnkept) {
  if (isUnkept) form.dataset.unkept = "";
  else delete form.dataset.unkept;
}

export function say(form, text) {
  tell(form, text, "field-error", "alert");
}

export function sayQuietly(form, text) {
  tell(form, text, "quiet", "status");
}

function tell(form, text, look, role) {
  const line = document.createElement("p");
  line.className = look;
  line.setAttribute("role", role);
  line.textContent = text;
  placeOf(form)?.replaceChildren(line);
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

export function hush(form) {
  placeOf(form)?.replaceChildren();
}

function placeOf(form) {
  return document.getElementById(form.dataset.told);
}
