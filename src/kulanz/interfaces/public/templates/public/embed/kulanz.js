// Sets the report form into the page, where this script stands. Optional attributes of the script element:
// data-language="de|en", data-title, data-link (the text of the plain link).
(() => {
  const script = document.currentScript;
  if (!script) return;
  const home = new URL(script.src).origin;
  const language = script.dataset.language || (document.documentElement.lang || "de").slice(0, 2);
  const english = language === "en";
  const frame = document.createElement("iframe");
  frame.src = `${home}/einbetten/?sprache=${encodeURIComponent(language)}`;
  frame.title = script.dataset.title || (english ? "Report a problem" : "Problem melden");
  frame.referrerPolicy = "origin";
  Object.assign(frame.style, { border: "0", width: "100%", height: "46rem", display: "block" });
  const link = document.createElement("a");
  link.href = `${home}/melden/`;
  link.textContent = script.dataset.link || (english ? "Open the form in a page of its own" : "Formular auf eigener Seite öffnen");
  const line = document.createElement("p");
  line.append(link);
  script.after(frame, line);
  window.addEventListener("message", (event) => {
    if (event.origin !== home || event.source !== frame.contentWindow) return;
    const height = Number(event.data && event.data.kulanzHeight);
    if (height > 100 && height < 20000) frame.style.height = `${Math.ceil(height)}px`;
  });
})();
