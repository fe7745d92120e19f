// Classic and in the head, so that the page is never drawn in the wrong colours first.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function chosen() {
    if (root.hasAttribute("data-theme-chosen")) return root.getAttribute("data-bs-theme");
    try { return localStorage.getItem("theme"); } catch (error) { return null; }
  }
  function apply() {
    var value = chosen();
    root.setAttribute("data-bs-theme", value === "light" || value === "dark" ? value : dark.matches ? "dark" : "light");
  }
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-theme-switch]")) return;
    event.preventDefault();
    var next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    root.setAttribute("data-bs-theme", next);
    root.setAttribute("data-theme-chosen", "");
    try { localStorage.setItem("theme", next); } catch (error) { /* private window: the cookie is enough */ }
    document.cookie = "theme=" + next + ";path=/;max-age=31536000;samesite=lax" + (location.protocol === "https:" ? ";secure" : "");
  });
})();
