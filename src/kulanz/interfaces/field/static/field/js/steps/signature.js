// The customer reads what was done, signs or says why not, and may rate the visit.
import SignaturePad from "../../../vendor/signature_pad/signature_pad.js";
import { limitsOf } from "../checks.js";
import { button, facts, h, notice } from "../dom.js";
import { choice, text } from "../fields.js";
import { keepDrawing, photosOf, signatureReady } from "../photos.js";
import { reading } from "../screens/report.js";
import { seal } from "../signed.js";
import { sync } from "../sync.js";
import { figure, t } from "../words.js";
import { isShort } from "./result.js";

export function signatureMissing(data) {
  if (isShort(data)) return [];
  if (data.signature?.refused !== undefined) return data.signature.refused.trim() ? [] : [t("todo.refusal")];
  if (!data.signature?.photo) return [t(data.signature?.void ? "todo.signature_again" : "todo.signature")];
  return data.signature.name?.trim() ? [] : [t("todo.signer")];
}

export const signature = {
  name: "unterschrift",
  sign: "signature",
  title: () => t("step.signature"),
  here: (_visit, data) => !isShort(data),
  done: (data) => signatureMissing(data).length === 0,
  async draw(context) {
    const { data, day, change, redraw } = context;
    const { texts } = limitsOf(day);
    const refused = data.signature?.refused !== undefined;
    return [
      data.signature?.void && notice("warn", "signature", t("signature.changed")),
      told(data),
      choice(t("signature.how"), [["signs", t("signature.signs"), ""], ["refuses", t("signature.refuses"), ""]], refused ? "refuses" : "signs",
        async (value) => {
          await change((report) => { report.signature = value === "refuses" ? { refused: "" } : {}; });
          redraw();
        }),
      refused
        ? text(t("signature.reason"), data.signature.refused, (value) => change((report) => { report.signature = { refused: value }; }), { rows: 3, maxlength: texts.refused })
        : [text(t("signature.name"), data.signature?.name, (name) => change((report) => {
          report.signature = { ...report.signature, name };
        }), { maxlength: texts.signed_by }), await drawing(context)],
      stars(data, change, redraw, texts.rating_note),
    ];
  },
};

/** What the customer puts a name to. */
function told(data) {
  const parts = (data.parts ?? []).map((part) => `${figure(part.quantity)} × ${part.name || part.number}`).join(", ");
  return h("section", { class: "card" }, h("h2", {}, t("signature.told")), facts(
    [t("arrived_at"), reading("arrived_at", data.arrived_at)], [t("left_at"), reading("left_at", data.left_at)],
    [t("work"), data.work], [t("step.checklist"), reading("checklist", data.checklist)], [t("step.parts"), parts], [t("defects"), data.defects],
    [t("step.safety"), data.safety && t(`safety.${data.safety}`)], [t("step.result"), data.result && t(`result.${data.result}`)],
  ) ?? h("p", { class: "muted" }, t("signature.nothing")));
}

async function drawing({ visit, data, change, redraw }) {
  const kept = (await photosOf(visit.id)).get(data.signature?.photo);
  if (data.signature?.photo && (!kept || kept.state !== "drawing")) {
    return h("div", { class: "stack" }, notice("ok", "signature", t("signature.taken")),
      button(t("signature.again"), async () => {
        await change((report) => { report.signature = { name: report.signature.name }; });
        redraw();
      }, { sign: "refresh" }));
  }
  return canvasFor(visit, kept, change, redraw);
}

function canvasFor(visit, kept, change, redraw) {
  const canvas = h("canvas", { class: "pad", "aria-label": t("signature.field") });
  const taken = button(t("signature.take"), async () => {
    if (!record) return;
    await signatureReady(record.id);
    sync();
    redraw();
  }, { kind: "btn-primary", sign: "check", disabled: !kept });
  let record = kept ?? null;
  let pad = null;
  const store = async () => {
    const points = pad.toData();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    record = await keepDrawing({ id: record?.id, visit: visit.id, bytes: await blob.arrayBuffer(), points });
    await change((report) => seal(report, record.id));
    taken.disabled = false;
  };
  const fit = () => {
    const ratio = Math.max(devicePixelRatio || 1, 1);
    const size = canvas.getBoundingClientRect();
    if (!size.width) return;
    const points = pad?.toData() ?? kept?.points ?? [];
    canvas.width = size.width * ratio;
    canvas.height = size.height * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad ??= new SignaturePad(canvas, { backgroundColor: "#ffffff", penColor: "#000000", minWidth: 1, maxWidth: 3 });
    pad.clear();
    pad.fromData(points);
  };
  // A scroll bar that goes or a turned device changes the size: never under somebody's hand, who would lose his stroke.
  let [drawing, resized] = [false, false];
  const ended = () => {
    drawing = false;
    if (resized) fit();
    resized = false;
    return store();
  };
  new ResizeObserver(() => {
    resized = drawing;
    if (drawing) return;
    const first = !pad;
    fit();
    if (!first || !pad) return;
    pad.addEventListener("beginStroke", () => { drawing = true; });
    pad.addEventListener("endStroke", ended);
  }).observe(canvas);
  const clear = button(t("signature.clear"), async () => {
    pad?.clear();
    taken.disabled = true;
    await change((report) => { report.signature = { name: report.signature?.name }; });
    record = null;
  }, { sign: "trash" });
  return h("div", { class: "stack" }, h("p", { class: "label" }, t("signature.field")), canvas, h("div", { class: "row" }, clear, taken));
}

/** Five big stars; the same one again takes the rating back. */
function stars(data, change, redraw, most) {
  const star = (n) => h("button", {
    type: "button", class: n <= (data.rating ?? 0) ? "star on" : "star", "aria-label": t("rating.stars", { n }),
    "aria-pressed": String(n === data.rating),
    onclick: async () => {
      await change((report) => { report.rating = report.rating === n ? null : n; });
      redraw();
    },
  }, "★");
  return h("section", { class: "card" }, h("h2", {}, t("rating.title")), h("p", { class: "muted" }, t("rating.hint")),
    h("div", { class: "stars", role: "group", "aria-label": t("rating.title") }, [1, 2, 3, 4, 5].map(star)),
    data.rating ? text(t("rating.note"), data.rating_note, (value) => change((report) => { report.rating_note = value; }), { rows: 2, maxlength: most }) : null);
}
