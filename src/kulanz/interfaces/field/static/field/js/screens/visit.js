// One visit: where, what for, whether one may begin, and everything known about the thing.
import { limitsOf } from "../checks.js";
import { Full, meta, setMeta } from "../db.js";
import { addressOf, phoneLink, wayTo } from "../device.js";
import { badge, button, facts, h, icon, linkButton, notice, say, section } from "../dom.js";
import { draftOf } from "../drafts.js";
import { fileList } from "../files.js";
import { stepOf } from "../places.js";
import { statementOf } from "../statements.js";
import { enqueue, entriesOf, isBack } from "../queue.js";
import { sync } from "../sync.js";
import { orderCards } from "../steps/ordering.js";
import { clockOf, dateOf, hoursOf, mayStart, progress, theDay, visitOf } from "../visits.js";
import { figure, t } from "../words.js";
import { head } from "./head.js";
import { itemCard } from "./item.js";

export async function visitScreen(id) {
  const visit = await visitOf(id);
  if (!visit) return missing(id);
  const [draft, waiting] = await Promise.all([draftOf(visit), entriesOf(visit.id)]);
  const state = progress(visit, draft, waiting);
  return {
    title: visit.number,
    content: [
      head(visit.place.name, {
        back: "#/", over: `${dateOf(visit.starts_at)}, ${hoursOf(visit)}`,
        under: [visit.kind_label, visit.number].filter(Boolean).join(" · "),
      }),
      state && h("p", {}, badge(state.text, state.tone)),
      dangerBox(visit, draft, waiting), reportThere(visit),
      troubles(waiting), ...takenBack(draft),
      h("div", { class: "row" }, contact(visit.place)),
      safetyBox(visit),
      ...await orderCards(visit),
      ...parts(visit, draft, await fileList(visit.files)),
      h("div", { class: "row" },
        !visit.reported && !draft.closed && linkButton(t("step.ordering"), `#/besuch/${visit.id}/bericht/bestellung`, { sign: "shopping-cart" }),
        button(t("note.write"), () => writeNote(visit), { sign: "message-plus" })),
    ].filter(Boolean),
    actions: actions(visit, draft),
  };
}

/** Not of the day: somebody else's, or one whose report went out and that the device needs no longer. */
export async function missing(id) {
  const sent = ((await meta("sent")) ?? []).includes(Number(id));
  const title = t(sent ? "progress.done" : "missing.title");
  return {
    title,
    content: [head(title, { back: "#/" }), sent ? notice("ok", "check", t("missing.sent")) : notice("neutral", "calendar-off", t("missing.text"))],
    actions: [linkButton(t("tab.tour"), "#/", { kind: "btn-primary", sign: "route" })],
  };
}

function actions(visit, draft) {
  if (visit.reported || draft.closed) {
    return [linkButton(t("tab.tour"), "#/", { sign: "route" }), linkButton(t("report.read"), `#/besuch/${visit.id}/bericht`, { sign: "report" })];
  }
  const begun = draft.data.arrived_at;
  const barred = !mayStart(visit).allowed;
  const words = begun ? t("report.go_on") : t(barred ? "report.take" : "report.begin");
  return [
    linkButton(t("tab.tour"), "#/", { sign: "route" }),
    linkButton(words, `#/besuch/${visit.id}/bericht${begun ? "" : "/ankunft"}`, {
      kind: barred ? "" : "btn-primary", sign: begun || barred ? "pencil" : "player-play",
    }),
  ];
}

/** Whether the thing may be used: as a report says, or as it was told when there is none that does. */
function dangerBox(visit, draft, waiting) {
  const { danger } = visit.case;
  const said = statementOf(visit, draft, waiting);
  if (said?.safety === "unsafe") return notice("danger", "alert-triangle", h("strong", {}, t("visit.unsafe")), h("p", {}, byReport(said)));
  if (!danger) return null;
  if (said?.safety === "safe") return notice("ok", "shield-check", h("strong", {}, t("visit.safe")), h("p", {}, byReport(said), " ", t("visit.was_danger", { danger })));
  const over = visit.reported || draft.closed;
  return notice("danger", "alert-triangle", h("strong", {}, danger), h("p", {}, t(over ? "visit.danger_stays" : "visit.danger_text")));
}

const byReport = ({ at }) => t("visit.by_report", { date: dateOf(at, { dateStyle: "long" }) });

/** Whose report is there, and since when: it may have come from another device. */
export function reportThere({ report }) {
  return report && notice("ok", "report", t("report.there", {
    number: report.number, by: report.by, date: dateOf(report.at, { dateStyle: "long" }), time: clockOf(report.at),
  }));
}

/** Refusals and conflicts of this visit, with the way to settle them. */
export function troubles(waiting) {
  return waiting.filter((entry) => entry.state !== "queued").map((entry) => (entry.state === "conflict"
    ? h("a", { class: "notice tone-danger", href: `#/konflikt/${entry.id}` }, icon("arrows-split"), h("div", {}, h("strong", {}, t("conflict.there")), h("p", {}, t("conflict.settle"))))
    : h("a", { class: "notice tone-danger", href: "#/offen" }, icon("ban"), h("div", {}, h("strong", {}, t("refused.title")), h("p", {}, entry.message), h("p", {}, t("refused.decide"))))));
}

