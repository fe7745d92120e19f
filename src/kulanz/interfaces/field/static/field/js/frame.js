// What the page itself says about where things are; it is the same for everybody and kept on the device.
const facts = document.documentElement.dataset;

export const START = facts.start;
export const WORKER = facts.worker;
export const API = facts.api;
export const LOGIN = facts.login;
export const LOGOUT = facts.leave;
export const ACCOUNT = facts.account;
export const SPRITE = facts.sprite;
export const SCANNER = facts.scanner;
export const VERSION = facts.version;

export function wordsAddress(language) {
  return facts.words.replace("xx", language);
}
