// The part that works without network. A new version takes over when the app is opened, never while one types.
import { isCleared } from "./db.js";
import { START, WORKER } from "./frame.js";

export async function installWorker() {
  if (!("serviceWorker" in navigator)) return;
  const had = Boolean(navigator.serviceWorker.controller);
  let loaded = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    // No controller: the device was cleared, and the screen says so; loading anew would lead to the login.
    if (!had || loaded || !navigator.serviceWorker.controller) return;
    loaded = true;
    location.reload();
  });
  try {
    const place = await navigator.serviceWorker.register(WORKER, { scope: START, updateViaCache: "none" });
    if (isCleared()) return void place.unregister(); // cleared while it was on its way
    takeOver(place);
    place.addEventListener("updatefound", () => {
      place.installing?.addEventListener("statechange", () => takeOver(place));
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") { place.update().catch(() => {}); takeOver(place); }
    });
  } catch (error) {
    console.warn(error); // without network, or not over HTTPS: the settings say whether it is on the device
  }
}

function takeOver(place) {
  const writing = /bericht|konflikt/.test(location.hash);
  if (place.waiting && navigator.serviceWorker.controller && !writing) place.waiting.postMessage("take-over");
}

/** Whether the app would start without network. */
export function isOnDevice() {
  return Boolean(navigator.serviceWorker?.controller);
}
