// The week is one stop of the tab key, the list of what waits another; the arrows reach all that lies in them.
const LIST = ".board-waiting > .plain-list";
const WEEK = "[data-board] .board-table";
const PLACE = 'td[data-day], th[scope="row"]';
const CONTROL = "a[href], button";

const shown = (node) => node.getClientRects().length > 0;
const week = () => document.querySelector(WEEK);
const list = () => document.querySelector(LIST);
const zoneOf = (node) => node?.closest?.(`${LIST}, ${WEEK}`) ?? null;
const controls = (node) => [...node.querySelectorAll(CONTROL)].filter(shown);

// Called when the board is new; what is there already is left where it was.
export function enter() {
  const today = [...(week()?.querySelectorAll("td.is-today") ?? [])].find(shown);
  arrange(week(), today ?? [...(week()?.querySelectorAll("td[data-day]") ?? [])].find(shown));
  arrange(list(), list()?.querySelector(CONTROL));
}

function arrange(zone, first) {
  if (!zone) return;
  for (const node of zone.querySelectorAll(CONTROL)) node.tabIndex = -1;
  if (first) stopAt(zone, first);
}

function stopAt(zone, node) {
  for (const old of zone.querySelectorAll('[tabindex="0"]')) old.tabIndex = -1;
  node.tabIndex = 0;
}

function stopOf(zone) {
  const stop = zone?.querySelector('[tabindex="0"]');
  return stop && shown(stop) ? stop : null;
}

// The place a key leads to; null where there is nothing more, undefined where the key means nothing here.
function target(event) {
  const zone = zoneOf(event.target);
  if (!zone) return undefined;
  return zone.matches(LIST) ? inList(zone, event.target, event.key) : inWeek(event.target, event.key, event.ctrlKey);
}

export function walk(event) {
  const next = target(event);
  if (next === undefined) return false;
  event.preventDefault();
  next?.focus();
  return true;
}

// From the list to the week and back; from anywhere else to the list first, where planning begins.
export function jump() {
  const zones = zoneOf(document.activeElement) === list() ? [week()] : zoneOf(document.activeElement) ? [list()] : [list(), week()];
  zones.map(stopOf).find(Boolean)?.focus();
}

function inList(zone, node, key) {
  const items = [...zone.children];
  const item = node.closest("li");
  const column = controls(item).indexOf(node.closest(CONTROL));
  const along = (other) => (other ? (controls(other)[column] ?? controls(other)[0]) : null);
  switch (key) {
    case "ArrowDown": return along(items[items.indexOf(item) + 1]);
    case "ArrowUp": return along(items[items.indexOf(item) - 1]);
    case "Home": return along(items[0]);
    case "End": return along(items.at(-1));
    case "ArrowRight": return controls(item)[column + 1] ?? null;
    case "ArrowLeft": return controls(item)[column - 1] ?? null;
    default: return undefined;
  }
}

function inWeek(node, key, far) {
  const place = node.closest(PLACE);
  if (!place) return undefined;
  const inside = place.matches("td") && node !== place;
  const own = controls(place);
  const here = own.indexOf(node.closest(CONTROL));
  if (inside && key === "Escape") return place;
  if (inside && key === "ArrowDown" && own[here + 1]) return own[here + 1];
  if (inside && key === "ArrowUp" && own[here - 1]) return own[here - 1];
  const next = beside(place, key, far);
  if (!next) return next;
  const lies = controls(next);
  if (next.matches("th")) return lies[0] ?? null;
  return inside ? (key === "ArrowUp" ? lies.at(-1) : lies[0]) ?? next : next;
}

function beside(place, key, far) {
  const rows = [...week().querySelectorAll("tr[data-tech]")];
  const line = (row) => [...row.querySelectorAll(PLACE)].filter(shown);
  const row = place.closest("tr");
  const column = line(row).indexOf(place);
  const across = (other) => (other ? (line(other)[column] ?? null) : null);
  const days = (other) => line(other).filter((one) => one.matches("td"));
  switch (key) {
    case "ArrowDown": return across(rows[rows.indexOf(row) + 1]);
    case "ArrowUp": return across(rows[rows.indexOf(row) - 1]);
    case "ArrowRight": return line(row)[column + 1] ?? null;
    case "ArrowLeft": return line(row)[column - 1] ?? null;
    case "Home": return days(far ? rows[0] : row)[0] ?? null;
    case "End": return days(far ? rows.at(-1) : row).at(-1) ?? null;
    default: return undefined;
  }
}

document.addEventListener("focusin", (event) => {
  const zone = zoneOf(event.target);
  const node = event.target.closest?.(`${CONTROL}, td[data-day]`);
  if (zone && node) stopAt(zone, node);
});
// On a narrow screen one day is shown: the stop may be in one that is not.
addEventListener("resize", () => { if (week() && !stopOf(week())) enter(); });
