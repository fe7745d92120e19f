// Photos on the device: made smaller, stored one by one, sent one by one.
import { Full, database, writing } from "./db.js";
import { QUEUED } from "./queue.js";

const LONGEST = 2560;
const SMALL = 320;

/** The picture as a JPEG of at most LONGEST pixels, and a small one for the screen. */
export async function shrink(file) {
  const picture = await decode(file);
  try {
    const [bytes, thumb] = [await draw(picture, LONGEST, 0.85), await draw(picture, SMALL, 0.7)];
    return { bytes, thumb, type: "image/jpeg" };
  } finally {
    picture.close?.();
  }
}

async function decode(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    // Some formats are read by the page but not by this function.
    const address = URL.createObjectURL(file);
    const image = new Image();
    image.src = address;
    try { await image.decode(); } finally { URL.revokeObjectURL(address); }
    return image;
  }
}

async function draw(picture, longest, quality) {
  const [width, height] = [picture.naturalWidth ?? picture.width, picture.naturalHeight ?? picture.height];
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  canvas.width = canvas.height = 0; // Safari frees the memory only then
  if (!blob) throw new Error("no picture");
  return blob.arrayBuffer();
}

/** Stored as bytes: some browsers lose blobs in their database. */
export async function keepPhoto({ visit, bytes, thumb, type }) {
  const photo = {
    id: crypto.randomUUID(), visit, bytes, thumb, type, state: QUEUED, message: "", at: new Date().toISOString(),
  };
  await writing(["photos"], (tx) => tx.store.add(photo), { spare: false });
  return photo;
}

export async function waitingPhotos() {
  const found = await (await database()).getAll("photos");
  return found.filter((photo) => photo.state === QUEUED).sort((one, other) => (one.at < other.at ? -1 : 1));
}

export async function photosOf(visit) {
  const found = await (await database()).getAllFromIndex("photos", "visit", visit);
  return new Map(found.map((photo) => [photo.id, photo]));
}

/** A photo that is not wanted after all; the report does not name it, so nobody misses it. */
export async function dropPhoto(id) {
  await writing(["photos"], (tx) => tx.store.delete(id));
}

/** The server has it: only the small picture stays, or nothing where there is no room for it. */
export async function markSent(id) {
  try {
    await writing(["photos"], async (tx) => {
      const photo = await tx.store.get(id);
      if (photo) await tx.store.put({ ...photo, bytes: null, state: "sent" });
    });
  } catch (error) {
    if (!(error instanceof Full)) throw error;
    await dropPhoto(id);
  }
}

export async function markPhoto(id, state, message) {
  await writing(["photos"], async (tx) => {
    const photo = await tx.store.get(id);
    if (photo) await tx.store.put({ ...photo, state, message });
  });
}

export function imageAddress(photo) {
  const blob = new Blob([photo.thumb ?? photo.bytes], { type: photo.thumb ? "image/jpeg" : photo.type });
  return URL.createObjectURL(blob);
}

/** The signature while it is drawn: kept at every stroke, sent only when it is finished. */
export async function keepDrawing({ id, visit, bytes, points }) {
  const photo = {
    id: id ?? crypto.randomUUID(), visit, bytes, points, type: "image/png", state: "drawing", message: "", at: new Date().toISOString(),
  };
  await writing(["photos"], (tx) => tx.store.put(photo));
  return photo;
}

export function signatureReady(id) {
  return markPhoto(id, QUEUED, "");
}

/** A report takes its signature along, whether or not it was confirmed by a button. */
export async function readyPhotos(visit, signature) {
  for (const photo of (await photosOf(visit)).values()) {
    if (photo.state !== "drawing") continue;
    if (photo.id === signature) await signatureReady(photo.id);
    else await dropPhoto(photo.id); // drawn, and taken back since
  }
}
