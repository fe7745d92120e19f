// What the server said about entries, and what a new day changes on the device.
import { all, writing } from "./db.js";
import { CONFLICT, QUEUED, REFUSED, STORES } from "./queue.js";

const MOST_SENT = 50;

/** Before the first byte goes out: from now on these entries stay as they are. */
export function markTried(batch) {
  return writing(["entries"], async (tx) => {
    for (const { id } of batch) {
      const entry = await tx.store.get(id);
      if (entry) await tx.store.put({ ...entry, tried: true });
    }
  });
}

export function settle(results) {
  return writing(STORES, async (tx) => {
    for (const result of results) {
      const entry = await tx.objectStore("entries").get(result.id);
      if (entry) await settleOne(tx, entry, result);
    }
  });
}

async function settleOne(tx, entry, result) {
  const entries = tx.objectStore("entries");
  const { outcome } = result;
  // Giving up what the server never kept is no news for anybody.
  if ((outcome === CONFLICT || outcome === REFUSED) && entry.kind !== "dismiss") {
    await entries.put({
      ...entry, state: outcome, message: result.message ?? "", field: result.field ?? "", theirs: result.theirs ?? null,
      version: result.version ?? null,
    });
    return;
  }
  await entries.delete(entry.id);
  const drafts = tx.objectStore("drafts");
  const draft = await drafts.get(entry.visit);
  if (!draft) return;
  if (entry.kind === "start" && !draft.data.arrived_at) {
    // The office cleared the work meanwhile: the attempt counts.
    await drafts.put({ ...draft, data: { ...draft.data, arrived_at: entry.data.arrived_at }, changed: true });
  } else if (entry.kind === "draft" || entry.kind === "report") await drafts.put({ ...draft, base: Math.max(draft.base, result.version ?? 0) });
}

/** A whole batch was turned away: said beside each entry, so that none blocks the others for ever. */
export function turnAway(batch, message) {
  return settle(batch.map(({ id }) => ({ id, outcome: REFUSED, message })));
}

/** Takes the server's day: drafts of other devices come in where this one has nothing of its own to say. */
export async function takeDay(day, etag) {
  await writing([...STORES, "photos"], async (tx) => {
    await tx.objectStore("meta").put(day, "day");
    await tx.objectStore("meta").put(etag, "etag");
    const waiting = new Set((await tx.objectStore("entries").getAll()).map((entry) => entry.visit));
    const visits = new Map(day.visits.map((visit) => [visit.id, visit]));
    for (const draft of await tx.objectStore("drafts").getAll()) {
      await renew(tx, draft, visits.get(draft.visit), waiting.has(draft.visit));
    }
  }, { spare: false });
}

async function renew(tx, draft, visit, waiting) {
  if (waiting || (draft.changed && !draft.closed)) return;
  if (!visit) {
    if (draft.closed && !await photosWait(tx, draft.visit)) await forget(tx, draft.visit);
    return;
  }
  const newer = (visit.draft?.version ?? 0) > draft.base;
  await tx.objectStore("drafts").put({
    ...draft,
    snapshot: visit,
    ...(visit.reported && { back: null }), // finished on another device
    ...(newer && !draft.closed && { data: visit.draft.data, base: visit.draft.version }),
  });
}

async function photosWait(tx, visit) {
  const photos = await tx.objectStore("photos").index("visit").getAll(visit);
  return photos.some((photo) => photo.state !== "sent");
}

/** Reported, arrived, and no longer of the day: nothing of it has to stay on the device but that it went out. */
async function forget(tx, visit) {
  const sent = (await tx.objectStore("meta").get("sent")) ?? [];
  await tx.objectStore("meta").put([visit, ...sent].slice(0, MOST_SENT), "sent");
  await tx.objectStore("drafts").delete(visit);
  for (const key of await tx.objectStore("photos").index("visit").getAllKeys(visit)) {
    await tx.objectStore("photos").delete(key);
  }
}

/** The technician chose between the two versions: his choice is a new entry on top of theirs. */
export function resolve(entry, data, append) {
  return writing(STORES, async (tx) => {
    const entries = tx.objectStore("entries");
    const mine = (await entries.getAll()).filter((other) => other.visit === entry.visit);
    const settled = mine.filter((other) => other.state === CONFLICT);
    const early = mine.filter((other) => other.state === QUEUED && other.kind === "draft" && !other.tried);
    for (const { id } of [...settled, ...early]) await entries.delete(id);
    const base = entry.version ?? entry.base;
    // Put together of both, it may be what nobody has signed: then it is to be signed first.
    const unsigned = entry.kind === "report" && Boolean(data.signature?.void);
    const made = await append(tx, { visit: entry.visit, kind: unsigned ? "draft" : entry.kind, data, base, label: entry.label });
    for (const { id } of settled) {
      await append(tx, { visit: entry.visit, kind: "dismiss", data: { entry: id }, label: entry.label });
    }
    const drafts = tx.objectStore("drafts");
    const draft = await drafts.get(entry.visit);
    if (draft) {
      const finished = entry.kind === "report" && !unsigned && { closed: made.id, closed_at: made.at };
      await drafts.put({ ...draft, data, base, changed: false, ...(unsigned && { closed: null }), ...finished });
    }
  });
}

/** A report is there already: what stands on this device gives way to it, and goes to the office as notes. */
export function giveWay(entry, theirs, notes, append) {
  return writing(STORES, async (tx) => {
    const entries = tx.objectStore("entries");
    for (const other of await entries.getAll()) {
      if (other.visit !== entry.visit || !["draft", "report"].includes(other.kind)) continue;
      if (other.state === QUEUED && other.tried) continue;
      await entries.delete(other.id);
      if (other.state !== QUEUED) {
        await append(tx, { visit: entry.visit, kind: "dismiss", data: { entry: other.id }, label: entry.label });
      }
    }
    for (const text of notes) await append(tx, { visit: entry.visit, kind: "note", data: { text }, label: entry.label });
    const drafts = tx.objectStore("drafts");
    const draft = await drafts.get(entry.visit);
    if (draft) await drafts.put({ ...draft, data: theirs, base: entry.version ?? entry.base, changed: false, closed: null, back: null });
  });
}

export async function conflicts() {
  return (await all("entries")).filter((entry) => entry.state === CONFLICT);
}
