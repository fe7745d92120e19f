// The seconds in which a sent message can be taken back, counted down where everybody sees them.
import { fresh } from "./words.js";

export function setUp(root) {
  for (const toast of fresh(root, "[data-undo]", "undo")) count(toast);
}

function count(toast) {
  const until = Date.now() + Number(toast.dataset.undo) * 1000;
  const left = toast.querySelector("[data-undo-left]");
  const bar = toast.querySelector("progress");
  document.getElementById("toasts")?.append(toast);
  const timer = setInterval(() => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (seconds <= 0) { clearInterval(timer); toast.remove(); return; }
    if (left) left.textContent = String(seconds);
    if (bar) bar.value = seconds;
  }, 250);
  toast.addEventListener("submit", () => clearInterval(timer));
  toast.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) toast.remove(); });
}
