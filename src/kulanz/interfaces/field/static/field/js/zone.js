// The tenant's time zone: whoever reads the report goes by it, wherever the device is. A day that names none, or
// one this browser does not know, leaves the device's own.
const DAY = 86_400_000;
let name;
const OWN = reading();
let reader = OWN;

function reading(timeZone) {
  return new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
}

export function useZone(wanted) {
  const next = wanted || undefined;
  if (next === name) return;
  try {
    reader = reading(next);
    name = next;
  } catch {
    reader = OWN;
    name = undefined;
  }
}

/** For the browser's own ways to write a time. */
export function here() {
  return { timeZone: name };
}

function written(format, moment) {
  const at = Object.fromEntries(format.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]));
  return `${at.year.padStart(4, "0")}-${at.month}-${at.day}T${at.hour}:${at.minute}`;
}

/** What calendar and clock show at a moment, as a time field has it: 2026-11-22T08:30. */
export function wallOf(moment) {
  return written(reader, moment);
}

/** The day after, which is not always 24 hours away. */
export function dayAfter(day) {
  return new Date(Date.parse(`${day}T12:00Z`) + DAY).toISOString().slice(0, 10);
}

/**
 * The moment at which calendar and clock show this; null of what is no time. Where the clocks are put back they
 * show it twice: then the moment nearer to `near`. Where they are put forward, never: then as if they were not.
 */
export function momentOf(wall, near) {
  const plain = Date.parse(`${wall.slice(0, 16)}Z`);
  if (Number.isNaN(plain)) return null;
  const shownAt = (moment) => Date.parse(`${wallOf(moment)}Z`);
  const [before, after] = [plain - DAY, plain + DAY].map((beside) => plain - (shownAt(beside) - beside));
  const far = (moment) => Math.abs(moment - Date.parse(near));
  if (shownAt(after) !== plain) return new Date(before);
  return new Date(shownAt(before) === plain && far(before) <= far(after) ? before : after);
}

/** Whether this device shows another time than the tenant's clock does at a moment. */
export function isElsewhere(moment) {
  return written(OWN, moment) !== wallOf(moment);
}

/** The zone in words of a language: Mitteleuropäische Zeit. */
export function zoneWords(locale) {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: "longGeneric" }).formatToParts();
  return parts.find(({ type }) => type === "timeZoneName").value;
}
