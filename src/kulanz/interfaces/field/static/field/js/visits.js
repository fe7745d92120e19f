// What the screens ask about visits: when, where, how far, and whether one may begin.
import { now } from "./clock.js";
import { all, get, meta } from "./db.js";
import { locale, t } from "./words.js";
import { dayAfter, here, wallOf } from "./zone.js";

export async function theDay() {
  return (await meta("day")) ?? { visits: [], days: [], stock: [], articles: [], reasons: {}, limits: {} };
}

/** A visit of the day, or as this device last saw it when it is no longer planned. */
export async function visitOf(id) {
  const found = (await theDay()).visits.find((visit) => String(visit.id) === String(id));
  if (found) return found;
  const draft = await get("drafts", Number(id));
  return draft ? { ...draft.snapshot, gone: true } : null;
}

/** Visits with a report in the making that the day no longer names. */
export async function goneVisits(day) {
  const known = new Set(day.visits.map((visit) => visit.id));
  return (await all("drafts")).filter((draft) => !known.has(draft.visit) && !draft.closed)
    .map((draft) => ({ ...draft.snapshot, gone: true }));
}

export function dayOf(moment) {
  return wallOf(moment).slice(0, 10);
}

export function clockOf(moment) {
  return moment ? new Date(moment).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", ...here() }) : "";
}

export function dateOf(moment, options = { weekday: "long", day: "numeric", month: "long" }) {
  if (!moment) return "";
  const zone = /^\d{4}-\d\d-\d\d$/.test(moment) ? { timeZone: "UTC" } : here(); // a day is one everywhere
  return new Date(moment).toLocaleDateString(locale(), { ...options, ...zone });
}

/** From when to when: 09:00–11:30; where it ends on another day, with that day. */
export function hoursOf({ starts_at: from, ends_at: to }) {
  if (!to || !from || dayOf(from) === dayOf(to)) return `${clockOf(from)}–${clockOf(to)}`;
  const last = dateOf(to, { weekday: "short", day: "numeric", month: "numeric" }).replace(/\.,? /, " ");
  return `${clockOf(from)} ${t("visit.until", { day: last, time: clockOf(to) })}`;
}

export function dayTitle(day) {
  const today = dayOf(now());
  const name = day === today ? t("today") : day === dayAfter(today) ? t("tomorrow") : "";
  return name ? `${name}, ${dateOf(day)}` : dateOf(day);
}

/**
 * Whether safety-relevant work may begin today. The certificate's last day is on the device, so that the answer
 * is the same in a cellar without network; the server asks the same again.
 */
export function mayStart(visit, today = dayOf(now())) {
  const { relevance, cleared, valid_until: until, sentence } = visit.safety ?? {};
  if (relevance === "none") return { allowed: true, sentence };
  if (!cleared) return { allowed: false, sentence: sentence || t("safety.refused") };
  if (until && until < today) return { allowed: false, sentence: t("safety.ended", { date: dateOf(until, { dateStyle: "long" }) }) };
  return { allowed: true, sentence };
}

/** How far a visit is: reported, waiting here, begun, open. */
export function progress(visit, draft, waiting) {
  const conflict = waiting.some((entry) => entry.state === "conflict");
  if (conflict) return { tone: "danger", text: t("progress.conflict") };
  if (waiting.some((entry) => entry.state === "refused")) return { tone: "danger", text: t("progress.refused") };
  if (draft?.back && !draft.closed) return { tone: "danger", text: t("progress.back") };
  if (draft?.closed && waiting.some((entry) => entry.kind === "report")) return { tone: "warn", text: t("progress.waiting") };
  if (visit.reported || draft?.closed) return { tone: "ok", text: t("progress.done") };
  if (visit.gone) return { tone: "danger", text: t("progress.gone") };
  if (draft?.data?.arrived_at) return { tone: "info", text: t("progress.begun") };
  if (!mayStart(visit, dayOf(visit.starts_at)).allowed) return { tone: "danger", text: t("progress.barred") };
  return null;
}
