// What was done, what was found, until when.
import { now } from "../clock.js";
import { limitsOf, momentFault, orderFault } from "../checks.js";
import { moment, text } from "../fields.js";
import { saying } from "../places.js";
import { t } from "../words.js";

export const work = {
  name: "arbeit",
  sign: "tool",
  title: () => t("step.work"),
  done: (data) => Boolean(data.work?.trim()),
  draw({ visit, data, day, change }) {
    const limits = limitsOf(day);
    return [
      text(t("work"), data.work, (value) => change((report) => { report.work = value; }), { rows: 6, maxlength: limits.texts.work, hint: t("work.hint") }),
      text(t("defects"), data.defects, (value) => change((report) => { report.defects = value; }), { rows: 4, maxlength: limits.texts.defects, hint: t("defects.hint") }),
      moment(t("left_at"), data.left_at, (at) => change((report) => { report.left_at = at; }),
        (at) => saying(momentFault(at, limits, now(), visit.starts_at) ?? orderFault({ ...data, left_at: at }))),
    ];
  },
};
