// What waits to be sent. An entry gets its id and its place here, once; after the first try it never changes,
// because nobody knows whether the server has it already.
import { isBlank, isNamed } from "./checks.js";
import { now } from "./clock.js";
import { all, get, writing } from "./db.js";

export const QUEUED = "queued";
export const CONFLICT = "conflict";
export const REFUSED = "refused";
export const STORES = ["meta", "entries", "drafts"];

/** Adds an entry within a transaction over STORES. */
export async function append(tx, { visit, kind, data, base = 0, label = "" }) {
  const counter = tx.objectStore("meta");
  const seq = ((await counter.get("seq")) ?? 0) + 1;
  const entry = {
    id: crypto.randomUUID(), visit, seq, kind, at: now().toISOString(), base, data, label,
    state: QUEUED, tried: false, message: "", theirs: null, version: null,
  };
  await tx.objectStore("entries").add(entry);
  await counter.put(seq, "seq");
  return entry;
}

export function enqueue(entry) {
  return writing(STORES, (tx) => append(tx, entry));
}

/** The draft as it stands, as one entry: an untried one of this visit is replaced, it says the same and less. */
export async function queueDraft(visit) {
  return writing(STORES, async (tx) => {
    const drafts = tx.objectStore("drafts");
    const draft = await drafts.get(visit);
    if (!draft?.changed || draft.closed) return null;
    const waiting = (await tx.objectStore("entries").getAll()).filter((entry) => entry.visit === visit);
    if (waiting.some((entry) => entry.state === CONFLICT)) return null; // the technician decides first
    await dropUntriedDrafts(tx, waiting);
    const entry = await append(tx, {
      visit, kind: "draft", data: draft.data, base: draft.base, label: draft.label,
    });
    await drafts.put({ ...draft, changed: false });
    return entry;
  });
}

async function dropUntriedDrafts(tx, waiting) {
  for (const entry of waiting) {
    if (entry.kind === "draft" && entry.state === QUEUED && !entry.tried) {
      await tx.objectStore("entries").delete(entry.id);
    }
  }
}

/** Rows that were added and never filled say nothing. */
export function tidy(data) {
  return {
    ...data,
    ...(data.values && { values: data.values.filter((value) => value.name?.trim() || value.value?.trim()) }),
    ...(data.parts && { parts: data.parts.filter((part) => !isBlank(part)) }),
    ...(data.needed_parts && { needed_parts: data.needed_parts.filter((part) => !isBlank(part)) }),
  };
}

/** The finished report: from here on the visit is closed on this device. */
export async function queueReport(visit) {
  return writing(STORES, async (tx) => {
    const drafts = tx.objectStore("drafts");
    const draft = await drafts.get(visit);
    if (!draft || draft.closed || await isReported(tx, visit)) return null;
    const waiting = (await tx.objectStore("entries").getAll()).filter((entry) => entry.visit === visit);
    await dropUntriedDrafts(tx, waiting);
    const data = tidy(draft.data);
    const entry = await append(tx, {
      visit, kind: "report", data, base: draft.base, label: draft.label,
    });
    await drafts.put({ ...draft, data, changed: false, closed: entry.id, closed_at: entry.at, back: null });
    return entry;
  });
}

/** Another device has sent it: a second one is never made by the way. */
async function isReported(tx, visit) {
  const day = await tx.objectStore("meta").get("day");
  return Boolean(day?.visits.find((one) => one.id === visit)?.reported);
}

/** Orders what is written down and not ordered yet. The draft says at once by which entry: never a second time. */
export async function orderParts(visit, reason) {
  return writing(STORES, async (tx) => {
    const drafts = tx.objectStore("drafts");
    const draft = await drafts.get(visit);
    const needed = (draft?.data.needed_parts ?? []).filter(isNamed);
    const open = needed.filter((part) => !part.ordered);
    if (!open.length || draft.closed) return null;
    const entry = await append(tx, { visit, kind: "order_part", data: { parts: open, reason: reason.trim() }, label: draft.label });
    const marked = needed.map((part) => (part.ordered ? part : { ...part, ordered: entry.id }));
    await drafts.put({ ...draft, data: { ...draft.data, needed_parts: marked }, changed: true });
    return entry;
  });
}

/** An order that has not left the device is taken back without a trace. */
export async function recall(id) {
  return writing(STORES, async (tx) => {
    const entry = await tx.objectStore("entries").get(id);
    if (!entry || entry.tried || entry.state !== QUEUED) return;
    await tx.objectStore("entries").delete(id);
    await notOrdered(tx, entry);
  });
}

/** What an order named is to be ordered again. */
async function notOrdered(tx, entry) {
  const draft = await tx.objectStore("drafts").get(entry.visit);
  if (!draft || draft.closed) return;
  const needed = (draft.data.needed_parts ?? []).map((part) => {
    if (part.ordered !== entry.id) return part;
    const { ordered, ...open } = part;
    return open;
  });
  await tx.objectStore("drafts").put({ ...draft, data: { ...draft.data, needed_parts: needed }, changed: true });
}

/** In the order in which they were made. */
export async function entries() {
  return (await all("entries")).sort((one, other) => one.seq - other.seq);
}

export async function entriesOf(visit) {
  return (await entries()).filter((entry) => entry.visit === visit);
}

/** Taken back to be changed, and not finished again: it goes nowhere by itself. */
export function isBack(draft) {
  return Boolean(draft?.back && !draft.closed);
}

/** How many things of `unsent` are not where they belong; what was merely typed goes by itself. */
export function openCount({ held, stuck, back, entries: waiting, photos }) {
  return held.length + stuck.length + back.length + waiting.filter((one) => one.kind !== "dismiss").length + photos.length;
}

/** What is still on the device only. */
export async function unsent() {
  const [waiting, photos, drafts] = await Promise.all([entries(), all("photos"), all("drafts")]);
  const open = new Set(waiting.map((entry) => entry.visit));
  const back = drafts.filter(isBack);
  return {
    back, entries: waiting.filter((entry) => entry.state === QUEUED),
    held: waiting.filter((entry) => entry.state !== QUEUED),
    photos: photos.filter((photo) => photo.state === QUEUED),
    stuck: photos.filter((photo) => photo.state === REFUSED),
    drafts: drafts.filter((draft) => draft.changed && !isBack(draft) && !open.has(draft.visit)),
  };
}

/** A refused entry is taken back: a report can be worked on again, nothing typed is lost; the rest is noted. */
export async function takeBack(id) {
  return writing(STORES, async (tx) => {
    const entry = await tx.objectStore("entries").get(id);
    if (!entry || entry.state !== REFUSED) return null;
    await tx.objectStore("entries").delete(id);
    await append(tx, { visit: entry.visit, kind: "dismiss", data: { entry: id }, label: entry.label });
    if (entry.kind === "order_part") await notOrdered(tx, entry);
    const draft = await tx.objectStore("drafts").get(entry.visit);
    if (draft?.closed !== id) return null;
    const open = { ...draft, closed: null, changed: true, back: { field: entry.field ?? "", message: entry.message } };
    await tx.objectStore("drafts").put(open);
    return open;
  });
}

export function entry(id) {
  return get("entries", id);
}
