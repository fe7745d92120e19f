// What reports say about the safety of the thing: the server's word, or this device's own as long as that waits.
import { QUEUED } from "./queue.js";
import { isUnproven } from "./steps/checklist.js";
import { isShort } from "./steps/result.js";
import { dayOf, mayStart } from "./visits.js";

/** The newest word that counts, with its moment; null where no report judged it. */
export function statementOf(visit, draft, waiting) {
  return (!visit.reported && ownWord(visit, draft, waiting)) || visit.case.statement || null;
}

/** Of the report that was finished here and that nobody refused; the server counts "safe" by the same rule. */
function ownWord(visit, { closed, closed_at: at, data }, waiting) {
  const held = waiting.some((entry) => entry.id === closed && entry.state !== QUEUED);
  if (!closed || !at || held) return null;
  if (data.safety === "unsafe") return { safety: "unsafe", at };
  const proven = data.result !== "solved" || !isUnproven(visit, data);
  const counts = data.safety === "safe" && !isShort(data) && mayStart(visit, dayOf(at)).allowed && proven;
  return counts ? { safety: "safe", at } : null;
}
