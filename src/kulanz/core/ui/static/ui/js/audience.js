// The composer shows who will read: its colour by CSS, the addressees by a fragment, the button by its words.
import { fresh } from "./words.js";

export function setUp(root) {
  for (const form of fresh(root, "form[data-composer]", "audience")) {
    form.addEventListener("change", (event) => {
      if (event.target.name === "audience") show(form, true);
    });
    show(form, false);
  }
}

async function show(form, changed) {
  const chosen = form.querySelector('input[name="audience"]:checked');
  const button = form.querySelector("[data-send-button]");
  if (button) button.toggleAttribute("disabled", !chosen);
  if (!chosen) return;
  const label = form.querySelector("[data-send-label]");
  if (label && chosen.dataset.send) label.textContent = chosen.dataset.send;
  const target = form.querySelector("[data-addressees]");
  if (!target) return;
  if (!form.dataset.addresseesUrl) {
    if (changed) target.textContent = chosen.closest("label")?.title ?? "";
    return;
  }
  const url = new URL(form.dataset.addresseesUrl, location.href);
  url.searchParams.set("audience", chosen.value);
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const html = await answer.text();
    if (form.querySelector('input[name="audience"]:checked') !== chosen) return;
    target.innerHTML = html; // our own server's fragment; the page's policy lets no script in it run
    window.htmx?.process(target);
  } catch {
    target.textContent = chosen.closest("label")?.title ?? "";
  }
}
