// Everything the app knows lies in one database of the device. What waits for the network is written through
// to the disk before the screen goes on.
import { deleteDB, openDB } from "../../vendor/idb/idb.js";

const NAME = "kulanz-field";
const SAFE = { durability: "strict" };
let opened = null;
let full = false;

/** Whether the device last had no room for something that was typed. */
export function isFull() {
  return full;
}

function noteRoom(error) {
  const now = error?.name === "QuotaExceededError";
  if (now === full || (error && !now)) return;
  full = now;
  window.dispatchEvent(new Event("field:room"));
}

export function database() {
  opened ??= openDB(NAME, 2, {
    upgrade(db, before) {
      if (before < 2) db.createObjectStore("files", { keyPath: "id" });
      if (before > 0) return;
      db.createObjectStore("meta");
      db.createObjectStore("drafts", { keyPath: "visit" });
      db.createObjectStore("entries", { keyPath: "id" }).createIndex("seq", "seq");
      db.createObjectStore("photos", { keyPath: "id" }).createIndex("visit", "visit");
    },
    // Another window clears the device: let go, or the clearing would wait for this one.
    blocking() { close(); },
    terminated() { opened = null; },
  });
  return opened;
}

export async function close() {
  const db = await opened;
  opened = null;
  db?.close();
}

export async function meta(name) {
  return (await database()).get("meta", name);
}

export async function setMeta(name, value) {
  return (await database()).put("meta", value, name);
}

/** One transaction over several stores; what `work` does happens as a whole or not at all. */
export async function writing(stores, work) {
  const tx = (await database()).transaction(stores, "readwrite", SAFE);
  try {
    const result = await work(tx);
    await tx.done;
    noteRoom(null);
    return result;
  } catch (error) {
    noteRoom(error.name === "AbortError" ? tx.error ?? error : error);
    tx.done.catch(() => {});
    try { tx.abort(); } catch { /* it is over already */ }
    throw error;
  }
}

export async function all(store) {
  return (await database()).getAll(store);
}

export async function get(store, key) {
  return (await database()).get(store, key);
}

export async function put(store, value) {
  return (await database()).put(store, value);
}

/** Nothing of anybody stays: data, kept files, and what runs in the background. */
export async function wipe() {
  await close();
  await deleteDB(NAME);
  for (const name of Object.keys(localStorage)) if (name.startsWith("field-")) localStorage.removeItem(name);
  for (const name of await caches.keys()) if (name.startsWith("kulanz-field-")) await caches.delete(name);
  for (const worker of await navigator.serviceWorker?.getRegistrations() ?? []) await worker.unregister();
}
