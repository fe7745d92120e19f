// One article of the case: what is the matter, what was done before, and whether this is the right one.
import { limitsOf } from "../checks.js";
import { button, facts, h, say, section } from "../dom.js";
import { keep } from "../drafts.js";
import { scan } from "../scan.js";
import { dateOf, theDay } from "../visits.js";
import { t } from "../words.js";

export function itemCard(item, draft) {
  return section(`${String(item.quantity ?? 1).replace(".", ",")} × ${item.label}`,
    facts([t("item.serial"), item.serial], [t("item.symptom"), item.symptom], [t("item.failure"), item.failure]),
    button(t("item.check"), () => checkSerial(item, draft), { sign: "barcode" }),
    item.history?.length > 0 && h("details", { class: "history" },
      h("summary", {}, t("item.history", { n: item.history.length })),
      h("ul", { class: "lines" }, item.history.map((past) => h("li", {},
        h("span", {}, past.what), h("span", { class: "muted" }, dateOf(past.on, { dateStyle: "medium" })))))));
}

/** The number found is kept with the measured values; another one than expected is said at once. */
async function checkSerial(item, draft) {
  const code = await scan(t("item.check"));
  if (!code) return;
  const name = `${t("item.serial")} ${item.label}`.slice(0, limitsOf(await theDay()).texts.value_name);
  await keep(draft, (data) => {
    const others = (data.values ?? []).filter((value) => value.name !== name);
    data.values = [...others, { name, value: code, unit: "" }];
  });
  const same = item.serial && plain(item.serial) === plain(code);
  say(same ? t("item.same", { code }) : t("item.other", { code }));
}

function plain(code) {
  return code.replace(/[\s-]/g, "").toUpperCase();
}
