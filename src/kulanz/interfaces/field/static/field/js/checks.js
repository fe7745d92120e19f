// What the office would refuse, found on the device already. The limits come with the day; no number stands
// here. Nothing of the page and no words: only the rules.

const NO_LIMITS = { amounts: {}, texts: {}, lists: {}, reasons: [], ahead: Infinity, behind: Infinity };

export function limitsOf(day) {
  return { ...NO_LIMITS, ...day?.limits };
}

/** What was typed as a number, or as it was typed. */
export function typedNumber(typed, limits) {
  const text = typed.trim();
  if (!text) return null;
  const number = isNumber(text, limits) ? Number.parseFloat(text.replace(",", ".")) : NaN;
  return Number.isFinite(number) ? number : text;
}

export function isNumber(text, limits) {
  return new RegExp(`^(?:${limits.number ?? ".*"})$`).test(text.trim());
}

export function amountFault(value, name, limits) {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value !== "number" || !Number.isFinite(value)) return { flaw: "number" };
  const limit = limits.amounts[name];
  if (!limit) return null;
  if (limit.whole && !Number.isInteger(value)) return { flaw: "whole" };
  return value < limit.least || value > limit.most ? { flaw: "range", least: limit.least, most: limit.most } : null;
}

export function textFault(value, name, limits) {
  const most = limits.texts[name];
  const text = value ?? "";
  const long = most !== undefined && [...text.trim()].length > most;
  return long || [...text].length > (limits.longest ?? Infinity) ? { flaw: "long", most } : null;
}

/** `now` is the time as the office has it, `planned` the beginning of the visit, where there is one. */
export function momentFault(value, limits, now, planned = null) {
  if (!value) return null;
  const at = Date.parse(value);
  const outside = at < Date.parse(limits.earliest) || at > Date.parse(limits.latest);
  if (Number.isNaN(at) || outside) return { flaw: "moment" };
  if (at > now.getTime() + limits.ahead) return { flaw: "future" };
  const from = Math.min(now.getTime(), planned ? Date.parse(planned) : Infinity) - limits.behind;
  return at < from ? { flaw: "past" } : null;
}

/** Left before one came. */
export function orderFault(data) {
  return data.arrived_at && data.left_at && Date.parse(data.left_at) < Date.parse(data.arrived_at) ? { flaw: "order" } : null;
}

/** It was said that something cannot be looked at or measured; then the reason is asked for. */
export function isUnable(answer) {
  return answer?.unable !== undefined && answer?.unable !== null;
}

export function unableFault(value, limits) {
  return value?.trim() ? textFault(value, "unable", limits) : { flaw: "missing" };
}

export function valueFault(value, item, limits) {
  const text = value?.trim() ?? "";
  if (item?.kind === "value" && text && !isNumber(text, limits)) return { flaw: "number" };
  return textFault(value, "checklist", limits);
}

export function isNamed(part) {
  return Boolean(part.article_id || part.name?.trim() || part.number?.trim());
}

/** A row with nothing but its first quantity was never filled. */
export function isBlank(part) {
  return !isNamed(part) && part.quantity === 1 && !part.serial?.trim();
}

export function quantityFault(part, limits) {
  return part.quantity === null || part.quantity === undefined || part.quantity === ""
    ? { flaw: "missing" } : amountFault(part.quantity, "quantity", limits);
}

function partFaults(field, parts, limits) {
  return parts.filter((part) => !isBlank(part)).flatMap((part) => [
    !isNamed(part) && { flaw: "missing", word: "part.name" },
    named("part.quantity", quantityFault(part, limits)),
    named("part.name", textFault(part.name, "part_name", limits)),
    named("part.number", textFault(part.number, "part_number", limits)),
    named("part.serial", textFault(part.serial, "part_serial", limits)),
  ].filter(Boolean).map((fault) => ({ ...fault, field, of: part.name || part.number || "" })));
}

function named(word, fault) {
  return fault && { ...fault, word };
}

/** Of a list of parts that is to be ordered at once. */
export function orderFaults(parts, limits) {
  return partFaults("needed_parts", parts, limits);
}

function listFaults(data, limits) {
  return Object.entries(limits.lists).flatMap(([field, most]) => {
    const rows = field === "checklist" ? Object.keys(data.checklist ?? {}) : data[field] ?? [];
    const filled = field.endsWith("parts") ? rows.filter((part) => !isBlank(part)) : rows;
    return filled.length > most ? [{ field, flaw: "many", most }] : [];
  });
}

function checklistFaults(data, visit, limits) {
  const short = data.result === "nobody_there" || data.result === "futile";
  const items = new Map((visit.works ?? []).flatMap((work) => work.checklist).map((item) => [String(item.id), item]));
  return Object.entries(data.checklist ?? {}).flatMap(([id, answer]) => {
    const of = items.get(id)?.text ?? "";
    if (isUnable(answer)) {
      const fault = short ? textFault(answer.unable, "unable", limits) : unableFault(answer.unable, limits);
      return fault ? [{ ...fault, field: "checklist", of, word: "checklist.why" }] : [];
    }
    const fault = valueFault(answer?.value, short ? null : items.get(id), limits);
    return fault ? [{ ...fault, field: "checklist", of }] : [];
  });
}

/** Everything in a report that cannot go out as it is at the moment `now`: its field, what is wrong, and of what. */
export function faults(data, visit, limits, now) {
  const one = (field, fault, word) => fault && { ...fault, field, ...(word && { word }) };
  return [
    one("arrived_at", momentFault(data.arrived_at, limits, now, visit.starts_at)),
    one("left_at", momentFault(data.left_at, limits, now, visit.starts_at) ?? orderFault(data)),
    ...["travel_minutes", "travel_km", "rating"].map((field) => one(field, amountFault(data[field], field, limits))),
    ...["work", "defects", "safety_note", "result_reason", "rating_note"].map((field) => one(field, textFault(data[field], field, limits))),
    limits.reasons.includes(data.result) && !data.result_reason?.trim() && { field: "result_reason", flaw: "missing" },
    one("signature", textFault(data.signature?.name, "signed_by", limits), "signature.name"),
    one("signature", textFault(data.signature?.refused, "refused", limits), "signature.reason"),
    ...listFaults(data, limits),
    ...checklistFaults(data, visit, limits),
    ...(data.values ?? []).flatMap((value) => [
      one("values", textFault(value.name, "value_name", limits), "value.name"),
      one("values", textFault(value.value, "value", limits), "value.value"),
      one("values", textFault(value.unit, "value_unit", limits), "value.unit"),
    ]),
    ...(data.photos ?? []).map((photo) => one("photos", textFault(photo.caption, "photo_caption", limits), "photo.caption")),
    ...["parts", "needed_parts"].flatMap((field) => partFaults(field, data[field] ?? [], limits)),
  ].filter(Boolean);
}
