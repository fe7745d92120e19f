// A part of the page that renews itself while it is looked at: data-live-url, data-live="20" (seconds).
// data-live-method="post" where the look itself leaves a trace, such as "who has this open".
import { csrfToken, fresh } from "./words.js";

export function setUp(root) {
  for (const node of fresh(root, "[data-live-url]", "live")) watch(node);
}

function watch(node) {
  const seconds = Math.max(5, Number(node.dataset.live) || 20);
  let tag = "";
  const look = async () => {
    if (!node.isConnected) { clearInterval(timer); return; }
    if (document.visibilityState !== "visible" || node.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return;
    try {
      const post = node.dataset.liveMethod === "post";
      const answer = await fetch(node.dataset.liveUrl, {
        method: post ? "POST" : "GET",
        headers: { "HX-Request": "true", ...(post && { "X-CSRFToken": csrfToken() }), ...(tag && { "If-None-Match": tag }) },
      });
      if (answer.status !== 200) return;
      tag = answer.headers.get("ETag") ?? "";
      const html = await answer.text();
      if (html.trim() === node.dataset.liveShown) return;
      node.dataset.liveShown = html.trim();
      node.innerHTML = html; // our own server's fragment; the page's policy lets no script in it run
      window.htmx?.process(node);
      node.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    } catch { /* the next look comes by itself */ }
  };
  const timer = setInterval(look, seconds * 1000);
  document.addEventListener("visibilitychange", look);
}
