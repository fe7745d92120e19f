// Everything the app knows lies in one database of the device. What waits for the network is written through
// to the disk before the screen goes on.
import { deleteDB, openDB } from "../../vendor/idb/idb.js";
import { giveUpRoom, keepSpare, noteRoom, roomLeft } from "./room.js";

const NAME = "kulanz-field";
const SAFE = { durability: "strict" };
let opened = null;

let cleared = false;

/** The device has no room for it; what it has stays as it is. */
export class Full extends Error {}

/** The device was cleared: what still runs finds nothing and leaves nothing behind. */
export class Cleared extends Error {}

export function isCleared() {
  return cleared;
}

export async function database() {
  // Opening it would make it anew.
  if (cleared) throw new Cleared("cleared");
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
  const db = await opened?.catch(() => null); // what did not open needs no closing
  opened = null;
  db?.close();
}

export async function meta(name) {
  return (await database()).get("meta", name);
}

export function setMeta(name, value) {
  return writing(["meta"], (tx) => tx.store.put(value, name));
}

/**
 * One transaction over several stores; what `work` does happens as a whole or not at all. Where there is no room,
 * what can be fetched again goes, and unless told otherwise the room kept back for what is typed is used.
 */
export async function writing(stores, work, { spare = true } = {}) {
  try {
    return await once(stores, work);
  } catch (error) {
    if (!(error instanceof Full)) throw error;
  }
  // Browsers count what was taken away a moment later.
  for (const pause of await giveUpRoom(await database(), spare) ? [0, 100, 500] : []) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      const result = await once(stores, work);
      if (spare) noteRoom("short");
      return result;
    } catch (error) {
      if (!(error instanceof Full)) throw error;
    }
  }
  if (spare) noteRoom("none");
  throw new Full("no room");
}

async function once(stores, work) {
  const tx = (await database()).transaction(stores, "readwrite", SAFE);
  try {
    const result = await work(tx);
    await tx.done;
    if (roomLeft() === "none") noteRoom("short");
    return result;
  } catch (error) {
    tx.done.catch(() => {});
    try { tx.abort(); } catch { /* it is over already */ }
    const cause = error.name === "AbortError" ? tx.error ?? error : error;
    throw cause.name === "QuotaExceededError" ? new Full(cause.message) : error;
  }
}

export async function keepRoom() {
  await keepSpare(await database(), once);
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

/** Nothing of anybody stays: data, kept files, and what runs in the background. It ends with this page's work. */
export async function wipe() {
  cleared = true;
  await close();
  await deleteDB(NAME);
  for (const name of Object.keys(localStorage)) if (name.startsWith("field-")) localStorage.removeItem(name);
  for (const name of await caches.keys()) if (name.startsWith("kulanz-field-")) await caches.delete(name);
  for (const worker of await navigator.serviceWorker?.getRegistrations() ?? []) await worker.unregister();
}
