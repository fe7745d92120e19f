// The report in the making. Every change is stored at once; the server hears of it a little later.
import { Full, all, get, writing } from "./db.js";
import { say } from "./dom.js";
import { tellOthers } from "./others.js";
import { queueDraft } from "./queue.js";
import { dropStale } from "./signed.js";
import { t } from "./words.js";

const PAUSE = 4000;
const timers = new Map();
// Visit → its draft, and the changes that are not stored yet: no longer than a moment, or until there is room.
const owed = new Map();
let onQueued = () => {};

/** What to do when a draft has become an entry. */
export function whenQueued(run) {
  onQueued = run;
}

/** The draft of a visit, made of what the server knows where this device has none. */
export async function draftOf(visit) {
  const draft = await get("drafts", visit.id) ?? {
    visit: visit.id,
    data: structuredClone(visit.draft?.data ?? {}),
    base: visit.draft?.version ?? 0,
    changed: false,
    closed: null,
    label: visit.number,
    snapshot: visit,
  };
  for (const change of owed.get(visit.id)?.changes ?? []) change(draft.data);
  dropStale(draft.data);
  return draft;
}

/**
 * Stores the change before anything else happens, and tells the server after a pause. It is made on what is
 * stored, not on what this window last saw: another window of the device may have written meanwhile. What finds
 * no room stands on the screen, the bar says so, and it is stored as soon as there is room.
 */
export async function keep(draft, change) {
  const whole = (data) => { change(data); return dropStale(data); };
  if (whole(draft.data)) say(t("signature.changed"));
  owed.set(draft.visit, { draft, changes: [...owed.get(draft.visit)?.changes ?? [], whole] });
  try {
    await store(draft);
  } catch (error) {
    if (!(error instanceof Full)) throw error;
  }
}

/** Stores what found no room before; Full where there still is none. */
export async function keepOwed() {
  for (const { draft } of [...owed.values()]) await store(draft);
}

async function store(draft) {
  let [closed, written, due] = [false, null, []];
  await writing(["drafts"], async (tx) => {
    const stored = await tx.store.get(draft.visit);
    closed = Boolean(stored?.closed);
    due = owed.get(draft.visit)?.changes ?? [];
    if (closed || !due.length) return;
    const data = structuredClone(stored?.data ?? draft.data);
    if (stored) for (const one of due) one(data);
    const { base = draft.base, snapshot = draft.snapshot, back = null } = stored ?? {};
    await tx.store.put({ ...draft, base, snapshot, back, closed: null, data, changed: true });
    written = data;
  });
  const later = owed.get(draft.visit)?.changes.slice(due.length) ?? [];
  if (later.length) owed.get(draft.visit).changes = later;
  else owed.delete(draft.visit);
  if (closed) { // finished in another window
    window.dispatchEvent(new Event("field:draw"));
    return;
  }
  if (!written) return; // another change took this one along
  for (const field of Object.keys(draft.data)) if (!(field in written)) delete draft.data[field];
  Object.assign(draft.data, written);
  draft.changed = true;
  tellOthers();
  clearTimeout(timers.get(draft.visit));
  timers.set(draft.visit, setTimeout(() => flush(draft.visit), PAUSE));
}

async function flush(visit) {
  timers.delete(visit);
  try {
    if (await queueDraft(visit)) onQueued();
  } catch (error) {
    if (!(error instanceof Full)) throw error; // stored it is; the next contact tries again
  }
}

/** Makes entries of everything that was typed, also of what an earlier run of the app left. */
export async function flushAll() {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  await keepOwed();
  let queued = false;
  for (const draft of await all("drafts")) {
    if (draft.changed && !draft.closed && await queueDraft(draft.visit)) queued = true;
  }
  return queued;
}
