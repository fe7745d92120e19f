// Building the page. Texts only ever become text: nothing here reads markup.
import { SPRITE } from "./frame.js";
import { t } from "./words.js";

export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") made[name] = value;
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.flat(3).filter((child) => child != null && child !== false));
  return made;
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawn = document.createElementNS(space, "svg");
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${SPRITE}#${name}`);
  drawn.append(use);
  return drawn;
}

export function button(text, run, { kind = "", sign = "", ...more } = {}) {
  return h("button", { type: "button", class: `btn ${kind}`.trim(), onclick: run, ...more }, sign && icon(sign), text);
}

export function linkButton(text, href, { kind = "", sign = "", ...more } = {}) {
  return h("a", { class: `btn ${kind}`.trim(), href, ...more }, sign && icon(sign), text);
}

export function badge(text, tone) {
  return h("span", { class: `badge tone-${tone}` }, text);
}

export function notice(tone, sign, ...children) {
  return h("div", { class: `notice tone-${tone}` }, icon(sign), h("div", {}, ...children));
}

export function section(title, ...children) {
  const kept = children.flat(3).filter(Boolean);
  return kept.length ? h("section", { class: "card" }, h("h2", {}, title), ...kept) : null;
}

/** A list of facts; empty ones are left out. */
export function facts(...pairs) {
  const kept = pairs.filter(([, value]) => value);
  return kept.length
    ? h("dl", { class: "facts" }, kept.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))))
    : null;
}

/** Asks before something that cannot be taken back; answers true or false. */
export function ask(title, text, yes, { danger = false } = {}) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "ask" });
    const end = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
    dialog.append(
      h("h2", {}, title), h("p", { class: "pre" }, text),
      h("div", { class: "row" },
        button(t("cancel"), () => end(false)),
        button(yes, () => end(true), { kind: danger ? "btn-danger" : "btn-primary" })),
    );
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(false); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

const said = () => document.getElementById("toasts");

/** A short word at the foot of the page; it lies over nothing, and does not follow onto another screen. */
export function say(text) {
  const box = h("div", { class: "toast" }, text);
  said().append(box);
  setTimeout(() => hush([box]), 5000);
}

export function hush(boxes = [...said().children]) {
  for (const box of boxes) box.remove();
}
