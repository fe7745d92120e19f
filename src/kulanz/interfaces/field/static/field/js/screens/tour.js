// Today's tour by appointment, the next days, and what is still without a report.
import { now } from "../clock.js";
import { all, meta } from "../db.js";
import { addressOf, phoneLink, wayTo } from "../device.js";
import { badge, h, icon, linkButton, notice } from "../dom.js";
import { logo } from "../logo.js";
import { entries, openCount, unsent } from "../queue.js";
import { clockOf, dateOf, dayOf, dayTitle, goneVisits, hoursOf, progress, theDay } from "../visits.js";
import { t } from "../words.js";
import { tabs } from "./head.js";

export async function tourScreen() {
  const [day, drafts, waiting, seen, open] = await Promise.all([
    theDay(), all("drafts"), entries(), meta("seen"), unsent(),
  ]);
  const known = new Map(drafts.map((draft) => [draft.visit, draft]));
  const card = (visit) => visitCard(visit, known.get(visit.id), waiting.filter((one) => one.visit === visit.id));
  const today = dayOf(now());
  const visits = [...day.visits].sort((one, other) => (one.starts_at < other.starts_at ? -1 : 1));
  const late = visits.filter((visit) => dayOf(visit.starts_at) < today);
  const days = [...new Set(visits.map((visit) => dayOf(visit.starts_at)).filter((on) => on > today))];
  const gone = await goneVisits(day);
  return {
    title: t("tab.tour"),
    content: [
      h("header", { class: "brand" },
        await logo(day.brand) ?? h("h1", {}, day.brand?.name ?? ""),
        h("span", {}, day.technician?.name ?? ""),
        seen && h("span", { class: "seen" }, t("seen", { time: stand(seen) }))),
      oneDay(today, visits, card),
      late.length > 0 && group(t("tour.late"), late.map(card)),
      gone.length > 0 && group(t("tour.gone"), gone.map(card)),
      ...days.map((on) => oneDay(on, visits, card)),
    ].filter(Boolean),
    actions: tabs("tour", openCount(open)),
  };
}

function stand(seen) {
  const time = clockOf(seen);
  return dayOf(seen) === dayOf(now()) ? time : `${dateOf(seen, { day: "numeric", month: "numeric" })} ${time}`;
}

function oneDay(on, visits, card) {
  const here = visits.filter((visit) => dayOf(visit.starts_at) === on);
  return group(dayTitle(on), here.length ? here.map(card) : notice("neutral", "mood-happy", t("tour.none")));
}

function group(title, cards) {
  return h("section", { class: "group" }, h("h2", {}, title), cards);
}

/** Of another day than those that have a heading, the date comes first. */
function timeOf(visit) {
  const on = visit.gone || dayOf(visit.starts_at) < dayOf(now());
  return `${on ? `${dateOf(visit.starts_at, { day: "numeric", month: "numeric" })} ` : ""}${hoursOf(visit)}`;
}

function visitCard(visit, draft, waiting) {
  const state = progress(visit, draft, waiting);
  const { place } = visit;
  return h("article", { class: "visit", "data-visit": visit.id },
    h("a", { class: "visit-main", href: `#/besuch/${visit.id}` }, icon("chevron-right"),
      h("p", { class: "visit-time" }, timeOf(visit), state && badge(state.text, state.tone)),
      h("h3", {}, place.name),
      h("p", {}, [visit.kind_label, visit.case.title].filter(Boolean).join(" · ")),
      h("p", { class: "muted" }, addressOf(place).slice(0, 2).join(", "))),
    h("div", { class: "row" },
      place.phone && linkButton(t("call"), phoneLink(place.phone), { sign: "phone" }),
      addressOf(place).length > 0 && linkButton(t("navigate"), wayTo(place), { sign: "map-pin" })));
}
