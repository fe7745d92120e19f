// What the customer put his name to. The signature holds for these words alone: when they change, it goes.
import { isBlank, isUnable } from "./checks.js";
import { now } from "./clock.js";

const TEXTS = ["work", "defects", "safety", "safety_note", "result", "result_reason"];
const MOMENTS = ["arrived_at", "left_at"];

/** The signature of this moment, under the report as it stands. */
export function seal(report, photo) {
  const name = report.signature?.name;
  report.signature = { ...(name && { name }), photo, at: now().toISOString(), of: digest(report) };
}

/** Takes a signature away that was given under other words; one of before that was told stays. */
export function dropStale(report) {
  const { photo, of, name } = report.signature ?? {};
  if (!photo || !of || of === digest(report)) return false;
  report.signature = { ...(name && { name }), void: true };
  return true;
}

/** Short, and another one for other words; what says nothing, and seconds, make no difference. */
function digest(report) {
  const text = JSON.stringify([
    TEXTS.map((field) => report[field]?.trim() ?? ""),
    MOMENTS.map((field) => (report[field] ? Math.floor(Date.parse(report[field]) / 60_000) : 0)),
    ["travel_minutes", "travel_km"].map((field) => report[field] || 0),
    ["parts", "needed_parts"].map((field) => (report[field] ?? []).filter((part) => !isBlank(part)).map(partOf)),
    (report.values ?? []).map(({ name, value, unit }) => [name, value, unit].map((word) => word?.trim() ?? "")).filter((words) => words.some(Boolean)),
    Object.keys(report.checklist ?? {}).sort().map((id) => [id, ...answerOf(report.checklist[id])]).filter((line) => line.slice(1).some(Boolean)),
  ]);
  let [one, two] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
    two = Math.imul(two ^ text.charCodeAt(at), 1597334677);
  }
  return `${(one >>> 0).toString(16)}-${(two >>> 0).toString(16)}-${text.length}`;
}

function partOf({ article_id: id, number, name, quantity, serial, from_stock: stocked }) {
  return [id ?? 0, number?.trim() ?? "", name?.trim() ?? "", Number(quantity), serial?.trim() ?? "", Boolean(stocked)];
}

function answerOf(answer) {
  return isUnable(answer) ? [answer.unable.trim() || "-", ""] : [answer?.value?.trim() ?? "", answer?.done ? "done" : ""];
}
