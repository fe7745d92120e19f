// What is still on this device only, in the order in which it will go out; and what needs a decision.
import { button, h, icon, linkButton, notice } from "../dom.js";
import { imageAddress } from "../photos.js";
import { isBack, openCount, takeBack, unsent } from "../queue.js";
import { status, sync } from "../sync.js";
import { clockOf } from "../visits.js";
import { t, tn } from "../words.js";
import { head, tabs } from "./head.js";
import { wayBack } from "./visit.js";

export async function unsentScreen() {
  const found = await unsent();
  const { back, entries, held, photos, stuck, drafts } = found;
  const decisions = held.length + stuck.length + back.length;
  const going = entries.length + photos.length + drafts.length;
  return {
    title: t("tab.unsent"),
    content: [
      head(t("tab.unsent")),
      ...held.map(heldCard),
      ...stuck.map((photo) => notice("danger", "photo-off", h("strong", {}, t("unsent.photo_refused")), h("p", {}, photo.message))),
      ...back.map(backCard),
      !going && !decisions && notice("ok", "check", t("unsent.none")),
      (entries.length > 0 || drafts.length > 0) && h("section", { class: "card" }, h("h2", {}, t("unsent.entries")),
        h("ul", { class: "lines" },
          entries.map((entry) => line(entry.label, t(`entry.${entry.kind}`), clockOf(entry.at))),
          drafts.map((draft) => line(draft.label, t("entry.draft"), "")))),
      photos.length > 0 && h("section", { class: "card" }, h("h2", {}, tn("n.photos", photos.length)), h("div", { class: "thumbs" }, photos.map(thumb))),
      decisions > 0 && h("p", { class: "muted" }, t("unsent.decide")),
      !decisions && going > 0 && h("p", { class: "muted" }, status.online ? t("unsent.trying") : t("bar.later")),
      (entries.length > 0 || photos.length > 0) && button(t("unsent.now"), () => sync(), { sign: "refresh", disabled: status.running }),
    ].filter(Boolean),
    actions: tabs("unsent", openCount(found)),
  };
}

function line(label, text, time) {
  return h("li", {}, h("strong", {}, label), h("span", { class: "muted" }, [text, time].filter(Boolean).join(" · ")));
}

function heldCard(entry) {
  const way = entry.state === "conflict"
    ? linkButton(t("conflict.settle"), `#/konflikt/${entry.id}`, { kind: "btn-primary", sign: "arrows-split" })
    : [linkButton(t("visit"), `#/besuch/${entry.visit}`, { sign: "eye" }), button(t(entry.kind === "report" ? "refused.back" : "refused.seen"), async () => {
      const draft = await takeBack(entry.id);
      if (isBack(draft)) location.hash = wayBack(draft);
      else window.dispatchEvent(new Event("field:draw"));
      sync();
    }, { kind: entry.kind === "report" ? "btn-primary" : "", sign: "arrow-back-up" })];
  return h("section", { class: "card tone-danger" },
    h("h2", {}, icon("alert-triangle"), h("span", {}, `${entry.label}: ${t(`entry.${entry.kind}`)}`)),
    entry.state === "conflict" ? h("p", {}, t("conflict.there")) : [h("p", {}, h("strong", {}, t("refused.title"))), entry.message && h("p", {}, entry.message)],
    h("div", { class: "row" }, way));
}

function backCard(draft) {
  return h("section", { class: "card tone-danger" },
    h("h2", {}, icon("arrow-back-up"), h("span", {}, `${draft.label}: ${t("back.title")}`)),
    h("p", {}, draft.back.message),
    h("div", { class: "row" }, linkButton(t("report.go_on"), wayBack(draft), { kind: "btn-primary", sign: "pencil" })));
}

function thumb(photo) {
  const address = imageAddress(photo);
  return h("img", { src: address, alt: "", onload: () => URL.revokeObjectURL(address) });
}
