// What has to be looked at, by kind of work. What cannot be is answered with the reason.
import { isUnable, limitsOf, unableFault, valueFault } from "../checks.js";
import { button, h, notice } from "../dom.js";
import { choice, text, tick } from "../fields.js";
import { saying } from "../places.js";
import { t } from "../words.js";
import { isShort } from "./result.js";

function items(visit) {
  return visit.works.flatMap((work) => work.checklist);
}

export function missingItems(visit, data) {
  return items(visit).filter((item) => item.required && !answered(item, data.checklist?.[item.id]));
}

function answered(item, answer) {
  if (isUnable(answer)) return Boolean(answer.unable.trim());
  return item.kind === "check" ? Boolean(answer?.done) : Boolean(answer?.value?.trim());
}

/** Safety-relevant work is not done while a required line could not be; the server says the same. */
export function isUnproven(visit, data) {
  const open = items(visit).some((item) => item.required && isUnable(data.checklist?.[item.id]));
  return open && visit.safety?.relevance !== "none" && !isShort(data);
}

export const checklist = {
  name: "pruefliste",
  sign: "checklist",
  title: () => t("step.checklist"),
  here: (visit) => items(visit).length > 0,
  done: (data, visit) => missingItems(visit, data).length === 0,
  draw(context) {
    const { visit, data } = context;
    return [
      isUnproven(visit, data) && notice("warn", "alert-triangle", t("checklist.unproven")),
      visit.works.filter((work) => work.checklist.length).map((work) => h("section", { class: "card" },
        h("h2", {}, work.name), work.checklist.map((item) => line(item, context)))),
    ];
  },
};

function line(item, { data, day, change, redraw }) {
  const limits = limitsOf(day);
  const answer = data.checklist?.[item.id] ?? {};
  const label = item.required ? `${item.text} *` : item.text;
  const set = (said) => change((report) => {
    report.checklist = { ...report.checklist, [item.id]: { ...report.checklist?.[item.id], ...said } };
  });
  const turn = async (said) => { await set(said); redraw(); };
  if (isUnable(answer)) return whyNot(item, answer.unable, { label, limits, set, turn, reasons: day.reasons?.unable ?? [] });
  const field = item.kind === "check"
    ? tick(label, answer.done, (done) => set({ done }))
    : text(item.unit ? `${label} (${item.unit})` : label, answer.value, (value) => set({ value, done: Boolean(value.trim()) }), {
      maxlength: limits.texts.checklist, inputmode: item.kind === "value" ? "decimal" : "text",
      check: (value) => saying(valueFault(value, item, limits)),
    });
  const word = t(item.kind === "value" ? "checklist.unable_value" : "checklist.unable");
  return h("div", { class: "check-line" }, field, button(word, () => turn({ done: false, value: "", unable: "" }), {
    "aria-label": `${word}: ${item.text}`,
  }));
}

function whyNot(item, reason, { label, limits, set, turn, reasons }) {
  const chosen = reasons.includes(reason) ? reason : "";
  const word = t(item.kind === "value" ? "checklist.unable_value" : "checklist.unable");
  return h("div", { class: "check-line", role: "group", "aria-label": label },
    h("p", {}, h("strong", {}, label), ` – ${word}`),
    reasons.length > 0 && choice(t("checklist.why"), reasons.map((one) => [one, one, ""]), reason, (value) => turn({ unable: value })),
    text(reasons.length ? t("checklist.why_free") : t("checklist.why"), chosen ? "" : reason,
      (value) => set({ unable: value.trim() ? value : chosen }), { maxlength: limits.texts.unable, check: (value) => saying(unableFault(value.trim() ? value : chosen, limits)) }),
    button(t("checklist.able"), () => turn({ unable: null }), { "aria-label": `${t("checklist.able")}: ${item.text}` }));
}
