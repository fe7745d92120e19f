// Photos: many, large; each is made smaller and stored before the next one is taken up.
import { limitsOf } from "../checks.js";
import { Full } from "../db.js";
import { h, icon, notice, say } from "../dom.js";
import { text } from "../fields.js";
import { dropPhoto, imageAddress, keepPhoto, photosOf, shrink } from "../photos.js";
import { sync } from "../sync.js";
import { t, tn } from "../words.js";

const KINDS = ["before", "after", "plate", "other"];
let noRoom = 0; // photos the device had no room for, the last time

export const photos = {
  name: "fotos",
  sign: "camera",
  title: () => t("step.photos"),
  optional: true,
  done: (data) => Boolean(data.photos?.length),
  async draw(context) {
    const { visit, data, day } = context;
    const kept = await photosOf(visit.id);
    const most = day.limits?.photos ?? Infinity;
    const taken = data.photos?.length ?? 0;
    return [
      taken < most
        ? h("div", { class: "row" },
          picker(t("photos.take"), "camera", { capture: "environment" }, context, most - taken),
          picker(t("photos.choose"), "photo-plus", { multiple: true }, context, most - taken))
        : notice("warn", "photo-off", tn("photos.full", most)),
      noRoom > 0 && notice("danger", "photo-off", h("strong", {}, tn("photos.no_room", noRoom)), h("p", {}, t("photos.no_room_text"))),
      taken > 0 && h("p", { class: "muted" }, tn("n.photos", taken)),
      h("div", { class: "photos" }, (data.photos ?? []).map((photo) => card(photo, kept.get(photo.id), context))),
    ];
  },
};

function picker(label, sign, more, context, room) {
  const input = h("input", { type: "file", accept: "image/*", class: "visually-hidden", ...more, onchange: async () => {
    const files = [...input.files].slice(0, room);
    input.value = "";
    await take(files, context);
  } });
  return h("label", { class: "btn btn-primary" }, icon(sign), label, input);
}

async function take(files, { visit, change, redraw }) {
  let failed = 0;
  noRoom = 0;
  for (const [at, file] of files.entries()) {
    if (files.length > 1) progress(at + 1, files.length);
    try {
      const photo = await keepPhoto({ visit: visit.id, ...await shrink(file) });
      await change((report) => {
        report.photos = [...(report.photos ?? []), { id: photo.id, caption: "", kind: "other" }];
      });
    } catch (error) {
      console.warn(error);
      if (error instanceof Full) { noRoom = files.length - at; break; }
      failed += 1;
    }
  }
  if (noRoom) document.querySelector(".photo-progress")?.remove();
  if (failed) say(tn("photos.failed", failed));
  redraw();
  sync();
}

/** Said at the photos alone: elsewhere it would lie where somebody signs, and the foot counts what is not sent. */
function progress(at, of) {
  if (!location.hash.endsWith(`/${photos.name}`)) return;
  const box = document.querySelector(".photo-progress") ?? h("div", { class: "toast photo-progress", role: "status" });
  box.textContent = t("photos.working", { at, of });
  document.getElementById("toasts").append(box);
  if (at === of) setTimeout(() => box.remove(), 1500);
}

function card(photo, kept, { day, change, redraw }) {
  const set = (piece) => change((report) => {
    report.photos = report.photos.map((one) => (one.id === photo.id ? { ...one, ...piece } : one));
  });
  const drop = async () => {
    await change((report) => { report.photos = report.photos.filter((one) => one.id !== photo.id); });
    if (kept?.state !== "sent") await dropPhoto(photo.id);
    noRoom = 0;
    redraw();
  };
  const kinds = h("select", { class: "input", "aria-label": t("photo.kind"), onchange: (event) => set({ kind: event.target.value }) },
    KINDS.map((kind) => h("option", { value: kind, selected: kind === photo.kind }, t(`photo.${kind}`))));
  return h("figure", { class: "photo" },
    kept ? picture(kept) : h("div", { class: "photo-away" }, icon("photo"), t("photo.elsewhere")),
    h("figcaption", {}, kinds, text(t("photo.caption"), photo.caption, (caption) => set({ caption }), { maxlength: limitsOf(day).texts.photo_caption }),
      h("button", { type: "button", class: "btn", onclick: drop }, icon("trash"), t("remove"))));
}

function picture(kept) {
  const address = imageAddress(kept);
  return h("img", { src: address, alt: "", onload: () => URL.revokeObjectURL(address) });
}
