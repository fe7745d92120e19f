// Logging out: the device is cleared first, then the session ends; without network it ends at the next contact.
import { LoginNeeded, Rejected, call } from "./api.js";
import { wipe } from "./db.js";
import { deviceId, rememberDevice } from "./device.js";
import { LOGIN } from "./frame.js";
import { status } from "./sync.js";

const LEFT = "kulanz-left";

export function hasLeft() {
  return localStorage.getItem(LEFT) !== null;
}

/** Nothing stays here; `leave` is told while it can be, the promise to tell it later is all that is kept. */
export async function leave() {
  status.mode = "left";
  localStorage.setItem(LEFT, await deviceId());
  await wipe();
  window.dispatchEvent(new Event("field:draw"));
  await endSession();
}

export async function endSession() {
  rememberDevice(localStorage.getItem(LEFT));
  try {
    await call("state");
    await call("leave", { method: "POST" });
  } catch (error) {
    if (!(error instanceof LoginNeeded || error instanceof Rejected)) {
      window.addEventListener("online", endSession, { once: true });
      return;
    }
  }
  await wipe();
  localStorage.removeItem(LEFT);
  location.replace(LOGIN);
}
