// The start: whose device, which language, what is kept; then the screens, by the part behind the # sign.
import { Cleared, Full, isCleared, meta } from "./db.js";
import { keepStore } from "./device.js";
import { h, hush, say } from "./dom.js";
import { whenQueued } from "./drafts.js";
import { watchFoot } from "./foot.js";
import { listenToOthers } from "./others.js";
import { standsInTheWay } from "./gatekeeper.js";
import { endSession, hasLeft } from "./leaving.js";
import { conflictScreen } from "./screens/conflict.js";
import { settingsScreen } from "./screens/settings.js";
import { stepScreen, stepsScreen } from "./screens/steps.js";
import { tourScreen } from "./screens/tour.js";
import { unsentScreen } from "./screens/unsent.js";
import { visitScreen } from "./screens/visit.js";
import { start, status, sync } from "./sync.js";
import { installWorker } from "./update.js";
import { speak, t } from "./words.js";
import { useZone } from "./zone.js";

const SCREENS = [
  [/^$/, tourScreen],
  [/^besuch\/(\d+)$/, visitScreen],
  [/^besuch\/(\d+)\/bericht$/, stepsScreen],
  [/^besuch\/(\d+)\/bericht\/(\w+)$/, stepScreen],
  [/^offen$/, unsentScreen],
  [/^konflikt\/([\w-]+)$/, conflictScreen],
  [/^einstellungen$/, settingsScreen],
];
const main = document.getElementById("main");
const foot = document.getElementById("foot");
let drawn = 0;
let shown = "";
let depth = 0; // which of this window's pages is shown
let outdated = async () => false; // what the screen shows is over: it is drawn anew whatever is typed in it

function route() {
  const path = location.hash.replace(/^#\/?/, "");
  for (const [pattern, screen] of SCREENS) {
    const found = path.match(pattern);
    if (found) return () => screen(...found.slice(1));
  }
  return tourScreen;
}

/** The colours of the house he works for; without a day those of the page. */
let worn = [];
function wear(brand) {
  const { style } = document.documentElement;
  for (const name of worn) style.removeProperty(name);
  const colours = brand?.color ? { "--head": brand.color, ...brand.properties } : {};
  worn = Object.keys(colours);
  for (const name of worn) style.setProperty(name, colours[name]);
}

/** Draws the screen; only the latest call counts, and a new screen starts at its top. */
async function draw() {
  const mine = ++drawn;
  const place = location.hash;
  const day = status.mode === "ready" ? await meta("day") : null;
  wear(day?.brand);
  useZone(day?.zone);
  const made = (await standsInTheWay()) ?? await route()();
  if (mine !== drawn) return;
  outdated = made.outdated ?? (async () => false);
  main.replaceChildren(...[made.content].flat(4).filter(Boolean));
  const actions = [made.actions].flat().filter(Boolean);
  foot.replaceChildren(h("div", { class: "foot-row" }, actions));
  foot.hidden = !actions.length;
  document.title = made.title;
  document.documentElement.dataset.screen = made.name ?? "";
  document.documentElement.dataset.place = place.replace(/^#\/?/, "");
  if (place !== shown) {
    hush();
    depth = history.state?.depth ?? depth + 1;
    history.replaceState({ depth }, "");
    shown = place;
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

/** The world moved on: what is not being typed in may be drawn anew. */
let soon = 0;
function changed({ others = false } = {}) {
  clearTimeout(soon);
  soon = setTimeout(async () => {
    if (document.querySelector("dialog[open]")) return;
    const over = status.mode === "ready" && await outdated();
    const typing = main.querySelector("input:focus, textarea:focus, select:focus");
    const still = document.documentElement.dataset.screen === "still" && status.mode === "ready";
    // What another window wrote is shown where nobody is at work in this one.
    if (over || (!typing && (!still || (others && document.hidden)))) draw();
  }, 60);
}

/** The way back leads out of an open question first, and then off the page it stands on. */
function moved() {
  const away = depth - (history.state?.depth ?? depth);
  const open = document.querySelectorAll("dialog[open]");
  for (const dialog of open) dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
  if (open.length && away) history.go(away);
  else draw();
}

async function begin() {
  const [day, owner, locked] = await Promise.all([meta("day"), meta("owner"), meta("locked")]);
  await speak(owner?.language ?? day?.technician?.language ?? document.documentElement.lang);
  status.mode = hasLeft() ? "left" : locked === "foreign" ? "foreign" : locked ? "locked" : day ? "ready" : "empty";
  status.online = navigator.onLine;
  depth = history.state?.depth ?? 0;
  history.replaceState({ depth }, "");
  window.addEventListener("hashchange", moved);
  window.addEventListener("field:room", watchFoot);
  listenToOthers(() => { watchFoot(); changed({ others: true }); });
  whenQueued(() => sync());
  watchFoot();
  installWorker();
  await draw();
  if (hasLeft()) return endSession();
  keepStore();
  await start(async () => {
    if (status.mode === "ready") await speak((await meta("owner"))?.language ?? "de");
    watchFoot();
    changed();
  });
}

window.addEventListener("field:draw", () => draw());
// What was pressed and found no room did not happen: nothing of it is stored.
// What was asked of a device that is cleared meanwhile has no answer, and the screen says why.
window.addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof Cleared || isCleared()) return event.preventDefault();
  if (!(event.reason instanceof Full)) return;
  event.preventDefault();
  say(t("room.none"));
});
begin();
