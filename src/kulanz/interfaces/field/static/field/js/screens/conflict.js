// Two devices wrote about one visit: both versions side by side, and for each difference a choice.
import { conflicts, giveWay, resolve } from "../answers.js";
import { limitsOf } from "../checks.js";
import { ask, badge, button, h, linkButton, notice } from "../dom.js";
import { get } from "../db.js";
import { append, entry as entryOf } from "../queue.js";
import { dropStale } from "../signed.js";
import { sync } from "../sync.js";
import { clockOf, dateOf, theDay, visitOf } from "../visits.js";
import { t } from "../words.js";
import { head } from "./head.js";
import { FIELDS, isEmpty, reading } from "./report.js";
import { missing } from "./visit.js";

const LISTS = new Set(["photos", "values", "parts", "needed_parts"]);
const MOMENTS = new Set(["arrived_at", "left_at"]);

export async function conflictScreen(id) {
  const entry = (await entryOf(id)) ?? (await conflicts())[0];
  if (!entry || entry.state !== "conflict") return missing();
  const draft = await get("drafts", entry.visit);
  const mine = draft?.data ?? entry.data;
  const visit = await visitOf(entry.visit);
  const theirs = (visit?.reported && visit.draft?.data) || (entry.theirs?.data ?? entry.theirs ?? {});
  const fields = Object.keys(FIELDS).filter((field) => differs(field, mine[field], theirs[field]));
  if (visit?.reported) return besideReport(entry, visit, mine, theirs, fields);
  // What only one side says is taken from there, unless somebody looks and chooses otherwise.
  const isOneSided = (field) => isEmpty(mine[field]) || isEmpty(theirs[field]);
  const oneSided = fields.filter(isOneSided);
  const chosen = new Map(fields.map((field) => [field, isEmpty(mine[field]) ? "theirs" : "mine"]));
  const choice = (field) => pair(field, mine[field], theirs[field], chosen);
  const all = (side, words) => button(words, () => {
    for (const field of fields) chosen.set(field, side);
    for (const one of document.querySelectorAll(`.versions input[value=${side}]`)) one.checked = true;
  });
  return {
    title: t("conflict.title"), name: "still",
    content: [
      head(t("conflict.title"), { back: `#/besuch/${entry.visit}`, over: entry.label }),
      notice("danger", "arrows-split", h("p", {}, entry.message || t("conflict.there")), h("p", {}, t("conflict.text"))),
      fields.length > 0 && h("div", { class: "row" }, all("mine", t("conflict.all_mine")), all("theirs", t("conflict.all_theirs"))),
      fields.filter((field) => !isOneSided(field)).map(choice),
      oneSided.length > 0 && h("details", { class: "card one-sided" }, h("summary", {}, t("conflict.one_sided", { n: oneSided.length })), h("div", { class: "stack" }, oneSided.map(choice))),
      !fields.length && notice("ok", "check", t("conflict.same")),
    ].flat().filter(Boolean),
    actions: [
      linkButton(t("later"), `#/besuch/${entry.visit}`),
      button(t("conflict.take"), () => settle(entry, mine, theirs, chosen), { kind: "btn-primary", sign: "check" }),
    ],
  };
}

