// Sends what waits and fetches the day: on opening, on coming back, when the network returns, and by a timer.
// One run at a time; entries strictly in their order; what fails for want of network is simply tried again.
import { markTried, settle, takeDay, turnAway } from "./answers.js";
import { Failing, LoginNeeded, Offline, Rejected, Revoked, call, postJson } from "./api.js";
import { compareClocks, now } from "./clock.js";
import { Cleared, Full, keepRoom, meta, setMeta, wipe } from "./db.js";
import { flushAll } from "./drafts.js";
import { fetchFiles } from "./files.js";
import { fetchLogo } from "./logo.js";
import { tellOthers } from "./others.js";
import { markPhoto, markSent, waitingPhotos } from "./photos.js";
import { REFUSED, unsent } from "./queue.js";
import { isCrowded, roomLeft } from "./room.js";

const BATCH = 10;
const FRESH = 15 * 60 * 1000;
const FIRST_PAUSE = 5000;
const LONGEST_PAUSE = 5 * 60 * 1000;

export const status = { running: false, online: true, failing: false, mode: "starting", fetched: 0 };
let report = () => {};
let again = null;
let timer = 0;
let pause = FIRST_PAUSE;

/** Begins; `changed` is called whenever the screen may have something new to show. */
export function start(changed) {
  report = changed;
  for (const [target, name] of [[window, "online"], [window, "focus"], [window, "pageshow"]]) {
    target.addEventListener(name, () => sync());
  }
  window.addEventListener("offline", () => { status.online = false; status.failing = false; report(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") sync();
    else flushAll();
  });
  setInterval(() => { if (Date.now() - status.fetched > FRESH) sync(); }, 60 * 1000);
  return sync();
}

/** Runs now, or once more when it is running already. */
export async function sync({ day = false } = {}) {
  if (["clearing", "revoked", "left"].includes(status.mode)) return;
  if (status.running) { again = { day: day || Boolean(again?.day) }; return; }
  status.running = true;
  report();
  try {
    // Two windows of one device would send side by side: the second waits for the first.
    await (navigator.locks ? navigator.locks.request("field-sync", () => run(day)) : run(day));
    pause = FIRST_PAUSE;
    status.failing = false;
  } catch (error) {
    await failed(error);
  } finally {
    status.running = false;
    report();
    tellOthers();
  }
  if (again) {
    const wanted = again;
    again = null;
    return sync(wanted);
  }
  await plan();
}

async function run(day) {
  await ifRoom(flushAll);
  await recognise();
  status.online = true;
  report();
  await ifRoom(sendEntries);
  if (day || Date.now() - status.fetched > FRESH / 15) await ifRoom(fetchDay);
  await sendPhotos();
  if (roomLeft() === "none") {
    await ifRoom(flushAll);
    if (roomLeft() !== "none") again ??= { day: false };
  }
  await keepRoom();
  fetchFilesSoon();
}

/** A full device goes on with what comes next: each photo that is sent makes room. */
async function ifRoom(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Full)) throw error;
  }
}

/** Beside everything else: nobody waits for it. */
let fetching = false;
async function fetchFilesSoon() {
  if (fetching || isCrowded()) return;
  fetching = true;
  try {
    const day = await meta("day");
    if (day) await fetchFiles(day, () => status.mode === "ready");
  } catch (error) {
    console.warn(error);
  } finally {
    fetching = false;
  }
}

/** Whose session this is decides whether anything may be shown or sent. */
async function recognise() {
  const owner = await meta("owner");
  const technician = await whoIsThere();
  if (!technician || (owner && owner.id !== technician.id)) {
    status.mode = "foreign";
    await setMeta("locked", "foreign");
    throw new Rejected(404, "foreign");
  }
  if (!owner) await setMeta("owner", technician); // nothing is kept here before it says whose it is
  else await ifRoom(() => setMeta("owner", technician));
  await ifRoom(() => setMeta("locked", ""));
  // Without a day there is nothing to show yet; an empty tour would say that there is no work.
  status.mode = (await meta("day")) ? "ready" : "empty";
}

/** The technician of the session; null where somebody is signed in who is none. */
async function whoIsThere() {
  try {
    const asked = Date.now();
    const { data } = await call("state");
    compareClocks(data.served_at, asked);
    return data.technician;
  } catch (error) {
    if (error instanceof Rejected && error.status === 404) return null;
    throw error;
  }
}

async function sendEntries() {
  for (;;) {
    const batch = (await unsent()).entries.slice(0, BATCH);
    if (!batch.length) return;
    await markTried(batch);
    try {
      const { data } = await postJson("entries", { entries: batch.map(asSent) });
      const answered = new Set(data.results.map(({ id }) => id));
      if (!batch.every(({ id }) => answered.has(id))) throw new Offline("an entry without an answer");
      await settle(data.results);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      if (batch.length > 1) await oneByOne(batch);
      else await turnAway(batch, error.message);
    }
    report();
  }
}

async function oneByOne(batch) {
  for (const entry of batch) {
    try {
      const { data } = await postJson("entries", { entries: [asSent(entry)] });
      await settle(data.results);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      await turnAway([entry], error.message);
    }
  }
}

function asSent({ id, visit, seq, kind, at, base, data }) {
  return { id, visit, seq, kind, at, base, data };
}

async function sendPhotos() {
  for (const photo of await waitingPhotos()) {
    try {
      await call("photos", {
        method: "POST", body: photo.bytes, seconds: 180,
        headers: { "Content-Type": photo.type, "X-Kulanz-Photo": photo.id, "X-Kulanz-Visit": String(photo.visit),
          "X-Kulanz-Kind": photo.points ? "signature" : "photo" },
      });
      await markSent(photo.id);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      await markPhoto(photo.id, REFUSED, error.message);
    }
    report();
  }
}

async function fetchDay() {
  const etag = await meta("etag");
  const answer = await call("day", { headers: etag ? { "If-None-Match": etag } : {} });
  if (answer.status !== 304) await takeDay(answer.data, answer.headers.get("ETag") ?? "");
  await setMeta("seen", now().toISOString());
  status.fetched = Date.now();
  status.mode = "ready";
  report();
  await fetchLogo((await meta("day"))?.brand);
}

async function failed(error) {
  status.failing = error instanceof Failing;
  if (error instanceof Revoked) {
    // Out of sight at once; "all is deleted" is said when it is.
    status.mode = "clearing";
    report();
    await wipe();
    status.mode = "revoked";
  } else if (error instanceof Cleared) {
    // somebody left in the middle of it
  } else if (error instanceof LoginNeeded) {
    status.mode = "locked";
    await ifRoom(() => setMeta("locked", "login"));
  } else if (error instanceof Offline) {
    status.online = false;
  } else if (error instanceof Full) {
    console.warn(error);
  } else if (status.mode !== "foreign") {
    status.online = false;
    console.error(error);
  }
}

/** While something waits it is tried again, ever more slowly; a return of the network comes sooner. */
async function plan() {
  clearTimeout(timer);
  if (!["ready", "empty"].includes(status.mode)) return;
  const { entries, photos, drafts } = await unsent();
  if (!entries.length && !photos.length && !drafts.length && status.online && roomLeft() !== "none") return;
  timer = setTimeout(() => sync(), pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE);
}
