// Arriving: the journey, and the beginning of the work, which is refused to whoever may not do it.
import { now } from "../clock.js";
import { amountFault, limitsOf, momentFault, orderFault } from "../checks.js";
import { ask, button, h, notice } from "../dom.js";
import { amount, moment } from "../fields.js";
import { saying } from "../places.js";
import { enqueue } from "../queue.js";
import { safetyBox } from "../screens/visit.js";
import { sync } from "../sync.js";
import { dateOf, dayOf, mayStart } from "../visits.js";
import { t } from "../words.js";

export const arrival = {
  name: "ankunft",
  sign: "player-play",
  lively: true, // a clearance may come while one waits for it
  title: () => t("step.arrival"),
  done: (data) => Boolean(data.arrived_at),
  draw({ visit, data, day, change, redraw }) {
    const limits = limitsOf(day);
    const within = (field) => ({ limits, check: (value) => saying(amountFault(value, field, limits)) });
    const { allowed } = mayStart(visit);
    const begin = async () => {
      if (!await meansToday(visit)) return;
      const at = now().toISOString();
      await enqueue({ visit: visit.id, kind: "start", data: { arrived_at: at }, label: visit.number });
      await change((report) => { report.arrived_at = at; });
      sync();
      redraw();
    };
    // The server judges by the newest certificates, keeps the refusal, and names who could come.
    const tell = async () => {
      await enqueue({ visit: visit.id, kind: "start", data: { arrived_at: now().toISOString() }, label: visit.number });
      await sync({ day: true });
      location.hash = `#/besuch/${visit.id}`;
    };
    return [
      safetyBox(visit),
      !data.arrived_at && allowed && button(t("start.now"), begin, { kind: "btn-primary btn-huge", sign: "player-play" }),
      !data.arrived_at && !allowed && notice("danger", "ban", h("strong", {}, t("start.refused")), h("p", {}, t("start.instead"))),
      !data.arrived_at && !allowed && button(t("start.tell"), tell, { sign: "message-plus" }),
      data.arrived_at && moment(t("arrived_at"), data.arrived_at, (at) => change((report) => { report.arrived_at = at; }),
        (at) => saying(momentFault(at, limits, now(), visit.starts_at) ?? orderFault({ ...data, arrived_at: at }))),
      amount(t("travel_minutes"), data.travel_minutes, (n) => change((report) => { report.travel_minutes = n; }), { step: 5, unit: "min", ...within("travel_minutes") }),
      amount(t("travel_km"), data.travel_km, (n) => change((report) => { report.travel_km = n; }), { step: 5, unit: "km", ...within("travel_km") }),
    ];
  },
};

// Around midnight a few hours are not another day.
const NEAR = 6 * 60 * 60 * 1000;

/** Whoever comes on another day than agreed says so: what he begins now counts as done today. */
async function meansToday(visit) {
  if (!visit.starts_at) return true;
  const at = now(), today = dayOf(at), ends = visit.ends_at ?? visit.starts_at;
  const planned = dayOf(visit.starts_at) <= today && today <= dayOf(ends);
  const near = new Date(visit.starts_at) - NEAR <= at && at <= new Date(ends).getTime() + NEAR;
  if (planned || near) return true;
  return ask(t("start.other_day", { day: dateOf(visit.starts_at) }), t("start.other_day_text"), t("start.today"));
}