/** A report that was taken back and lies here unsent, with the way to the field it was refused for. */
export function takenBack(draft) {
  if (!isBack(draft)) return [];
  return [h("a", { class: "notice tone-danger", href: wayBack(draft) }, icon("arrow-back-up"),
    h("div", {}, h("strong", {}, t("back.title")), h("p", {}, draft.back.message)))];
}

export function wayBack({ visit, back }) {
  const step = stepOf(back.field);
  return `#/besuch/${visit}/bericht${step && `/${step}`}`;
}

export function contact(place) {
  return [
    place.phone && linkButton(t("call"), phoneLink(place.phone), { sign: "phone" }),
    addressOf(place).length > 0 && linkButton(t("navigate"), wayTo(place), { sign: "map-pin" }),
  ];
}

/** Cleared or refused, always with the sentence that says why. */
export function safetyBox(visit) {
  const { allowed, sentence } = mayStart(visit);
  const none = visit.safety.relevance === "none";
  const tone = allowed ? (none ? "neutral" : "ok") : "danger";
  const until = allowed && !none && visit.safety.valid_until ? t("safety.until", { date: dateOf(visit.safety.valid_until, { dateStyle: "long" }) }) : "";
  return notice(tone, allowed ? "shield-check" : "shield-off",
    h("strong", {}, allowed ? t(none ? "safety.none" : "safety.cleared") : t("safety.barred")),
    sentence && h("p", {}, sentence), until && h("p", {}, until));
}

function parts(visit, draft, files) {
  const { place } = visit;
  const person = visit.case;
  return [
    section(t("visit.task"), visit.task && h("p", { class: "pre" }, visit.task), facts(
      [t("visit.works"), visit.works.map((work) => work.name).join(", ")],
      [t("visit.crew"), visit.crew.join(", ")],
    )),
    section(t("visit.place"), facts(
      [t("visit.address"), addressOf(place).join(", ")], [t("visit.contact"), place.contact], [t("visit.phone"), place.phone],
    ), place.note && h("p", { class: "pre" }, place.note)),
    ...visit.items.map((item) => itemCard(item, draft)),
    section(t("visit.case", { number: person.number }), h("p", {}, h("strong", {}, person.title)),
      person.customer_words && h("blockquote", { class: "pre" }, person.customer_words),
      person.description && person.description !== person.customer_words && h("p", { class: "pre" }, person.description),
      facts([t("visit.dealer"), person.dealer], [t("visit.dealer_reference"), person.dealer_reference], [t("visit.coverage"), person.coverage_label], [t("visit.severity"), person.severity_label])),
    section(t("visit.parts"), list(visit.parts, (part) => [`${figure(part.quantity)} × ${part.name}`, part.number])),
    section(t("visit.tools"), list(visit.tools, (tool) => [tool.name, [tool.number, tool.where].filter(Boolean).join(" · ")])),
    section(t("visit.messages"), list(visit.messages, (message) => [
      message.text, `${message.who}, ${dateOf(message.at, { day: "numeric", month: "numeric" })} ${clockOf(message.at)}`,
    ])),
    section(t("visit.files"), files),
  ];
}

function list(things, say2) {
  return things?.length
    ? h("ul", { class: "lines" }, things.map((thing) => {
      const [first, second] = say2(thing);
      return h("li", {}, h("span", { class: "pre" }, first), second && h("span", { class: "muted" }, second));
    }))
    : null;
}

const unkept = new Map();

/** A word to the office; what is typed stays until it is sent, and in this window where there is no room for it. */
async function writeNote(visit) {
  const place = `note-${visit.id}`;
  const field = h("textarea", { class: "input", rows: 5, maxlength: limitsOf(await theDay()).texts.note, "aria-label": t("note.label"), value: unkept.get(place) ?? (await meta(place)) ?? "" });
  const none = h("p", { class: "fault", role: "alert", hidden: true }, t("note.no_room"));
  const ifRoom = async (work) => {
    unkept.set(place, field.value);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Full)) throw error;
      none.hidden = false;
      return false;
    }
    unkept.delete(place);
    none.hidden = true;
    return true;
  };
  field.addEventListener("input", () => ifRoom(() => setMeta(place, field.value)));
  const dialog = h("dialog", { class: "ask" }, h("h2", {}, t("note.write")), field, none);
  const end = () => { dialog.close(); dialog.remove(); };
  dialog.append(h("div", { class: "row" }, button(t("later"), end), button(t("note.send"), async () => {
    const text = field.value.trim();
    if (!text) return;
    if (!await ifRoom(() => enqueue({ visit: visit.id, kind: "note", data: { text }, label: visit.number }))) return;
    await setMeta(place, "");
    end();
    say(t("note.queued"));
    sync();
  }, { kind: "btn-primary" })));
  dialog.addEventListener("cancel", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
