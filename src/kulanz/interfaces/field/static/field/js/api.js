// Talking to the server. Every failure has a name, so that nobody takes a login page for an answer.
import { deviceId } from "./device.js";
import { API } from "./frame.js";

export class Offline extends Error {}
/** The server is there and fails: tried again like everything else, but called by its name. */
export class Failing extends Offline {}
export class LoginNeeded extends Error {}
export class Revoked extends Error {}
export class Rejected extends Error {
  constructor(status, message) {
    super(message || String(status));
    this.status = status;
  }
}

const FINAL = new Set([400, 404, 409, 410, 415, 422]);
let token = "";

export async function call(path, { method = "GET", headers = {}, body = null, seconds = 40 } = {}) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), seconds * 1000);
  let answer;
  try {
    answer = await fetch(API + path, {
      method, body, cache: "no-store", credentials: "same-origin", redirect: "manual", signal: control.signal,
      headers: {
        Accept: "application/json",
        "X-Kulanz-Device": await deviceId(),
        ...(method === "GET" ? {} : { "X-CSRFToken": token }),
        ...headers,
      },
    });
    if (answer.status === 304) return { status: 304, data: null, headers: answer.headers };
    return { status: answer.status, data: await read(answer), headers: answer.headers };
  } catch (error) {
    if (error instanceof LoginNeeded || error instanceof Revoked || error instanceof Rejected || error instanceof Failing) throw error;
    throw new Offline(error.message);
  } finally {
    clearTimeout(timer);
  }
}

async function read(answer) {
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new LoginNeeded();
  let data = null;
  try { data = await answer.json(); } catch { /* no JSON: a page of some server on the way */ }
  if (answer.status === 403 && data?.error === "revoked") throw new Revoked();
  if (answer.ok && data === null) throw new Offline("not our server");
  if (!answer.ok) {
    // Only our server's own word turns something away for good; all else is tried again.
    const final = answer.status === 413 || (data !== null && FINAL.has(answer.status));
    if (!final && answer.status >= 500) throw new Failing(String(answer.status));
    if (!final) throw new Offline(String(answer.status));
    throw new Rejected(answer.status, data?.message ?? data?.error);
  }
  if (data.token) token = data.token;
  return data;
}

export function postJson(path, value) {
  return call(path, {
    method: "POST", body: JSON.stringify(value), headers: { "Content-Type": "application/json" },
  });
}
