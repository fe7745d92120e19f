// The words come from the server, one file a language; both are kept on the device.
import { wordsAddress } from "./frame.js";

let words = {};
let language = "de";

export async function speak(wanted) {
  const next = wanted === "en" ? "en" : "de";
  if (next === language && words.app) return;
  const answer = await fetch(wordsAddress(next));
  if (!answer.ok) return;
  words = await answer.json();
  language = next;
  document.documentElement.lang = next;
}

/** A number as it is written in this language: 2,5 in German. Everything else stays what it is. */
export function figure(value) {
  return typeof value === "number" && !Number.isInteger(value) ? value.toLocaleString(language) : value;
}

/** The text of a name, with {places} filled in. */
export function t(name, values = {}) {
  const text = words[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, key) => figure(values[key]) ?? whole);
}

/** One or many: the names end in .one and .many. */
export function tn(name, n) {
  return t(`${name}.${n === 1 ? "one" : "many"}`, { n });
}

export function locale() {
  return language === "en" ? "en-GB" : "de-DE";
}
