// Single keys and sequences ("g w"): data-key on a link, button or field; data-key-label names it in the overview.
import { element, fresh } from "./words.js";

let pending = "";
let timer = 0;

export function setUp(root) {
  for (const node of fresh(root, "[data-key]", "key")) {
    node.setAttribute("aria-keyshortcuts", node.dataset.key.replace("?", "Shift+?"));
  }
  if (root !== document) return;
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-show-keys]")) showKeys();
  });
}

function typing(target) {
  return target.isContentEditable || (target.matches?.("input, textarea, select") && !target.matches('[type="checkbox"], [type="radio"], [type="button"]'));
}

// What lies in a closed menu is offered by its key, too; what is hidden or in a closed dialog is not.
function visible(node) {
  if (node.closest("[hidden], dialog:not([open])")) return false;
  return node.getClientRects().length > 0 || node.closest("details.menu:not([open])") !== null;
}

function find(key) {
  const scope = document.querySelector("dialog[open]") ?? document;
  return [...scope.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key && visible(node) && !node.disabled);
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target)) {
    if (event.key === "Escape" && !event.target.closest("dialog, .combo")) event.target.blur();
    return;
  }
  const key = event.key;
  if (key === "?") { event.preventDefault(); showKeys(); return; }
  if (key.length !== 1) { pending = ""; return; }
  const sequence = pending ? `${pending} ${key}` : key;
  pending = "";
  clearTimeout(timer);
  const target = find(sequence);
  if (target) { event.preventDefault(); use(target); return; }
  const starts = [...document.querySelectorAll("[data-key]")].some((node) => node.dataset.key.startsWith(`${sequence} `));
  if (starts) {
    pending = sequence;
    timer = setTimeout(() => { pending = ""; }, 1200);
  }
}

function use(node) {
  if (node.matches('input[type="radio"], input[type="checkbox"]')) {
    node.click();
    node.form?.querySelector("textarea")?.focus();
  } else if (node.matches("input, textarea, select")) {
    node.focus();
    node.select?.();
  } else if (node.matches("details")) {
    node.open = !node.open;
    node.querySelector("summary")?.focus();
  } else {
    node.focus({ preventScroll: true });
    node.click();
  }
}

function label(node) {
  return node.dataset.keyLabel || node.getAttribute("aria-label") || node.textContent.trim().replace(/\s+/g, " ");
}

function showKeys() {
  const dialog = document.getElementById("keys-dialog");
  const listing = dialog?.querySelector("[data-shortcuts]");
  if (!listing || dialog.open) return;
  const rows = new Map();
  for (const node of document.querySelectorAll("[data-key]")) if (visible(node) && !rows.has(node.dataset.key)) rows.set(node.dataset.key, label(node));
  for (const node of document.querySelectorAll("[data-keys-extra]")) {
    for (const part of node.dataset.keysExtra.split(";")) {
      const [key, text] = part.split("=");
      if (text) rows.set(key.trim(), text.trim());
    }
  }
  rows.set("?", listing.dataset.help);
  listing.replaceChildren(...[...rows].map(([key, text]) => {
    const caps = element("dd");
    key.split(" ").forEach((part, index) => {
      if (index) caps.append(` ${listing.dataset.then} `);
      caps.append(element("kbd", {}, part));
    });
    return element("div", {}, element("dt", {}, text), caps);
  }));
  dialog.showModal();
}
