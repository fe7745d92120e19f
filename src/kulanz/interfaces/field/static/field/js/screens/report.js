// A report as words: for reading it again, and for putting two versions side by side.
import { isUnable } from "../checks.js";
import { facts, h } from "../dom.js";
import { clockOf, dateOf } from "../visits.js";
import { t, tn } from "../words.js";

const moment = (value) => `${dateOf(value, { day: "numeric", month: "numeric", year: "numeric" })} ${clockOf(value)}`;
const partText = (part) => [
  `${String(Number(part.quantity) || part.quantity).replace(".", ",")} × ${part.name || part.number}`, part.serial, part.from_stock ? t("part.from_stock") : "",
].filter(Boolean).join(" · ");

/** Field → its name and how it reads; in the order of the report. */
export const FIELDS = {
  arrived_at: ["arrived_at", moment],
  left_at: ["left_at", moment],
  travel_minutes: ["travel_minutes", (n) => `${n} min`],
  travel_km: ["travel_km", (n) => `${n} km`],
  checklist: ["step.checklist", (answers) => {
    const open = Object.values(answers).filter(isUnable);
    const n = Object.values(answers).filter((answer) => !isUnable(answer) && (answer.done || answer.value)).length;
    return [t("checklist.answered", { n }), open.length && `${t("checklist.open", { n: open.length })}: ${open.map((answer) => answer.unable).join("; ")}`]
      .filter(Boolean).join("\n");
  }],
  work: ["work", String],
  values: ["step.values", (list) => list.map((one) => `${one.name}: ${one.value} ${one.unit ?? ""}`.trim()).join("\n")],
  parts: ["step.parts", (list) => list.map(partText).join("\n")],
  defects: ["defects", String],
  photos: ["step.photos", (list) => tn("n.photos", list.length)],
  safety: ["step.safety", (value) => t(`safety.${value}`)],
  safety_note: ["safety.note", String],
  result: ["step.result", (value) => t(`result.${value}`)],
  result_reason: ["result.reason", String],
  needed_parts: ["result.needed", (list) => list.map(partText).join("\n")],
  signature: ["step.signature", (value) => (value.refused === undefined ? value.name ?? "" : t("signature.refused_because", { reason: value.refused }))],
  rating: ["rating.title", (n) => "★".repeat(n)],
  rating_note: ["rating.note", String],
};

export function isEmpty(value) {
  return value == null || value === "" || (Array.isArray(value) && !value.length)
    || (typeof value === "object" && !Array.isArray(value) && !Object.keys(value).length);
}

export function reading(field, value) {
  return isEmpty(value) ? "" : FIELDS[field][1](value);
}

export function reportCard(data) {
  const pairs = Object.entries(FIELDS).map(([field, [name]]) => [t(name), reading(field, data[field])]);
  return h("section", { class: "card" }, facts(...pairs) ?? h("p", {}, t("report.empty")));
}
