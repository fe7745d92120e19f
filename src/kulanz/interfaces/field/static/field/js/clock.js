// The time as the server has it: the device's own clock may be wrong, and its times go into the report.
const LEAST = 2 * 60 * 1000;
let ahead = Number(localStorage.getItem("field-clock")) || 0;

/** Compares the clocks at a contact; the answer took some time, so half of it counts. */
export function compareClocks(serverTime, asked) {
  const there = Date.parse(serverTime);
  if (!Number.isFinite(there)) return;
  const found = (asked + Date.now()) / 2 - there;
  ahead = Math.abs(found) < LEAST ? 0 : Math.round(found);
  if (ahead) localStorage.setItem("field-clock", String(ahead));
  else localStorage.removeItem("field-clock");
}

/** By how many minutes the device's clock is ahead of the server's; 0 while it is near enough. */
export function minutesAhead() {
  return Math.round(ahead / 60_000);
}

export function now() {
  return new Date(Date.now() - ahead);
}
