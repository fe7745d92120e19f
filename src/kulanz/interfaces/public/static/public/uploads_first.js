// Who presses “Weiter” while photos are still on their way waits for them instead of losing them.
const EVERY = 150;

for (const form of document.querySelectorAll("form[data-uploads-first]")) {
  const note = form.querySelector("[data-uploading]");
  const rows = () => [...form.querySelectorAll(".drop-item")];
  const settled = (row) => row.querySelector('input[type="hidden"], .field-error');
  let expected = 0;
  let waiting = false;
  const expect = (files) => { if (files?.length) expected = rows().length + files.length; };

  // Before the uploader sees them: between choosing a photo and its first byte it is made smaller.
  form.addEventListener("change", (event) => { if (event.target.type === "file") expect(event.target.files); }, true);
  form.addEventListener("drop", (event) => expect(event.dataTransfer?.files), true);
  form.addEventListener("paste", (event) => expect(event.clipboardData?.files), true);
  form.addEventListener("click", (event) => { if (event.target.closest(".drop-item button:not(.field-error button)")) expected -= 1; }, true);

  const busy = () => form.getAttribute("aria-busy") === "true" || rows().length < expected || !rows().every(settled);

  form.addEventListener("submit", (event) => {
    if (!form.querySelector("[data-upload-url]") || (!waiting && !busy())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting) return;
    waiting = true;
    note.hidden = false;
    const button = event.submitter;
    const watch = setInterval(() => {
      if (busy()) return;
      clearInterval(watch);
      waiting = false;
      note.hidden = true;
      if (!form.querySelector(".drop-item .field-error")) form.requestSubmit(button?.form === form ? button : undefined);
    }, EVERY);
  }, true);
}
