// What is typed is never lost: kept on this device at once, and at the server a second after typing.
import { csrfToken, element, fresh, word } from "./words.js";

const SKIP = new Set(["password", "file", "hidden", "submit", "button"]);

export function setUp(root) {
  for (const form of fresh(root, "form[data-draft-key]", "draft")) keep(form);
}

function fields(form) {
  return [...form.elements].filter((field) => field.name && !SKIP.has(field.type) && field.name !== "csrfmiddlewaretoken");
}

function values(form) {
  const found = {};
  for (const field of fields(form)) {
    if (field.type === "radio" || field.type === "checkbox") { if (field.checked) (found[field.name] ??= []).push(field.value); }
    else if (field.value) found[field.name] = field.value;
  }
  return found;
}

function texts(found) {
  return Object.values(found).filter((value) => typeof value === "string").join("").trim();
}

function fill(form, found) {
  for (const field of fields(form)) {
    const value = found[field.name];
    if (field.type === "radio" || field.type === "checkbox") field.checked = Array.isArray(value) && value.includes(field.value);
    else field.value = value ?? "";
  }
  for (const field of fields(form)) {
    if (field.matches("textarea")) field.dispatchEvent(new Event("input", { bubbles: false }));
    else if (field.type === "radio" && field.checked) field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

const store = {
  read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  write(key, entry) { try { localStorage.setItem(key, JSON.stringify(entry)); return true; } catch { return false; } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* nothing kept, nothing to drop */ } },
};

function keep(form) {
  const key = `draft:${form.dataset.draftKey}`;
  const first = values(form);
  const state = form.querySelector("[data-draft-state]");
  let timer = 0;
  let sending = false;
  // A refused form stands at the address it is fetched from: "back" and "reload" then fetch it, and send nothing again.
  if ("draftHere" in form.dataset) history.replaceState(history.state, "", location.href);
  restore(form, key, first);

  const save = async () => {
    const found = values(form);
    const local = store.write(key, { at: Date.now(), values: found });
    if (!form.dataset.draftUrl) { if (state && local) state.textContent = word("draftLocal"); return; }
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "draft" }, keepalive: true });
      if (state && !sending) state.textContent = word(answer.ok ? "draftSaved" : "draftLocal");
    } catch {
      if (state && local) state.textContent = word("draftLocal");
    }
  };
  const later = () => {
    store.write(key, { at: Date.now(), values: values(form) });
    clearTimeout(timer);
    timer = setTimeout(save, 1000);
  };
  form.addEventListener("input", later);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    sending = true;
    clearTimeout(timer);
    store.write(key, { at: Date.now(), values: values(form), sent: Date.now() });
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt === form && event.detail.successful) store.drop(key);
    sending = false;
  });
  window.addEventListener("pagehide", () => { if (timer && !sending) clearTimeout(timer); });
}

function restore(form, key, first) {
  const entry = store.read(key);
  if (!entry?.values) return;
  const failed = document.querySelector(".error-summary, [aria-invalid='true']");
  const arrived = entry.sent && Date.now() - entry.sent < 60000 && !failed;
  const stale = Date.now() - entry.at > 30 * 86400000;
  if (arrived || stale || !texts(entry.values)) { store.drop(key); return; }
  if (failed || JSON.stringify(entry.values) === JSON.stringify(first)) return;
  fill(form, entry.values);
  const discard = element("button", { type: "button", class: "btn btn-sm btn-ghost" }, word("draftDiscard"));
  const notice = element("div", { class: "alert tone-info", role: "status" }, element("div", {}, word("draftRestored")), discard);
  discard.addEventListener("click", () => { store.drop(key); fill(form, first); notice.remove(); });
  form.before(notice);
}
