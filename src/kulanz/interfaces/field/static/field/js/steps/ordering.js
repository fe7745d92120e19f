// Parts that are missing, ordered while one still stands there: an entry of its own, sent before the report.
import { isBlank, limitsOf, orderFaults } from "../checks.js";
import { badge, button, h, icon, notice, say } from "../dom.js";
import { meta, setMeta } from "../db.js";
import { keepOwed } from "../drafts.js";
import { text } from "../fields.js";
import { sayingWhere } from "../places.js";
import { QUEUED, REFUSED, entriesOf, orderParts, recall, takeBack } from "../queue.js";
import { status, sync } from "../sync.js";
import { clockOf, dateOf } from "../visits.js";
import { t } from "../words.js";
import { partList } from "./parts.js";

export const ordering = {
  name: "bestellung",
  sign: "shopping-cart",
  lively: true, // the answer comes while one looks at it
  title: () => t("step.ordering"),
  optional: true,
  done: (data) => Boolean(data.needed_parts?.length) && data.needed_parts.every((part) => part.ordered),
  async draw(context) {
    const { visit, data } = context;
    const place = `order-${visit.id}`;
    const open = (data.needed_parts ?? []).some((part) => !part.ordered);
    const limits = limitsOf(context.day);
    let ordering = false; // a second tap while the first is being written down
    const order = async () => {
      if (ordering) return;
      ordering = true;
      try {
        await write();
      } finally {
        ordering = false;
      }
    };
    const write = async () => {
      const rows = (data.needed_parts ?? []).filter((part) => !part.ordered && !isBlank(part));
      const [fault] = orderFaults(rows, limits);
      if (fault) { say(sayingWhere(fault)); return; }
      await keepOwed();
      if (!await orderParts(visit.id, (await meta(place)) ?? "")) { say(t("order.name_first")); return; }
      await setMeta(place, "");
      await context.reload();
      say(t("order.queued"));
      sync();
      await context.redraw();
    };
    return [
      ...await orderCards(visit, context),
      h("p", { class: "muted" }, t("order.hint")),
      partList({ ...context, field: "needed_parts", fromVan: false, after: open && [
        text(t("order.reason"), (await meta(place)) ?? "", (reason) => setMeta(place, reason), { maxlength: limits.texts.order_reason }),
        button(t("order.now"), order, { kind: "btn-primary btn-huge", sign: "shopping-cart" }),
        h("p", { class: "muted" }, t("order.later")),
      ] }),
    ];
  },
};

/** Every order of this visit with how far it is: those on this device only, and those the office has. */
export async function ordersOf(visit) {
  const waiting = (await entriesOf(visit.id)).filter((entry) => entry.kind === "order_part");
  const here = new Set(waiting.map((entry) => entry.id));
  const known = (visit.orders ?? []).filter((order) => !here.has(order.id));
  return [
    ...known.map((order) => ({ ...order, state: order.outcome === "applied" ? "ordered" : REFUSED })),
    ...waiting.map((entry) => ({ ...entry, parts: entry.data.parts, mine: true })),
  ];
}

/** The orders as cards; with `context` the technician can also change what was not taken. */
export async function orderCards(visit, context = null) {
  const found = await ordersOf(visit);
  const told = new Set(found.map((order) => order.id));
  const rows = (context?.data.needed_parts ?? []).filter((part) => part.ordered && !told.has(part.ordered));
  // Answered, and the day that tells of it is not here yet.
  const fresh = rows.length ? [{ state: "ordered", parts: rows }] : [];
  return [...found, ...fresh].map((order) => card(order, context));
}

function card(order, context) {
  const parts = (order.parts ?? []).map((part) => h("li", {}, `${String(part.quantity).replace(".", ",")} × ${part.name || part.number}`));
  return h("section", { class: order.state === REFUSED ? "card tone-danger" : "card", "data-order": order.state },
    h("h2", {}, icon("shopping-cart"), t("order.title"), badge(...stateOf(order))),
    h("ul", { class: "lines" }, parts),
    order.state === REFUSED && notice("danger", "ban", h("p", {}, order.message || t("refused.title"))),
    order.at && h("p", { class: "muted" }, [order.by, `${dateOf(order.at, { day: "numeric", month: "numeric" })} ${clockOf(order.at)}`].filter(Boolean).join(", ")),
    context && order.mine && order.state === REFUSED && button(t("refused.back"), () => change(takeBack, order, context), { sign: "arrow-back-up" }),
    context && order.mine && order.state === QUEUED && !order.tried && button(t("order.recall"), () => change(recall, order, context), { sign: "arrow-back-up" }));
}

function stateOf(order) {
  if (order.state === "ordered") return [t("order.done"), "ok"];
  if (order.state === REFUSED) return [t("order.refused"), "danger"];
  return status.online && status.running ? [t("order.sending"), "info"] : [t("order.waiting"), "warn"];
}

async function change(run, order, context) {
  await run(order.id);
  await context.reload();
  sync();
  context.redraw();
}
