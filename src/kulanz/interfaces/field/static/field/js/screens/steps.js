// The report, step by step; the overview shows what is done and what is not.
import { badge, h, icon, linkButton, notice } from "../dom.js";
import { draftOf, keep } from "../drafts.js";
import { stepOf } from "../places.js";
import { entriesOf, isBack } from "../queue.js";
import { arrival } from "../steps/arrival.js";
import { checklist } from "../steps/checklist.js";
import { finish } from "../steps/finish.js";
import { ordering } from "../steps/ordering.js";
import { parts } from "../steps/parts.js";
import { photos } from "../steps/photos.js";
import { result } from "../steps/result.js";
import { safety } from "../steps/safety.js";
import { signature } from "../steps/signature.js";
import { values } from "../steps/values.js";
import { work } from "../steps/work.js";
import { theDay, visitOf } from "../visits.js";
import { t } from "../words.js";
import { head } from "./head.js";
import { reportCard } from "./report.js";
import { missing, reportThere, takenBack, troubles } from "./visit.js";

const STEPS = [arrival, checklist, work, values, parts, ordering, photos, safety, result, signature, finish];

function stepsOf(visit, data) {
  return STEPS.filter((step) => !step.here || step.here(visit, data));
}

export async function stepsScreen(id) {
  const visit = await visitOf(id);
  if (!visit) return missing(id);
  const [draft, waiting] = await Promise.all([draftOf(visit), entriesOf(visit.id)]);
  const { data } = draft;
  const base = `#/besuch/${visit.id}`;
  const over = visit.place.name;
  if (visit.reported || draft.closed) {
    return {
      title: t("report"), content: [head(t("report"), { back: base, over, under: visit.number }), reportThere(visit), troubles(waiting), reportCard(data)].flat().filter(Boolean),
      actions: [linkButton(t("back"), base, { sign: "arrow-left" })],
    };
  }
  const steps = stepsOf(visit, data);
  const next = steps.find((step) => !step.done(data, visit) && !step.optional) ?? finish;
  const row = (step) => h("a", { class: "step-row", href: `${base}/bericht/${step.name}` },
    icon(step.sign), h("strong", {}, step.title()), mark(step, data, visit), icon("chevron-right"));
  return {
    title: t("report"),
    content: [head(t("report"), { back: base, over, under: visit.number }), ...troubles(waiting), ...takenBack(draft), h("nav", { class: "step-list" }, steps.map(row))],
    actions: [
      linkButton(t("visit"), base, { sign: "arrow-left" }),
      linkButton(next.title(), `${base}/bericht/${next.name}`, { kind: "btn-primary", sign: next.sign }),
    ],
  };
}

function mark(step, data, visit) {
  if (step === finish) return null;
  if (step.done(data, visit)) return badge(t("step.done"), "ok");
  return step.optional ? badge(t("step.optional"), "neutral") : badge(t("step.open"), "warn");
}

/** The step of that name; of one that is left out here, the next there is. */
function placeOf(steps, name) {
  const from = STEPS.findIndex((step) => step.name === name);
  return from < 0 ? 0 : Math.max(0, steps.findIndex((step) => STEPS.indexOf(step) >= from));
}

export async function stepScreen(id, name) {
  const [visit, day] = await Promise.all([visitOf(id), theDay()]);
  if (!visit) return missing(id);
  const draft = await draftOf(visit);
  const base = `#/besuch/${visit.id}/bericht`;
  if (visit.reported || draft.closed) return stepsScreen(id);
  const found = stepsOf(visit, draft.data);
  const step = found[placeOf(found, name)];
  const body = h("div", { class: "stack" });
  const onwards = linkButton(t("next"), base, { kind: "btn-primary", sign: "arrow-right" });
  let top = null;
  // Which steps there are depends on what was chosen a moment ago.
  const follow = () => {
    const steps = stepsOf(visit, draft.data);
    const at = steps.indexOf(step);
    const next = steps[at + 1];
    onwards.hidden = !next;
    if (next) onwards.href = `${base}/${next.name}`;
    const under = t("step.of", { n: at + 1, of: steps.length });
    if (top?.under === under) return;
    const made = head(step.title(), { back: base, over: visit.place.name, under });
    top?.made.replaceWith(made);
    top = { made, under };
  };
  const change = (work2) => {
    const kept = keep(draft, work2);
    follow();
    return kept;
  };
  const context = { visit, day, data: draft.data, change, redraw: () => fill(), reload };
  async function reload() {
    Object.assign(draft, await draftOf(visit));
  }
  async function fill() {
    context.data = draft.data;
    const made = await step.draw(context);
    const scrolled = window.scrollY;
    body.replaceChildren(...[made].flat(4).filter(Boolean));
    follow();
    window.scrollTo(0, scrolled);
  }
  await fill();
  requestAnimationFrame(() => body.querySelector("[aria-invalid]")?.focus());
  return {
    title: step.title(), name: step.lively ? "" : "still",
    outdated: async () => Boolean((await visitOf(id))?.reported),
    content: [
      top.made,
      visit.gone && notice("danger", "calendar-off", t("progress.gone")),
      isBack(draft) && stepOf(draft.back.field) === step.name && notice("danger", "ban", h("strong", {}, t("refused.title")), h("p", {}, draft.back.message)), body,
    ].filter(Boolean),
    actions: [linkButton(t("overview"), base, { sign: "list" }), onwards],
  };
}
