// Who presses “Weiter” while photos are still on their way waits for them instead of losing them.
const QUIET = 400;
for (const form of document.querySelectorAll("form[data-uploads-first]")) {
  const note = form.querySelector("[data-uploading]");
  form.addEventListener("submit", (event) => {
    if (form.getAttribute("aria-busy") !== "true") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (note) note.hidden = false;
    const button = event.submitter;
    let calm = 0;
    const watch = setInterval(() => {
      calm = form.getAttribute("aria-busy") === "true" ? 0 : calm + 100;
      if (calm < QUIET) return;
      clearInterval(watch);
      if (note) note.hidden = true;
      if (!form.querySelector(".drop-item .field-error")) form.requestSubmit(button?.form === form ? button : undefined);
    }, 100);
  }, true);
}
