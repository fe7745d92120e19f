// Where a field of the report is written, what it is called there, and what is wrong with it, in words.
import { t } from "./words.js";

const PLACES = {
  arrived_at: ["ankunft", "arrived_at"],
  left_at: ["arbeit", "left_at"],
  travel_minutes: ["ankunft", "travel_minutes"],
  travel_km: ["ankunft", "travel_km"],
  work: ["arbeit", "work"],
  defects: ["arbeit", "defects"],
  checklist: ["pruefliste", "step.checklist"],
  values: ["messwerte", "step.values"],
  parts: ["teile", "step.parts"],
  needed_parts: ["bestellung", "step.ordering"],
  photos: ["fotos", "step.photos"],
  safety: ["sicherheit", "step.safety"],
  safety_note: ["sicherheit", "safety.note"],
  result: ["ergebnis", "step.result"],
  result_reason: ["ergebnis", "result.reason"],
  signature: ["unterschrift", "step.signature"],
  rating: ["unterschrift", "rating.title"],
  rating_note: ["unterschrift", "rating.note"],
};

/** The step of a field; of an unknown one none. */
export function stepOf(field) {
  return PLACES[field]?.[0] ?? "";
}

function shown(number) {
  return String(number).replace(".", ",");
}

/** A fault in words, as it stands beside its field; without one nothing. */
export function saying(fault) {
  return fault ? t(`fault.${fault.flaw}`, { least: shown(fault.least), most: shown(fault.most) }) : "";
}

/** The same with the field's name, for a list. */
export function sayingWhere(fault) {
  const names = [t(PLACES[fault.field][1]), fault.of, fault.word && t(fault.word)].filter(Boolean);
  return `${names.join(", ")}: ${saying(fault)}`;
}
