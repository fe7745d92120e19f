// Screens that stand before all others: nobody signed in, somebody else's device, an access that has ended.
import { wipe } from "./db.js";
import { ask, button, h, icon, linkButton } from "./dom.js";
import { LOGIN, LOGOUT } from "./frame.js";
import { leave } from "./leaving.js";
import { unsent } from "./queue.js";
import { roomLeft } from "./room.js";
import { status, sync } from "./sync.js";
import { t, tn } from "./words.js";

export async function standsInTheWay() {
  const screens = { locked, foreign, clearing, revoked, left, empty };
  return screens[status.mode]?.() ?? null;
}

function whole(sign, title, texts, actions) {
  return {
    title, name: status.mode,
    content: [h("div", { class: "whole" }, icon(sign), h("h1", {}, title), texts.map((text) => h("p", {}, text)))],
    actions,
  };
}

async function pending() {
  const { back, entries, held, photos, stuck, drafts } = await unsent();
  return back.length + entries.length + held.length + photos.length + stuck.length + drafts.length;
}

async function locked() {
  const count = await pending();
  return whole("lock", t("locked.title"), [t("locked.text"), count ? tn("locked.waiting", count) : ""], [
    linkButton(t("login"), LOGIN, { kind: "btn-primary", sign: "login" }),
  ]);
}

async function foreign() {
  const count = await pending();
  return whole("user-exclamation", t("foreign.title"), [
    t("foreign.text"), count ? tn("foreign.waiting", count) : t("foreign.nothing"),
  ], [
    button(t("foreign.leave"), () => { location.href = LOGOUT; }, { sign: "logout" }),
    button(t("foreign.take"), () => takeDevice(count), { kind: count ? "btn-danger" : "btn-primary", sign: "user-check" }),
  ]);
}

async function takeDevice(count) {
  const text = count ? tn("foreign.lost", count) : t("foreign.sure");
  if (!await ask(t("foreign.take"), text, t("foreign.yes"), { danger: count > 0 })) return;
  await wipe();
  location.reload();
}

function clearing() {
  return whole("refresh", t("revoked.title"), [t("revoked.clearing")], []);
}

function revoked() {
  return whole("circle-off", t("revoked.title"), [t("revoked.text")], [
    linkButton(t("login"), LOGIN, { sign: "login" }),
  ]);
}

function left() {
  return whole("logout", t("left.title"), [t("left.text")], []);
}

function empty() {
  if (status.running) return whole("refresh", t("empty.loading"), [], []);
  const full = roomLeft() === "none";
  const title = t(status.failing && !full ? "empty.failing_title" : "empty.title");
  return whole(full ? "alert-octagon" : "cloud-off", title, [t(full ? "empty.full" : status.failing ? "empty.failing" : "empty.text")], [
    button(t("again"), () => sync({ day: true }), { kind: "btn-primary", sign: "refresh" }),
    button(t("logout"), leave, { sign: "logout" }),
  ]);
}
