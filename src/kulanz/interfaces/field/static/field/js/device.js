// Whose device this is, and its own name.
import { meta, setMeta } from "./db.js";

let remembered = "";

/** After the clearing the id is known to whoever still has to say goodbye, and lies nowhere else. */
export function rememberDevice(id) {
  remembered = id;
}

/** The device's own id: made once, gone with the clearing. */
export async function deviceId() {
  if (remembered) return remembered;
  let id = await meta("device");
  if (!id) {
    id = crypto.randomUUID();
    await setMeta("device", id);
  }
  return id;
}

/** Asks the browser to keep the store even when space runs short. */
export async function keepStore() {
  try {
    return Boolean(await navigator.storage?.persisted?.() || await navigator.storage?.persist?.());
  } catch {
    return false;
  }
}

/** The app to find the way: Apple's own on its devices, elsewhere whatever the device has. */
export function wayTo(place) {
  const text = encodeURIComponent(addressOf(place).join(", "));
  const apple = /iPad|iPhone|iPod|Macintosh/.test(navigator.userAgent);
  return apple ? `maps://?daddr=${text}` : `geo:0,0?q=${text}`;
}

export function addressOf(place) {
  return [place.street, [place.postcode, place.city].filter(Boolean).join(" "), place.country].filter(Boolean);
}

export function phoneLink(number) {
  return `tel:${number.replace(/[^\d+]/g, "")}`;
}
