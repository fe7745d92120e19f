// Two devices wrote about one visit: both versions side by side, and for each difference a choice.
import { conflicts, resolve } from "../answers.js";
import { badge, button, h, linkButton, notice } from "../dom.js";
import { get } from "../db.js";
import { append, entry as entryOf } from "../queue.js";
import { sync } from "../sync.js";
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
  const theirs = entry.theirs?.data ?? entry.theirs ?? {};
  const fields = Object.keys(FIELDS).filter((field) => differs(field, mine[field], theirs[field]));
  const chosen = new Map(fields.map((field) => [field, isEmpty(mine[field]) ? "theirs" : "mine"]));
  return {
    title: t("conflict.title"), name: "still",
    content: [
      head(t("conflict.title"), { back: `#/besuch/${entry.visit}`, over: entry.label }),
      notice("danger", "arrows-split", h("p", {}, entry.message || t("conflict.there")), h("p", {}, t("conflict.text"))),
      fields.length ? fields.map((field) => pair(field, mine[field], theirs[field], chosen)) : notice("ok", "check", t("conflict.same")),
    ].flat(),
    actions: [
      linkButton(t("later"), `#/besuch/${entry.visit}`),
      button(t("conflict.take"), () => settle(entry, mine, theirs, chosen), { kind: "btn-primary", sign: "check" }),
    ],
  };
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

function pair(field, mine, theirs, chosen) {
  const side = (key, title, value) => h("label", { class: "version" },
    h("span", { class: "version-head" }, h("input", {
      type: "radio", name: `v-${field}`, value: key, checked: chosen.get(field) === key, onchange: () => chosen.set(field, key),
    }), badge(title, key === "mine" ? "info" : "wait")),
    h("span", { class: "pre" }, key === "both" ? t("conflict.both_text") : reading(field, value) || t("conflict.empty")));
  return h("fieldset", { class: "card versions", "data-field": field }, h("legend", {}, t(FIELDS[field][0])),
    h("div", { class: "pair" }, side("mine", t("conflict.mine"), mine), side("theirs", t("conflict.theirs"), theirs)),
    LISTS.has(field) && !isEmpty(mine) && !isEmpty(theirs) && side("both", t("conflict.both"), null));
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
  await resolve(entry, data, append);
  location.hash = `#/besuch/${entry.visit}`;
  sync();
}
