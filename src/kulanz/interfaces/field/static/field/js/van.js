// What the van holds by its stock, and the question when more is taken out of it.
import { ask } from "./dom.js";
import { t } from "./words.js";

/** Less than nothing is nothing: some movement was not written down. */
export function held(quantity) {
  return Math.max(0, quantity ?? 0);
}

export function heldOf(day, article) {
  const rows = day.stock.filter((part) => part.article_id === article);
  return rows.reduce((sum, part) => sum + held(part.quantity), 0);
}

function takenOf(parts, article) {
  const rows = parts.filter((part) => part.from_stock && part.article_id === article);
  return rows.reduce((sum, part) => sum + (Number(part.quantity) || 0), 0);
}

export function vanWords(quantity) {
  return quantity < 0 ? t("part.van_below") : t("part.in_van", { n: quantity });
}

/** That this is more than the van holds; nothing while it is not. */
export function overdrawn(day, parts, part) {
  if (!part.article_id || !part.from_stock) return "";
  const there = heldOf(day, part.article_id);
  return takenOf(parts, part.article_id) > there ? shortWords(there) : "";
}

function shortWords(there) {
  return there ? t("part.van_only", { n: String(there).replace(".", ",") }) : t("part.van_none");
}

/** Asks when the list begins to take more than is there: once, not again for each further one. */
export async function mayTake(day, before, after, part) {
  if (overdrawn(day, before, { ...part, from_stock: true }) || !overdrawn(day, after, { ...part, from_stock: true })) return true;
  const text = `${part.name}: ${shortWords(heldOf(day, part.article_id))}.`;
  return ask(t("part.van_ask"), text, t("part.van_anyway"));
}
