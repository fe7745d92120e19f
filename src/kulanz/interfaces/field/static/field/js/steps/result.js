// How the visit ended, why, and what is needed next.
import { isNamed, limitsOf } from "../checks.js";
import { h, linkButton } from "../dom.js";
import { choice, text } from "../fields.js";
import { figure, t } from "../words.js";
import { orderCards } from "./ordering.js";

export const RESULTS = ["solved", "part_needed", "second_visit", "nobody_there", "futile"];
const WITH_REASON = new Set(["second_visit", "nobody_there", "futile"]);

/** Nobody to sign and nothing to check. */
export function isShort(data) {
  return data.result === "nobody_there" || data.result === "futile";
}

export function resultMissing(data) {
  if (!data.result) return [t("todo.result")];
  if (WITH_REASON.has(data.result) && !data.result_reason?.trim()) return [t("todo.reason")];
  if (data.result === "part_needed" && !(data.needed_parts ?? []).some(isNamed)) return [t("todo.needed")];
  return [];
}

export const result = {
  name: "ergebnis",
  sign: "flag",
  title: () => t("step.result"),
  done: (data) => resultMissing(data).length === 0,
  async draw(context) {
    const { visit, data, day, change, redraw } = context;
    const needed = data.needed_parts?.length > 0;
    const open = (data.needed_parts ?? []).filter((part) => !part.ordered);
    const own = data.result === "nobody_there" ? [t("reason.rang"), t("reason.no_answer")] : [];
    const reasons = (day.reasons?.[data.result] ?? own).map((one) => [one, one]);
    return [
      choice(t("result.question"), RESULTS.map((name) => [name, t(`result.${name}`), t(`result.${name}_hint`)]), data.result, async (value) => {
        await change((report) => { report.result = value; });
        redraw();
      }),
      reasons.length > 0 && choice(t("result.reason"), reasons.map(([code, label]) => [code, label, ""]), data.result_reason, (value) => change((report) => { report.result_reason = value; })),
      WITH_REASON.has(data.result) && text(reasons.length ? t("result.reason_free") : t("result.reason"),
        reasons.some(([code]) => code === data.result_reason) ? "" : data.result_reason,
        (value) => change((report) => { report.result_reason = value; }), { rows: 3, maxlength: limitsOf(day).texts.result_reason }),
      data.result === "part_needed" && [
        h("h2", {}, t("result.needed")),
        await orderCards(visit, { ...context, redraw }),
        open.length > 0 && h("ul", { class: "lines" }, open.map((part) => h("li", {}, `${figure(part.quantity)} × ${part.name || part.number}`))),
        linkButton(t("step.ordering"), `#/besuch/${visit.id}/bericht/bestellung`, { kind: needed && !open.length ? "" : "btn-primary", sign: "shopping-cart" }),
      ],
    ];
  },
};
