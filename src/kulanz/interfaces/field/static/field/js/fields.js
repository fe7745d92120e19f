// Fields of the report. Each one hands over every change at once; nothing waits for a button.
import { now as nowThere } from "./clock.js";
import { typedNumber } from "./checks.js";
import { h } from "./dom.js";
import { locale, t } from "./words.js";
import { isElsewhere, momentOf, wallOf, zoneWords } from "./zone.js";

let number = 0;

/** `check` says what is wrong with what stands in the field now: it stays there, with the sentence under it. */
function labelled(label, control, hint = "", row = null, check = null) {
  const id = `f${++number}`;
  control.id = id;
  const wrong = h("p", { class: "fault", id: `${id}-fault`, role: "alert", hidden: true });
  control.checkNow = () => {
    const message = check?.() ?? "";
    wrong.textContent = message;
    wrong.hidden = !message;
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  };
  if (check) {
    control.setAttribute("aria-describedby", wrong.id);
    control.addEventListener("input", control.checkNow);
    control.checkNow();
  }
  return h("div", { class: "field" }, h("label", { for: id }, label), hint && h("p", { class: "muted" }, hint),
    row ? h("div", { class: "stepper" }, row) : control, check && wrong);
}

export function text(label, value, change, { rows = 0, hint = "", check = null, ...more } = {}) {
  const control = h(rows ? "textarea" : "input", {
    class: "input", rows: rows || null, autocomplete: "off", ...more, value: value ?? "",
    oninput: (event) => change(event.target.value),
  });
  return labelled(label, control, hint, null, check && (() => check(control.value)));
}

/** A number with a big minus and plus beside it. What is none is kept as it was typed, until it is put right. */
export function amount(label, value, change, { step = 1, unit = "", least = 0, limits, check } = {}) {
  const read = () => typedNumber(control.value, limits);
  const control = h("input", {
    class: "input num", inputmode: "decimal", autocomplete: "off", value: shown(value), oninput: () => change(read()),
  });
  const move = (by) => {
    const next = Math.max(least, Math.round(((Number(read()) || 0) + by) * 100) / 100);
    control.value = shown(next);
    change(next);
    control.checkNow();
  };
  const sign = (mark, word, by) => h("button", {
    type: "button", class: "btn step", "aria-label": `${label}: ${word}`, onclick: () => move(by),
  }, mark);
  const row = [sign("−", t("less"), -step), control, sign("+", t("more"), step)];
  return labelled(unit ? `${label} (${unit})` : label, control, "", row, () => check(read()));
}

function shown(value) {
  return value == null ? "" : String(value).replace(".", ",");
}

/** A moment in the tenant's time, with a button for “now”; a device that shows another time says so. */
export function moment(label, value, change, check) {
  let stands = value ?? null;
  const typed = () => (control.value === shownOf(stands) ? stands : momentOf(control.value, stands ?? nowThere())?.toISOString() ?? null);
  const control = h("input", {
    class: "input", type: "datetime-local", max: "9999-12-31T23:59", value: shownOf(value),
    oninput: () => { stands = typed(); change(stands); },
    // An hour the clocks left out stands there as the one it is.
    onblur: () => { if (control.value && control.value !== shownOf(stands)) control.value = shownOf(stands); },
  });
  const now = h("button", { type: "button", class: "btn", onclick: () => {
    stands = nowThere().toISOString();
    control.value = shownOf(stands);
    change(stands);
    control.checkNow();
  } }, t("now"));
  const elsewhere = isElsewhere(nowThere()) || (value && isElsewhere(value));
  return labelled(label, control, elsewhere ? t("zone.office", { zone: zoneWords(locale()) }) : "", [control, now], () => check(stands));
}

function shownOf(value) {
  return value ? wallOf(value) : "";
}

/** One of several, as big rows. */
export function choice(label, options, value, change) {
  const name = `c${++number}`;
  return h("fieldset", { class: "choices" }, h("legend", {}, label), options.map(([key, words, hint]) => h("label", { class: "choice" },
    h("input", { type: "radio", name, value: key, checked: key === value, onchange: () => change(key) }),
    h("span", {}, h("strong", {}, words), hint && h("span", { class: "muted" }, hint)))));
}

export function tick(label, value, change) {
  return h("label", { class: "choice" },
    h("input", { type: "checkbox", checked: Boolean(value), onchange: (event) => change(event.target.checked) }), h("span", {}, label));
}
