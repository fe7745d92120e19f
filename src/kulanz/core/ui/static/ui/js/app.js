// The one entry: sets up what the page holds, and what htmx brings in later.
import { setUp as audience } from "./audience.js";
import { setUp as combobox } from "./combobox.js";
import { setUp as comfort } from "./comfort.js";
import { setUp as draft } from "./draft.js";
import { setUp as keyboard } from "./keyboard.js";
import { setUp as list } from "./list.js";
import { setUp as live } from "./live.js";
import { setUp as scrolling } from "./scrolling.js";
import { setUp as tour } from "./tour.js";
import { setUp as undo } from "./undo.js";
import { setUp as upload } from "./upload.js";

const parts = [comfort, keyboard, audience, draft, upload, undo, combobox, list, live, scrolling, tour];

function setUp(root) {
  for (const part of parts) part(root);
}

setUp(document);
document.addEventListener("htmx:load", (event) => setUp(event.target));
