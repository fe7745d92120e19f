// Small comforts: growing text areas, confirmations, copying, menus, relative times, one submit only.
import { fresh, toast, word } from "./words.js";

export function setUp(root) {
  for (const area of fresh(root, "textarea[data-autosize]", "autosize")) autosize(area);
  for (const target of fresh(root, "[data-autofocus]", "focus")) target.focus();
  if (root === document) once();
}

function autosize(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.rows = 4;
  const grow = () => { area.rows = Math.min(30, Math.max(4, area.value.split("\n").length + 1)); };
  area.addEventListener("input", grow);
  grow();
}

// What comes anew in [data-keep-choice] was asked for a moment ago: what has been ticked since stays ticked.
function keepChoice() {
  let ticked = null;
  document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    if (target.matches("[data-keep-choice]")) ticked = new Map([...target.querySelectorAll("input[type=checkbox]")].map((box) => [box.value, box.checked]));
  });
  document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
    if (!ticked || !target.matches("[data-keep-choice]")) return;
    for (const box of target.querySelectorAll("input[type=checkbox]")) if (ticked.has(box.value)) box.checked = ticked.get(box.value);
    ticked = null;
  });
}

function once() {
  // a form that was refused comes back where it was: in its dialog
  document.querySelector("dialog[data-open-now]")?.showModal();
  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard?.writeText(copy.dataset.copy).then(() => toast(word("copied")));
      return;
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog, .toast")?.[event.target.closest("dialog") ? "close" : "remove"]();
    const opener = event.target.closest("[data-dialog]");
    if (opener) { event.preventDefault(); document.getElementById(opener.dataset.dialog)?.showModal(); }
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary")?.focus(); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("[data-submit-on-ctrl-enter]")) {
      event.preventDefault();
      event.target.form?.requestSubmit();
    }
  });
  keepChoice();
  document.addEventListener("submit", confirmFirst, true);
  document.addEventListener("submit", (event) => setTimeout(() => onlyOnce(event)));
  window.addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach(free));
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form?.requestSubmit();
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    if (token) event.detail.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask({ title: event.detail.question }).then((yes) => yes && event.detail.issueRequest(true));
  });
  document.addEventListener("htmx:sendError", () => toast(word("offline"), 8));
  document.addEventListener("htmx:responseError", () => toast(word("refused"), 8));
  const refresh = () => document.querySelectorAll("time[data-relative]").forEach(relative);
  setInterval(refresh, 60000);
}

function free(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('button[aria-disabled="true"]')) button.removeAttribute("aria-disabled");
}

// A second press while the first is under way would only send the same thing twice.
function onlyOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-many")) return;
  if (event.submitter?.hasAttribute("formtarget")) return; // answered in another tab, this page goes on
  form.dataset.sent = "";
  event.submitter?.setAttribute("aria-disabled", "true");
}

const allowed = new WeakSet();

function confirmFirst(event) {
  const form = event.target;
  const source = event.submitter?.dataset.confirm ? event.submitter : form.dataset.confirm ? form : null;
  if ("sent" in form.dataset && !event.defaultPrevented) { event.preventDefault(); event.stopPropagation(); return; }
  if (!source || allowed.delete(form)) return;
  event.preventDefault();
  event.stopPropagation();
  const submitter = event.submitter;
  ask({ title: asked(source, form), text: named(source, form), ok: source.dataset.confirmOk }).then((yes) => {
    if (!yes) return;
    allowed.add(form);
    form.requestSubmit(submitter?.form === form ? submitter : undefined);
  });
}

// Where the form chooses among many, the question says how many are chosen.
function asked(source, form) {
  const { confirm, confirmOne, confirmMany } = source.dataset;
  const chosen = form.querySelectorAll("[data-select]:checked").length;
  if (!confirmMany || !chosen) return confirm;
  return chosen === 1 ? confirmOne : confirmMany.replace("{n}", String(chosen));
}

const MOST_NAMES = 10;

// … and who: up to ten by name, the rest as a number.
function named(source, form) {
  const { confirmText, confirmNames, confirmMore } = source.dataset;
  const names = [...form.querySelectorAll("[data-select][data-name]:checked")].map((box) => box.dataset.name);
  if (!confirmNames || !names.length) return confirmText;
  const shown = names.slice(0, MOST_NAMES).join(", ");
  const more = names.length - MOST_NAMES;
  const list = more > 0 ? confirmMore.replace("{names}", () => shown).replace("{n}", String(more)) : shown;
  return [confirmNames.replace("{names}", () => list), confirmText].filter(Boolean).join(" ");
}

/** Ask in a dialog; resolves to true or false. */
export function ask({ title, text, ok }) {
  const dialog = document.getElementById("confirm-dialog");
  if (!dialog) return Promise.resolve(window.confirm(title));
  const heading = dialog.querySelector("h2");
  const body = dialog.querySelector("[data-text]");
  const button = dialog.querySelector("[data-ok]");
  heading.textContent = title || heading.dataset.title;
  body.textContent = text ?? "";
  body.hidden = !text;
  button.textContent = ok || button.dataset.label;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true }));
}

function relative(node) {
  const language = document.documentElement.lang || "de";
  const seconds = (Date.now() - Date.parse(node.dateTime)) / 1000;
  const distance = Math.abs(seconds);
  if (distance >= 86400 || Number.isNaN(seconds)) return; // older ones change with the next page
  const format = new Intl.RelativeTimeFormat(language, { style: "short", numeric: "auto" });
  const [value, unit] = distance < 3600 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
  if (distance >= 60) node.textContent = format.format(-Math.trunc(value), unit);
}

