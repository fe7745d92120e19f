// How much room the device has. Some is kept back, so that words and the queue find room where a photo finds none.
const SPARE = 512 * 1024;
const PIECE = 65_536;
const MOMENT = 1000;
let left = "enough";
let crowded = false;
let given = -MOMENT;

/** enough; short: what was kept back is in use; none: the last thing typed found no room. */
export function roomLeft() {
  return left;
}

/** Room had to be made since the app was opened: what can be fetched again stays away. */
export function isCrowded() {
  return crowded;
}

export function noteRoom(now) {
  if (now === left) return;
  left = now;
  window.dispatchEvent(new Event("field:room"));
}

/** Taking away is possible where nothing more can be written. Says whether there was anything, now or just before. */
export async function giveUpRoom(db, spare) {
  crowded = true;
  const tx = db.transaction(["meta", "files"], "readwrite");
  const [files, meta] = [tx.objectStore("files"), tx.objectStore("meta")];
  const found = await files.count() + (spare ? await meta.count("spare") : 0);
  await files.clear();
  if (spare) await meta.delete("spare");
  await tx.done;
  if (found) given = performance.now();
  return performance.now() - given < MOMENT;
}

/** Keeps room back, at every contact; `write` is a transaction that may fail. */
export async function keepSpare(db, write) {
  if (!await db.count("meta", "spare")) {
    const bytes = new Uint8Array(SPARE); // at random: of what says nothing some stores keep nothing
    for (let at = 0; at < SPARE; at += PIECE) crypto.getRandomValues(bytes.subarray(at, at + PIECE));
    try {
      await write(["meta"], (tx) => tx.store.put(bytes, "spare"));
    } catch {
      if (left === "enough") noteRoom("short");
      return;
    }
  }
  noteRoom("enough");
}
