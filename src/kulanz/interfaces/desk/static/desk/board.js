// The planning board: visits are dragged onto a person and an hour, or taken there by the keyboard.
// The server decides; what is drawn here while choosing (free, taken) is only a hint.
import { element } from "../ui/js/words.js";
import { enter, jump, walk } from "./board_roving.js";

const STEP = 15;
const FIRST = 360; // the bar of a day shows 6:00 to 20:00
const SHOWN = 840;
let picked = null;
let refocus = "";

const board = () => document.querySelector("[data-board]");
const pad = (number) => String(number).padStart(2, "0");
const clock = (minutes) => `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;

function say(text) {
  const place = document.querySelector("[data-board-says]");
  if (place) place.textContent = text;
}

function cells(row) {
  return [...row.querySelectorAll("td[data-day]")].filter((cell) => cell.getClientRects().length);
}

function rows() {
  return [...board().querySelectorAll("tr[data-tech]")];
}

function busy(cell, visit) {
  return [...cell.querySelectorAll("[data-since]")].filter((card) => card.dataset.visit !== visit || !visit)
    .map((card) => ({ since: Number(card.dataset.since), until: Number(card.dataset.until), number: card.dataset.number }));
}

function clash(cell, start) {
  return busy(cell, picked.visit).find((one) => one.since < start + picked.minutes && one.until > start);
}

// The hour it has already, or the first gap of the technician's day.
function proposed(cell) {
  if (picked.start !== null && !clash(cell, picked.start)) return picked.start;
  const row = cell.closest("tr");
  let start = Number(row.dataset.opens);
  for (const one of busy(cell, picked.visit).sort((a, b) => a.since - b.since)) {
    if (one.until > start && one.since < start + picked.minutes) start = Math.ceil(one.until / STEP) * STEP;
  }
  return Math.min(start, 24 * 60 - STEP);
}

function pick(card) {
  drop();
  const starts = card.dataset.starts ?? "";
  picked = {
    card,
    visit: card.dataset.visit,
    version: card.dataset.version,
    minutes: Number(card.dataset.minutes),
    number: card.dataset.number,
    crew: (card.dataset.crew ?? "").split(",").filter(Boolean),
    from: card.closest("tr")?.dataset.tech ?? "",
    start: starts ? Number(starts.slice(11, 13)) * 60 + Number(starts.slice(14, 16)) : null,
    at: 0,
    cell: null,
  };
  card.classList.add("is-picked");
  if (card.dataset.suggest) suggest(card.dataset.suggest);
}

function drop() {
  if (!picked) return;
  picked.card.classList.remove("is-picked");
  unmark();
  picked = null;
}

function unmark() {
  for (const ghost of document.querySelectorAll(".bk-ghost")) ghost.remove();
  for (const cell of document.querySelectorAll("td.is-target")) cell.classList.remove("is-target");
}

function show(cell, start) {
  unmark();
  picked.cell = cell;
  picked.at = Math.max(0, Math.min(start, 24 * 60 - STEP));
  const other = clash(cell, picked.at);
  const span = `${clock(picked.at)}–${clock((picked.at + picked.minutes) % (24 * 60))}`;
  cell.classList.add("is-target");
  cell.append(element("div", { class: `bk-ghost${other ? " is-clash" : ""}`, "aria-hidden": "true" }, `${span} ${picked.number}`));
  const words = board().dataset;
  return `${cell.closest("tr").dataset.name}, ${cell.dataset.label}, ${span}, ${other ? `${words.wordTaken} ${other.number}` : words.wordFree}`;
}

function crewFor(row, added) {
  const person = row.dataset.tech;
  const rest = picked.crew.filter((one) => one !== person);
  if (added) return [...rest, person];
  // whoever it was taken from makes room, the others still come along
  const others = rest.filter((one) => one !== picked.from);
  return picked.from && picked.crew[0] !== picked.from ? [...others, person] : [person, ...others];
}

function plan(added = false) {
  const form = document.getElementById("plan-form");
  if (!form || !picked?.cell) return;
  const row = picked.cell.closest("tr");
  form.elements.visit.value = picked.visit;
  form.elements.version.value = picked.version;
  form.elements.crew.value = crewFor(row, added).join(",");
  form.elements.starts.value = `${picked.cell.dataset.day}T${clock(picked.at)}`;
  refocus = `v${picked.visit}-${row.dataset.tech}-${picked.cell.dataset.day}`;
  say(board().dataset.wordSent);
  form.requestSubmit();
}

async function suggest(url) {
  const place = document.getElementById("suggestions");
  if (!place) return;
  const visit = picked?.visit;
  const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || picked?.visit !== visit) return;
  place.innerHTML = await answer.text();
  window.htmx?.process(place);
  const barred = (place.querySelector("[data-barred]")?.dataset.barred ?? "").split(",");
  for (const row of rows()) row.classList.toggle("is-barred", barred.includes(row.dataset.tech));
}

// --- by hand

function hour(cell, x) {
  const box = cell.getBoundingClientRect();
  const minutes = FIRST + ((x - box.left) / box.width) * SHOWN;
  return Math.round(minutes / STEP) * STEP;
}

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.('[data-board][data-may-plan] [data-visit][draggable="true"]');
  if (!card) return;
  pick(card);
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.number);
});
document.addEventListener("dragover", (event) => {
  const cell = picked && event.target.closest?.("td[data-day]");
  if (!cell) return;
  event.preventDefault();
  show(cell, hour(cell, event.clientX));
});
document.addEventListener("drop", (event) => {
  const cell = picked && event.target.closest?.("td[data-day]");
  if (!cell) return;
  event.preventDefault();
  show(cell, hour(cell, event.clientX));
  plan(event.shiftKey);
});
document.addEventListener("dragend", () => { if (picked && !refocus) drop(); });

// --- by keyboard

function begin(card) {
  pick(card);
  const here = card.closest("td[data-day]");
  const first = rows()[0];
  if (!first) return;
  const cell = here ?? cells(first).find((one) => one.classList.contains("is-today")) ?? cells(first)[0];
  cell.focus();
  say(`${picked.number} ${board().dataset.wordPicked} ${show(cell, proposed(cell))}`);
}

function neighbour(cell, key) {
  const row = cell.closest("tr");
  const inRow = cells(row);
  const all = rows();
  const column = inRow.indexOf(cell);
  if (key === "ArrowLeft") return inRow[column - 1];
  if (key === "ArrowRight") return inRow[column + 1];
  const other = all[all.indexOf(row) + (key === "ArrowDown" ? 1 : -1)];
  return other && cells(other)[column];
}

function onKey(event) {
  if (event.metaKey || event.altKey || !board()) return;
  if (event.ctrlKey) {
    if (!picked && ["Home", "End"].includes(event.key)) walk(event);
    return;
  }
  const cell = event.target.closest?.("td[data-day]");
  const card = event.target.closest?.('[data-may-plan] [data-visit][draggable="true"]');
  if (!picked && event.key === "p" && card) { event.preventDefault(); begin(card); return; }
  if (picked && event.key === "Escape") {
    event.preventDefault();
    const back = picked.card.querySelector("a");
    drop();
    say(board().dataset.wordDropped);
    back?.focus();
    return;
  }
  if (!picked && event.key === "z" && !event.target.closest?.("input, select, textarea, dialog")) { event.preventDefault(); jump(); return; }
  if (!picked && walk(event)) return;
  if (!cell || event.target !== cell) return;
  if (event.key.startsWith("Arrow")) {
    const next = neighbour(cell, event.key);
    event.preventDefault();
    if (!next) return;
    next.focus();
    say(show(next, proposed(next)));
    return;
  }
  if (!picked) {
    if (event.key === "Enter") { event.preventDefault(); cell.querySelector("a, button")?.focus(); }
    return;
  }
  const shift = { "+": STEP, "=": STEP, "-": -STEP, PageDown: 60, PageUp: -60 }[event.key];
  if (shift) { event.preventDefault(); say(show(cell, picked.at + shift)); return; }
  if (event.key === "Enter") { event.preventDefault(); plan(); }
  if (event.key === "m") { event.preventDefault(); plan(true); }
}

document.addEventListener("keydown", onKey, true);
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-pick]");
  if (button) begin(button.closest("[data-visit]"));
  if (event.target.closest?.("[data-print]")) window.print();
});

// A refusal comes back as a board, too.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "board" && [409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:afterSettle", () => {
  picked = null;
  if (!board()) return;
  const problem = document.getElementById("board-problem");
  const target = problem ?? document.getElementById(refocus)?.querySelector("a");
  refocus = "";
  target?.focus();
  enter();
});
document.addEventListener("htmx:sendError", () => { refocus = ""; drop(); });

enter();

// Back from a certificate: the visit it was about is marked, with who could go now.
const wanted = location.hash.startsWith("#w") ? document.getElementById(location.hash.slice(1)) : null;
if (wanted?.dataset.suggest) suggest(wanted.dataset.suggest);
