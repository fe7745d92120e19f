// Lists by keyboard: j/k move, x selects, Enter opens; [data-list] holds [data-row] with [data-open] and [data-select].
import { fresh } from "./words.js";

export function setUp(root) {
  for (const list of fresh(root, "[data-list]", "list")) {
    list.addEventListener("change", () => bulk(list));
    list.addEventListener("click", (event) => range(list, event));
    bulk(list);
  }
  if (root === document) document.addEventListener("keydown", onKey);
}

function rows(list) {
  return [...list.querySelectorAll("[data-row]")];
}

function go(list, step) {
  const all = rows(list);
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("is-cursor"));
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  all[at]?.classList.remove("is-cursor");
  next.classList.add("is-cursor");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("[data-open], a[href]")?.focus({ preventScroll: true });
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const list = document.querySelector("[data-list]");
  if (!list) return;
  const cursor = list.querySelector("[data-row].is-cursor");
  if (event.key === "j" || event.key === "k") { event.preventDefault(); go(list, event.key === "j" ? 1 : -1); }
  else if (event.key === "x" && cursor) {
    const box = cursor.querySelector("[data-select]");
    if (box) { event.preventDefault(); box.checked = !box.checked; bulk(list); }
  } else if (event.key === "Enter" && cursor && !event.target.closest?.("a, button, summary")) {
    cursor.querySelector("[data-open], a[href]")?.click();
  } else if (event.key === "Escape") {
    list.querySelectorAll("[data-select]:checked").forEach((box) => { box.checked = false; });
    bulk(list);
  }
}

let last = null;

function range(list, event) {
  const box = event.target.closest("[data-select]");
  const every = event.target.closest("[data-select-all]");
  const press = event.target.closest("[data-choose]");
  if (every) list.querySelectorAll("[data-select]").forEach((one) => { one.checked = every.checked; });
  if (press) list.querySelectorAll("[data-select]").forEach((one) => { one.checked = press.dataset.choose === "all"; });
  if (box) {
    const boxes = [...list.querySelectorAll("[data-select]")];
    if (event.shiftKey && last && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
    }
    last = box;
  }
  if (box || every || press) bulk(list);
}

function bulk(list) {
  const chosen = list.querySelectorAll("[data-select]:checked").length;
  list.querySelectorAll("[data-choose], [data-chosen]").forEach((node) => { node.hidden = false; });
  list.querySelectorAll("[data-chosen-count]").forEach((node) => { node.textContent = String(chosen); });
  const bar = list.querySelector("[data-bulk]") ?? document.querySelector("[data-bulk]");
  if (!bar) return;
  bar.hidden = chosen === 0;
  const count = bar.querySelector("[data-bulk-count]");
  if (count) count.textContent = String(chosen);
}
