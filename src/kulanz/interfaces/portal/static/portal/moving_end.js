// The end of a visit goes along with its beginning, as long as nobody changed it himself.

const MINUTE = 60000;

// what is typed is local; as if it were UTC it can be reckoned with
const read = (field) => Date.parse(`${field.value}:00Z`);
const written = (moment) => new Date(moment).toISOString().slice(0, 16);

for (const form of document.querySelectorAll("[data-moving-end]")) {
  const { starts, ends, shown_starts: shownStarts, shown_ends: shownEnds } = form.elements;
  const lasts = read(shownEnds) - read(shownStarts);
  let own = ends.value !== shownEnds.value;
  ends.addEventListener("input", () => { own = true; });
  starts.addEventListener("change", () => {
    if (own || !(lasts >= MINUTE) || Number.isNaN(read(starts))) return;
    ends.value = written(read(starts) + lasts);
    // what moved along was not changed by hand
    shownStarts.value = starts.value;
    shownEnds.value = ends.value;
  });
}
