// The device: whose it is, whether it works without network, light or dark, logging out.
import { minutesAhead } from "../clock.js";
import { meta } from "../db.js";
import { ask, button, facts, h, icon, linkButton, notice } from "../dom.js";
import { ACCOUNT, VERSION } from "../frame.js";
import { leave } from "../leaving.js";
import { openCount, unsent } from "../queue.js";
import { roomLeft } from "../room.js";
import { status, sync } from "../sync.js";
import { isOnDevice } from "../update.js";
import { clockOf, dateOf, theDay } from "../visits.js";
import { t } from "../words.js";
import { head, tabs } from "./head.js";

export async function settingsScreen() {
  const [day, owner, seen, found] = await Promise.all([theDay(), meta("owner"), meta("seen"), unsent()]);
  const lasting = await navigator.storage?.persisted?.().catch(() => false);
  const room = await navigator.storage?.estimate?.().catch(() => null);
  return {
    title: t("tab.settings"),
    content: [
      head(t("tab.settings")),
      crowding(),
      h("section", { class: "card" }, h("h2", {}, owner?.name ?? ""), facts(
        [t("settings.firm"), day.technician?.organisation], [t("settings.seen"), seen && `${dateOf(seen)}, ${clockOf(seen)}`],
        [t("settings.net"), status.online ? t("settings.online") : t(status.failing ? "settings.failing" : "settings.offline")],
        [t("settings.installed"), isOnDevice() ? t("yes") : t("settings.not_installed")],
        [t("settings.lasting"), lasting ? t("yes") : t("settings.not_lasting")],
        [t("settings.used"), room && (room.quota ? t("settings.used_of", { used: megabytes(room.usage), of: megabytes(room.quota) }) : megabytes(room.usage))],
        [t("settings.clock"), minutesAhead() ? t(minutesAhead() > 0 ? "bar.clock_ahead" : "bar.clock_behind", { n: Math.abs(minutesAhead()) }) : t("settings.clock_right")],
        [t("settings.version"), VERSION],
      )),
      button(t("settings.refresh"), () => sync({ day: true }), { sign: "refresh", disabled: status.running }),
      theme(),
      h("section", { class: "card" }, h("h2", {}, t("settings.install")), h("p", {}, t("settings.install_text"))),
      h("div", { class: "row" },
        day.technician?.elsewhere && linkButton(t("settings.elsewhere"), day.technician.elsewhere, { sign: "inbox" }),
        linkButton(t("settings.account"), ACCOUNT, { sign: "key" })),
      button(t("logout"), () => goodBye(found), { kind: "btn-danger", sign: "logout" }),
    ],
    actions: tabs("settings", openCount(found)),
  };
}

/** What is full, and what to do. */
function crowding() {
  if (roomLeft() === "enough") return null;
  const none = roomLeft() === "none";
  return notice(none ? "danger" : "warn", "alert-octagon", h("strong", {}, t(none ? "bar.full" : "bar.short")), h("p", {}, t("settings.full_text")));
}

function megabytes(bytes) {
  const many = (bytes ?? 0) / 1e6;
  return many >= 1000 ? `${Math.round(many / 100) / 10} GB`.replace(".", ",") : `${Math.round(many * 10) / 10} MB`.replace(".", ",");
}

function theme() {
  const root = document.documentElement;
  const set = (value) => {
    root.setAttribute("data-bs-theme", value);
    root.setAttribute("data-theme-chosen", "");
    localStorage.setItem("theme", value);
    window.dispatchEvent(new Event("field:draw"));
  };
  const one = (value, sign) => h("button", {
    type: "button", class: "btn", "aria-pressed": String(root.getAttribute("data-bs-theme") === value), onclick: () => set(value),
  }, icon(sign), t(`theme.${value}`));
  return h("section", { class: "card" }, h("h2", {}, t("theme.title")), h("div", { class: "row" }, one("light", "sun"), one("dark", "moon")));
}

async function goodBye({ back, entries, held, photos, stuck, drafts }) {
  const lost = back.length + entries.length + held.length + photos.length + stuck.length + drafts.length;
  const text = lost ? t("logout.lost", { n: lost }) : t("logout.text");
  if (await ask(t("logout"), text, lost ? t("logout.anyway") : t("logout"), { danger: lost > 0 })) await leave();
}
