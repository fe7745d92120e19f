// Texts of the scripts come translated from the page.
export function word(name) {
  return document.getElementById("ui-words")?.dataset[name] ?? "";
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content
    ?? document.querySelector('input[name="csrfmiddlewaretoken"]')?.value ?? "";
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A short notice at the foot of the page. */
export function toast(text, seconds = 4) {
  const box = element("div", { class: "toast" }, text);
  document.getElementById("toasts")?.append(box);
  if (seconds) setTimeout(() => box.remove(), seconds * 1000);
  return box;
}

/** Everything in `root` (itself included) that matches and was not set up for `purpose` before. */
export function fresh(root, selector, purpose) {
  const found = [...root.querySelectorAll(selector)];
  if (root instanceof Element && root.matches(selector)) found.unshift(root);
  return found.filter((node) => {
    const done = (node.uiDone ??= new Set());
    if (done.has(purpose)) return false;
    done.add(purpose);
    return true;
  });
}
