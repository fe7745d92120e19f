// Tables wider than the screen: whoever has no pointer reaches them with Tab and moves them with the arrow keys.
// Menus longer than the screen: the place one is at stands in sight.
import { fresh } from "./words.js";

const REACHABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

export function setUp(root) {
  const watch = new ResizeObserver((seen) => { for (const { target } of seen) reach(target.closest(".table-scroll")); });
  for (const place of fresh(root, ".table-scroll", "scrolling")) {
    watch.observe(place);
    for (const table of place.querySelectorAll(":scope > table")) watch.observe(table);
    reach(place);
  }
  for (const menu of fresh(root, ".side-inner > nav, .section-menu", "scrolled")) {
    show(menu);
    menu.closest("[popover]")?.addEventListener("toggle", () => show(menu));
  }
  for (const line of fresh(root, ".portal-nav, .tabs", "scrolled")) {
    const current = line.querySelector("[aria-current]");
    if (current && line.scrollWidth > line.clientWidth) line.scrollLeft = current.offsetLeft - line.clientWidth / 3;
  }
}

function show(menu) {
  const current = menu.querySelector("[aria-current]");
  if (!current || menu.scrollHeight <= menu.clientHeight) return;
  const below = current.getBoundingClientRect().bottom - menu.getBoundingClientRect().bottom;
  if (below > -96) menu.scrollTop += below + menu.clientHeight / 2;
}

function reach(place) {
  if (!place || (place.hasAttribute("tabindex") && !place.dataset.reached)) return;
  if (place.scrollWidth > place.clientWidth && !place.querySelector(REACHABLE)) {
    place.dataset.reached = "1";
    place.tabIndex = 0;
    // a region needs a name; without one the place is only something that scrolls
    const heading = place.closest("section, details, article")?.querySelector("h2, h3, summary");
    if (heading) { place.setAttribute("role", "region"); place.setAttribute("aria-label", heading.textContent.trim()); }
  } else if (place.dataset.reached) {
    delete place.dataset.reached;
    for (const name of ["tabindex", "role", "aria-label"]) place.removeAttribute(name);
  }
}
