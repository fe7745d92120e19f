// The report in the making. Every change is stored at once; the server hears of it a little later.
import { all, get, writing } from "./db.js";
import { tellOthers } from "./others.js";
import { queueDraft } from "./queue.js";

const PAUSE = 4000;
const timers = new Map();
const owed = new WeakMap();
let onQueued = () => {};

/** What to do when a draft has become an entry. */
export function whenQueued(run) {
  onQueued = run;
}

/** The draft of a visit, made of what the server knows where this device has none. */
export async function draftOf(visit) {
  const kept = await get("drafts", visit.id);
  if (kept) return kept;
  return {
    visit: visit.id,
    data: structuredClone(visit.draft?.data ?? {}),
    base: visit.draft?.version ?? 0,
    changed: false,
    closed: null,
    label: visit.number,
    snapshot: visit,
  };
}

/**
 * Stores the change before anything else happens, and tells the server after a pause. It is made on what is
 * stored, not on what this window last saw: another window of the device may have written meanwhile.
 */
export async function keep(draft, change) {
  const due = [...(owed.get(draft) ?? []), change];
  change(draft.data);
  let [closed, written] = [false, null];
  try {
    await writing(["drafts"], async (tx) => {
      const stored = await tx.store.get(draft.visit);
      closed = Boolean(stored?.closed);
      if (closed) return;
      const data = structuredClone(stored?.data ?? draft.data);
      if (stored) for (const one of due) one(data);
      const { base = draft.base, snapshot = draft.snapshot, back = null } = stored ?? {};
      await tx.store.put({ ...draft, base, snapshot, back, closed: null, data, changed: true });
      written = data;
    });
  } catch (error) {
    owed.set(draft, due); // no room: it stands on the screen, and is stored with the next word that is
    throw error;
  }
  owed.delete(draft);
  if (closed) { // finished in another window
    window.dispatchEvent(new Event("field:draw"));
    return;
  }
  for (const field of Object.keys(draft.data)) if (!(field in written)) delete draft.data[field];
  Object.assign(draft.data, written);
  draft.changed = true;
  tellOthers();
  clearTimeout(timers.get(draft.visit));
  timers.set(draft.visit, setTimeout(() => flush(draft.visit), PAUSE));
}

async function flush(visit) {
  timers.delete(visit);
  if (await queueDraft(visit)) onQueued();
}

/** Makes entries of everything that was typed, also of what an earlier run of the app left. */
export async function flushAll() {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  let queued = false;
  for (const draft of await all("drafts")) {
    if (draft.changed && !draft.closed && await queueDraft(draft.visit)) queued = true;
  }
  return queued;
}
