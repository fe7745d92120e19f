// The head of a screen: way back, title, what it is about.
import { h, icon } from "../dom.js";
import { t } from "../words.js";

export function head(title, { back = null, over = "", under = "" } = {}) {
  return h("header", { class: "head" },
    back !== null && h("a", { class: "back", href: back, "aria-label": t("back") }, icon("arrow-left")),
    h("div", { class: "head-text" }, over && h("p", { class: "over" }, over), h("h1", {}, title), under && h("p", {}, under)));
}

/** The three places one always gets to. */
export function tabs(current, count = 0) {
  const tab = (href, sign, text, name) => h("a", {
    class: "tab", href, "aria-current": current === name ? "page" : null,
  }, icon(sign), h("span", {}, text), name === "unsent" && count > 0 && h("b", { class: "count" }, String(count)));
  return h("nav", { class: "tabs" },
    tab("#/", "route", t("tab.tour"), "tour"),
    tab("#/offen", "cloud-upload", t("tab.unsent"), "unsent"),
    tab("#/einstellungen", "settings", t("tab.settings"), "settings"));
}
