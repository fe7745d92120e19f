// The guided tour: without this script a list with one button, with it step by step, pointing at the page.
import { fresh } from "./words.js";

export function setUp(root) {
  for (const tour of fresh(root, "[data-tour-steps]", "tour")) start(tour);
}

function start(tour) {
  const steps = [...tour.querySelectorAll("[data-tour-target]")];
  const next = tour.querySelector("[data-tour-next]");
  const back = tour.querySelector("[data-tour-back]");
  const place = tour.querySelector("[data-tour-place]");
  const last = tour.querySelector("[data-tour-end]");
  let current = 0;
  tour.classList.add("is-stepping");

  function show(number, focus = true) {
    document.querySelector(".tour-target")?.classList.remove("tour-target");
    current = number;
    steps.forEach((step, index) => { step.hidden = index !== number; });
    const target = document.querySelector(steps[number].dataset.tourTarget);
    target?.classList.add("tour-target");
    place.textContent = `${number + 1} / ${steps.length}`;
    back.hidden = number === 0;
    const atEnd = number === steps.length - 1;
    next.hidden = atEnd;
    last.classList.toggle("btn-primary", atEnd);
    last.textContent = atEnd ? last.dataset.done : last.dataset.skip;
    if (focus) (atEnd ? last : next).focus({ preventScroll: true });
  }

  next.addEventListener("click", () => show(current + 1));
  back.addEventListener("click", () => show(current - 1));
  tour.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight" && current < steps.length - 1) show(current + 1);
    if (event.key === "ArrowLeft" && current > 0) show(current - 1);
    if (event.key === "Escape") tour.querySelector("form").requestSubmit();
  });
  show(0, false);
}
