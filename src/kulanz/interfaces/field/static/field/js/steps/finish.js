// The end: what is missing, and the report that goes out.
import { now } from "../clock.js";
import { faults, isNamed, limitsOf } from "../checks.js";
import { ask, button, h, icon, notice } from "../dom.js";
import { keepOwed } from "../drafts.js";
import { sayingWhere, stepOf } from "../places.js";
import { queueReport, tidy } from "../queue.js";
import { readyPhotos } from "../photos.js";
import { sync } from "../sync.js";
import { clockOf, dateOf, dayOf, mayStart } from "../visits.js";
import { t } from "../words.js";
import { isUnproven, missingItems } from "./checklist.js";
import { isShort, resultMissing } from "./result.js";
import { signatureMissing } from "./signature.js";

/** What the report cannot go without: text and the step that mends it. */
export function todo(visit, data) {
  const found = resultMissing(data).map((text) => [text, text === t("todo.needed") ? "bestellung" : "ergebnis"]);
  if (isShort(data)) return found;
  if (!data.work?.trim()) found.push([t("todo.work"), "arbeit"]);
  if (!data.safety) found.push([t("todo.safety"), "sicherheit"]);
  for (const item of missingItems(visit, data)) found.push([t("todo.item", { text: item.text }), "pruefliste"]);
  found.push(...signatureMissing(data).map((text) => [text, "unterschrift"]));
  return found;
}

export const finish = {
  name: "abschluss",
  sign: "send",
  title: () => t("step.finish"),
  done: () => false,
  draw({ visit, data, day }) {
    const missing = todo(visit, data);
    const wrong = faults(tidy(data), visit, limitsOf(day), now()).filter((fault) => !missing.some(([, step]) => step === stepOf(fault.field) && fault.flaw === "missing"));
    const base = `#/besuch/${visit.id}/bericht/`;
    const barred = !isShort(data) && !mayStart(visit).allowed;
    const unproven = data.result === "solved" && isUnproven(visit, data);
    return [
      missing.length > 0 && h("section", { class: "card" }, h("h2", {}, t("finish.missing")),
        h("div", { class: "stack" }, missing.map(([text, step]) => h("a", { class: "hit", href: base + step }, h("strong", {}, text), icon("chevron-right"))))),
      wrong.length > 0 && h("section", { class: "card tone-danger" }, h("h2", {}, t("finish.wrong")),
        h("div", { class: "stack" }, wrong.map((fault) => h("a", { class: "hit", href: base + stepOf(fault.field) }, h("strong", {}, sayingWhere(fault)), icon("chevron-right"))))),
      barred && notice("danger", "shield-off", h("strong", {}, t("finish.barred")), h("p", {}, t("finish.barred_text"))),
      unproven && notice("danger", "shield-off", h("strong", {}, t("finish.unproven")), h("p", {}, t("finish.unproven_text"))),
      !missing.length && !wrong.length && notice("ok", "check", t("finish.ready")),
      button(t("finish.send"), () => send(visit, data, { barred, unproven }), { kind: "btn-primary btn-huge", sign: "send", disabled: missing.length + wrong.length > 0 }),
      h("p", { class: "muted" }, t("finish.hint")),
    ];
  },
};

/** Nobody there, but the customer was told a later time. */
function isEarly(visit, data) {
  return isShort(data) && Boolean(visit.starts_at) && now() < new Date(visit.starts_at);
}

function plannedOf(visit) {
  const today = dayOf(visit.starts_at) === dayOf(now());
  return today ? clockOf(visit.starts_at) : `${dateOf(visit.starts_at)}, ${clockOf(visit.starts_at)}`;
}

/** Done and nothing left open, and yet nobody may use it. */
function isContrary(data) {
  return data.result === "solved" && data.safety === "unsafe";
}

async function send(visit, data, { barred, unproven }) {
  if (isEarly(visit, data) && !await ask(t("finish.early"), t("finish.early_text", { now: clockOf(now()), planned: plannedOf(visit) }), t("finish.send"))) return;
  if (isContrary(data) && !await ask(t("finish.unsafe"), t("finish.unsafe_text"), t("finish.send"), { danger: true })) return;
  const open = data.result === "solved" ? (data.needed_parts ?? []).filter(isNamed).map((part) => part.name || part.number) : [];
  if (open.length && !await ask(t("finish.open_part"), t("finish.open_part_text", { parts: open.join(", ") }), t("finish.send"))) return;
  if (barred && !await ask(t("finish.barred"), t("finish.barred_text"), t("finish.send"), { danger: true })) return;
  else if (unproven && !await ask(t("finish.unproven"), t("finish.unproven_text"), t("finish.send"), { danger: true })) return;
  await keepOwed();
  await readyPhotos(visit.id, data.signature?.photo);
  await queueReport(visit.id);
  location.hash = `#/besuch/${visit.id}`;
  sync();
}
