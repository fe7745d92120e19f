// Parts used, and parts that are missing: chosen from the van, by code, by name, or typed.
import { limitsOf, quantityFault } from "../checks.js";
import { button, h, icon, notice } from "../dom.js";
import { amount, text, tick } from "../fields.js";
import { saying } from "../places.js";
import { scan } from "../scan.js";
import { held, heldOf, mayTake, overdrawn, vanWords } from "../van.js";
import { figure, t } from "../words.js";

export const parts = {
  name: "teile",
  sign: "package",
  title: () => t("step.parts"),
  optional: true,
  done: (data) => Boolean(data.parts?.length),
  draw: (context) => [
    partList({ ...context, field: "parts", fromVan: true }),
    context.visit.parts?.length > 0 && h("section", { class: "card" }, h("h2", {}, t("parts.planned")),
      context.visit.parts.map((part) => button(`${figure(part.quantity)} × ${part.name}`, () => addPart(context, "parts", part, true), { sign: "plus" }))),
  ],
};

function same(one, other) {
  return one.number && one.number.toUpperCase() === String(other).toUpperCase();
}

async function addPart(context, field, part, fromStock) {
  const before = context.data[field] ?? [];
  if (fromStock && !await mayTake(context.day, before, withOne(before, part, fromStock), part)) return;
  await context.change((report) => { report[field] = withOne(report[field] ?? [], part, fromStock); });
  context.redraw();
}

/** The list with one more of a part: in its row, or in a new one. */
function withOne(list, part, fromStock) {
  const known = list.findIndex((one) => one.number && one.number === part.number && !one.serial && !one.ordered);
  if (known >= 0) return list.map((one, at) => (at === known ? { ...one, quantity: (Number(one.quantity) || 0) + 1 } : one));
  const made = { article_id: part.article_id ?? null, number: part.number ?? "", name: part.name ?? "", quantity: 1 };
  return [...list, fromStock === null ? made : { ...made, from_stock: fromStock, serial: "" }];
}

/** Everything that can be named: the van first, then the spare parts of the day. */
function known(day, fromVan) {
  const van = day.stock.map((part) => ({ ...part, van: part.quantity, codes: [] }));
  const byNumber = new Set(van.map((part) => part.number));
  const others = day.articles.map((part) => ({ ...part, article_id: part.id }));
  for (const part of van) part.codes = others.find((one) => one.number === part.number)?.codes ?? [];
  const rest = others.filter((part) => !byNumber.has(part.number));
  return fromVan ? [...van, ...rest] : [...rest, ...van];
}

/** The list with its ways to add; `field` says which of the two lists of the report it is. */
export function partList(context) {
  const { data, field, fromVan, day, change, redraw, after = null } = context;
  const limits = limitsOf(day);
  const { texts } = limits;
  const changed = (list, place, piece) => list.map((part, at) => (at === place ? { ...part, ...piece } : part));
  const set = (place, piece) => change((report) => { report[field] = changed(report[field], place, piece); });
  const count = async (place, piece) => {
    const before = data[field];
    const after = changed(before, place, piece);
    const asked = fromVan && !await mayTake(day, before, after, after[place]);
    if (!asked) await set(place, piece);
    if (asked || "from_stock" in piece) redraw();
  };
  const drop = async (place) => {
    await change((report) => { report[field] = report[field].filter((_, at) => at !== place); });
    redraw();
  };
  const take = (part) => addPart(context, field, part, fromVan ? held(part.van) > 0 : null);
  const byCode = async () => {
    const code = await scan(t("parts.scan"));
    if (!code) return;
    const found = known(day, fromVan).find((part) => same(part, code) || part.codes?.some((one) => one.toUpperCase() === code.toUpperCase()));
    await take(found ?? { number: code, name: "" });
  };
  return h("div", { class: "stack" },
    // What is ordered already stands in its order.
    (data[field] ?? []).map((part, at) => !part.ordered && h("section", { class: "card" },
      part.article_id
        ? h("h2", {}, part.name, h("small", { class: "muted" }, part.number))
        : [text(t("part.name"), part.name, (name) => set(at, { name }), { maxlength: texts.part_name }), text(t("part.number"), part.number, (number) => set(at, { number }), { maxlength: texts.part_number })],
      amount(t("part.quantity"), part.quantity, (quantity) => count(at, { quantity }), {
        least: 1, limits,
        check: (quantity) => saying(quantityFault({ quantity }, limits)) || overdrawn(day, changed(data[field], at, { quantity }), { ...part, quantity }),
      }),
      !fromVan && heldOf(day, part.article_id) > 0 && notice("warn", "package", t("part.in_van", { n: heldOf(day, part.article_id) })),
      fromVan && tick(t("part.from_stock"), part.from_stock, (yes) => count(at, { from_stock: yes })),
      fromVan && serialField(part, texts.part_serial, (serial) => set(at, { serial }), redraw),
      h("button", { type: "button", class: "btn", onclick: () => drop(at) }, icon("trash"), t("remove")))),
    after,
    finder(known(day, fromVan), take),
    h("div", { class: "row" },
      button(t("parts.scan"), byCode, { sign: "barcode" }),
      button(t("parts.free"), () => take({ number: "", name: "" }), { sign: "pencil-plus" })));
}

function serialField(part, most, change, redraw) {
  return h("div", { class: "field-with" }, text(t("part.serial"), part.serial, change, { maxlength: most }),
    button("", async () => { const code = await scan(t("part.serial")); if (code) { await change(code); redraw(); } }, {
      sign: "barcode", "aria-label": t("part.serial_scan"),
    }));
}

/** Search in what is on the device; the van's stock shows without typing. */
function finder(parts2, take) {
  const hits = h("div", { class: "stack" });
  const show = (query) => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (part) => words.every((word) => `${part.number} ${part.name}`.toLowerCase().includes(word));
    const found = words.length ? parts2.filter(fits) : parts2.filter((part) => part.van);
    hits.replaceChildren(...found.slice(0, words.length ? 20 : 8).map((part) => h("button", { type: "button", class: "hit", onclick: () => take(part) },
      h("span", { class: "hit-text" }, h("strong", {}, part.name),
        h("span", { class: "muted" }, part.van ? `${part.number} · ${vanWords(part.van)}` : part.number)), icon("plus"))));
    if (words.length && !found.length) hits.append(h("p", { class: "muted" }, t("parts.none")));
  };
  show("");
  return h("section", { class: "card" }, text(t("parts.find"), "", show, { type: "search" }), hits);
}
