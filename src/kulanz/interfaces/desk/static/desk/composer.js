// The composer of the case page: ready texts go in at the cursor, files show themselves, nothing is sent half.
for (const form of document.querySelectorAll("form[data-composer]")) {
  const area = form.querySelector("textarea");
  const modules = form.querySelector("[data-text-modules]");
  const files = form.querySelector("details.composer-files");

  const audience = () => form.querySelector('input[name="audience"]:checked')?.value ?? "internal";
  const ask = () => {
    const url = new URL(modules.dataset.textModules, location.href);
    url.searchParams.set("audience", audience());
    modules.dataset.comboboxUrl = url.href;
  };

  if (modules) {
    ask();
    form.addEventListener("change", (event) => { if (event.target.name === "audience") ask(); });
    modules.addEventListener("focus", () => modules.dispatchEvent(new Event("input")));
    modules.addEventListener("input", (event) => event.stopPropagation());
    modules.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "Escape" && !event.defaultPrevented) { modules.value = ""; area.focus(); }
    });
    modules.addEventListener("combobox:choose", (event) => {
      modules.value = "";
      insert(event.detail.text ?? "");
    });
  }

  const insert = (text) => {
    const before = area.value.slice(0, area.selectionStart);
    const gap = before && !before.endsWith("\n") ? "\n\n" : "";
    area.focus();
    area.setRangeText(gap + text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  if (files) {
    for (const name of ["dragenter", "paste"]) {
      form.addEventListener(name, (event) => {
        const given = (event.dataTransfer ?? event.clipboardData)?.types ?? [];
        if ([...given].includes("Files")) files.open = true;
      });
    }
  }
}
