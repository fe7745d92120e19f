// The bar that says what is still on the device only. It is there on every screen until nothing is left.
import { minutesAhead } from "./clock.js";
import { h, icon } from "./dom.js";
import { unsent } from "./queue.js";
import { roomLeft } from "./room.js";
import { status } from "./sync.js";
import { t, tn } from "./words.js";

export async function watchFoot() {
  const bar = document.getElementById("bar");
  if (["foreign", "clearing", "revoked", "left", "locked", "empty"].includes(status.mode)) {
    bar.replaceChildren();
    return;
  }
  const found = await unsent();
  const needs = found.held.length + found.stuck.length;
  const waits = await waiting(found);
  bar.replaceChildren(...[
    roomLeft() === "none" && line("danger", "alert-octagon", t("bar.full"), "#/einstellungen"),
    roomLeft() === "short" && line("warn", "alert-octagon", t("bar.short"), "#/einstellungen"),
    minutesAhead() !== 0 && line("warn", "clock-exclamation", t(minutesAhead() > 0 ? "bar.clock_ahead" : "bar.clock_behind", {
      n: Math.abs(minutesAhead()),
    }), "#/einstellungen"),
    needs && line("danger", "alert-triangle", tn("bar.needs", needs)),
    found.back.length && line("danger", "arrow-back-up", tn("bar.back", found.back.length)),
    waits.length && line("warn", status.online && status.running ? "cloud-upload" : "cloud-off", [
      `${t("bar.unsent", { what: waits.join(", ") })} `,
      h("span", {}, status.online && status.running ? t("bar.sending") : t(status.failing ? "bar.failing_short" : "bar.later")),
    ]),
    !waits.length && !status.online && line("neutral", status.failing ? "cloud-off" : "wifi-off", t(status.failing ? "bar.failing" : "bar.offline")),
  ].filter(Boolean));
}

async function waiting({ entries, photos, drafts }) {
  const reports = entries.filter((entry) => entry.kind === "report").length;
  const others = entries.filter((entry) => entry.kind !== "dismiss").length - reports + drafts.length;
  return [
    reports && tn("n.reports", reports), others && tn("n.entries", others), photos.length && tn("n.photos", photos.length),
  ].filter(Boolean);
}

function line(tone, sign, text, href = "#/offen") {
  return h("a", { class: `bar tone-${tone}`, href }, icon(sign), h("span", {}, text));
}
