// Whether the thing may be used: the sentence the customer relies on.
import { limitsOf } from "../checks.js";
import { choice, text } from "../fields.js";
import { t } from "../words.js";

export const safety = {
  name: "sicherheit",
  sign: "shield-check",
  title: () => t("step.safety"),
  done: (data) => Boolean(data.safety),
  draw({ data, day, change }) {
    return [
      choice(t("safety.question"), [
        ["safe", t("safety.safe"), t("safety.safe_hint")],
        ["unsafe", t("safety.unsafe"), t("safety.unsafe_hint")],
        ["not_judged", t("safety.not_judged"), ""],
      ], data.safety, (value) => change((report) => { report.safety = value; })),
      text(t("safety.note"), data.safety_note, (value) => change((report) => { report.safety_note = value; }), { rows: 3, maxlength: limitsOf(day).texts.safety_note }),
    ];
  },
};
