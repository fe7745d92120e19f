// Type-ahead after the ARIA pattern: <input data-combobox data-combobox-url data-combobox-name>.
// The address answers {"options": [{"value", "label", "detail"?, "url"?}]} for ?q=.
import { element, fresh, word } from "./words.js";

let counter = 0;

export function setUp(root) {
  for (const input of fresh(root, "input[data-combobox]", "combobox")) build(input);
}

function build(input) {
  const id = `combo-${(counter += 1)}`;
  const list = element("ul", { class: "combo-list", id, role: "listbox", hidden: true, "aria-label": input.labels?.[0]?.textContent.trim() });
  const status = element("span", { class: "visually-hidden", role: "status" });
  const box = element("div", { class: "combo" });
  input.before(box);
  box.append(input, list, status);
  let hidden = null;
  if (input.dataset.comboboxName) {
    // by name alone: namedItem() would also find this very field when its id is the same word
    hidden = input.form?.querySelector(`[name="${CSS.escape(input.dataset.comboboxName)}"]`)
      ?? element("input", { type: "hidden", name: input.dataset.comboboxName, value: input.dataset.comboboxValue ?? "" });
    if (!hidden.isConnected) box.append(hidden);
  }
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false" })) input.setAttribute(name, value);

  let options = [];
  let active = -1;
  let timer = 0;
  let asked = 0;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = index;
    [...list.querySelectorAll('[role="option"]')].forEach((node, position) => {
      node.setAttribute("aria-selected", String(position === index));
      if (position === index) { input.setAttribute("aria-activedescendant", node.id); node.scrollIntoView({ block: "nearest" }); }
    });
  };
  const choose = (option) => {
    close();
    if (option.url) { location.assign(option.url); return; }
    input.value = option.label;
    if (hidden) { hidden.value = option.value; hidden.dispatchEvent(new Event("change", { bubbles: true })); }
    input.dispatchEvent(new CustomEvent("combobox:choose", { bubbles: true, detail: option }));
  };
  const draw = () => {
    list.replaceChildren(...options.map((option, index) => {
      const node = element("li", { class: "combo-option", role: "option", id: `${id}-${index}`, "aria-selected": "false" }, element("span", {}, option.label));
      if (option.detail) node.append(element("small", {}, option.detail));
      node.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
      return node;
    }));
    if (!options.length) list.append(element("li", { class: "combo-none", role: "presentation" }, word("noMatch")));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    status.textContent = options.length ? `${options.length} ${word("matches")}` : word("noMatch");
  };
  const search = async () => {
    const mine = (asked += 1);
    const url = new URL(input.dataset.comboboxUrl, location.href);
    url.searchParams.set("q", input.value.trim());
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (!answer.ok || mine !== asked) return;
      options = (await answer.json()).options ?? [];
      draw();
    } catch { /* without a network the field stays a plain field */ }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (hidden && hidden.value) { hidden.value = ""; hidden.dispatchEvent(new Event("change", { bubbles: true })); }
    if (input.value.trim().length < Number(input.dataset.comboboxMin ?? 2)) { asked += 1; close(); return; }
    timer = setTimeout(search, 160);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { if (options.length) draw(); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((active + step + options.length) % Math.max(1, options.length));
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(options[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 100));
}
