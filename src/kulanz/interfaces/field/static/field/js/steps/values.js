// Measured values: name, value, unit.
import { limitsOf } from "../checks.js";
import { button, h, icon } from "../dom.js";
import { text } from "../fields.js";
import { t } from "../words.js";

export const values = {
  name: "messwerte",
  sign: "gauge",
  title: () => t("step.values"),
  optional: true,
  done: (data) => Boolean(data.values?.some((value) => value.name || value.value)),
  draw({ data, day, change, redraw }) {
    const { texts } = limitsOf(day);
    const set = (place, part) => change((report) => {
      report.values = report.values.map((value, at) => (at === place ? { ...value, ...part } : value));
    });
    const drop = async (place) => {
      await change((report) => { report.values = report.values.filter((_, at) => at !== place); });
      redraw();
    };
    const add = async () => {
      await change((report) => { report.values = [...(report.values ?? []), { name: "", value: "", unit: "" }]; });
      redraw();
    };
    return [
      (data.values ?? []).map((value, at) => h("section", { class: "card" },
        text(t("value.name"), value.name, (name) => set(at, { name }), { maxlength: texts.value_name }),
        h("div", { class: "pair" },
          text(t("value.value"), value.value, (found) => set(at, { value: found }), { maxlength: texts.value }),
          text(t("value.unit"), value.unit, (unit) => set(at, { unit }), { maxlength: texts.value_unit })),
        h("button", { type: "button", class: "btn", onclick: () => drop(at) }, icon("trash"), t("remove")))),
      button(t("value.add"), add, { sign: "plus" }),
    ];
  },
};