/** A report of the visit has gone out: this device's words stand beside it, and never become a second one by themselves. */
function besideReport(entry, visit, mine, theirs, fields) {
  const { by = "", at } = visit.report ?? {};
  const end = async (notes) => {
    await giveWay(entry, theirs, notes, append);
    location.hash = `#/besuch/${entry.visit}`;
    sync();
  };
  const tell = async () => end(notesOf(visit, mine, fields, limitsOf(await theDay()).texts.note));
  const drop = async () => { if (await ask(t("conflict.drop"), t("conflict.drop_text"), t("conflict.drop"), { danger: true })) await end([]); };
  const second = async () => {
    if (!await ask(t("conflict.second"), t("conflict.second_text"), t("conflict.second"))) return;
    await resolve(entry, mine, append);
    location.hash = `#/besuch/${entry.visit}`;
    sync();
  };
  return {
    title: t("conflict.title"), name: "still",
    content: [
      head(t("conflict.title"), { back: `#/besuch/${entry.visit}`, over: entry.label }),
      notice("danger", "arrows-split", h("p", {}, t("conflict.sent", { by, date: dateOf(at, { dateStyle: "long" }), time: clockOf(at) })), h("p", {}, t("conflict.sent_text"))),
      fields.length ? fields.map((field) => pair(field, mine[field], theirs[field], null, t("conflict.report"))) : notice("ok", "check", t("conflict.same")),
      h("div", { class: "row" },
        fields.length > 0 && button(t("conflict.tell"), tell, { kind: "btn-primary", sign: "message-plus" }),
        button(t("conflict.drop"), fields.length ? drop : () => end([]), { sign: "trash" }),
        entry.kind === "report" && fields.length > 0 && button(t("conflict.second"), second, { sign: "send" })),
    ].flat(),
    actions: [linkButton(t("later"), `#/besuch/${entry.visit}`)],
  };
}

/** What this device says otherwise, in words for the office; as many notes as it takes. */
function notesOf(visit, mine, fields, most = 4000) {
  const said = fields.map((field) => `${t(FIELDS[field][0])}: ${reading(field, mine[field]) || t("conflict.empty")}`);
  const letters = [...[t("conflict.note", { number: visit.report?.number ?? visit.number }), ...said].join("\n")];
  return Array.from({ length: Math.ceil(letters.length / most) }, (_, at) => letters.slice(at * most, (at + 1) * most).join("").trim()).filter(Boolean);
}

function differs(field, one, other) {
  if (isEmpty(one) && isEmpty(other)) return false;
  if (MOMENTS.has(field)) return reading(field, one) !== reading(field, other); // seconds are nothing to choose by
  return JSON.stringify(sorted(one)) !== JSON.stringify(sorted(other));
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
  }
  return value ?? null;
}

/** Without `chosen` there is nothing to choose. */
function pair(field, mine, theirs, chosen, other = t("conflict.theirs")) {
  const side = (key, title, value) => h(chosen ? "label" : "div", { class: "version" },
    h("span", { class: "version-head" }, chosen && h("input", {
      type: "radio", name: `v-${field}`, value: key, checked: chosen.get(field) === key, onchange: () => chosen.set(field, key),
    }), badge(title, key === "mine" ? "info" : "wait")),
    h("span", { class: "pre" }, key === "both" ? t("conflict.both_text") : reading(field, value) || t("conflict.empty")));
  return h("fieldset", { class: "card versions", "data-field": field }, h("legend", {}, t(FIELDS[field][0])),
    h("div", { class: "pair" }, side("mine", t("conflict.mine"), mine), side("theirs", other, theirs)),
    chosen && LISTS.has(field) && !isEmpty(mine) && !isEmpty(theirs) && side("both", t("conflict.both"), null));
}

/** Both lists as one; what both name alike stands once. */
function together(mine, theirs) {
  const seen = new Set();
  return [...theirs, ...mine].filter((one) => {
    const key = one.id ?? JSON.stringify(sorted(one));
    return !seen.has(key) && seen.add(key);
  });
}

async function settle(entry, mine, theirs, chosen) {
  const data = { ...theirs, ...mine };
  for (const [field, from] of chosen) {
    if (from === "both") data[field] = together(mine[field], theirs[field]);
    else data[field] = (from === "mine" ? mine : theirs)[field];
    if (data[field] === undefined) delete data[field];
  }
  const again = dropStale(data) && entry.kind === "report";
  await resolve(entry, data, append);
  location.hash = `#/besuch/${entry.visit}${again ? "/bericht/unterschrift" : ""}`;
  sync();
}
