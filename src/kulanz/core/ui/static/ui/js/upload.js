// Files: limits before sending, photos made smaller here, large ones sent in pieces that can go on after a break.
// Without data-upload-url (and without scripts) the files travel with the form as usual.
// Protocol (tus 1.0 as far as needed): POST with Upload-Length and Upload-Metadata → 201, Location, {token};
// PATCH at Upload-Offset; HEAD says where to go on. The form sends the tokens, the command finishes the upload.
import { csrfToken, element, fresh, toast, word } from "./words.js";

const PIECE = 2 * 1024 * 1024;
const EDGE = 2560;
const SHRINK = new Set(["image/jpeg", "image/webp", "image/png"]);
const VIDEO = /\.(mp4|mov|m4v)$/i;

export function setUp(root) {
  for (const box of fresh(root, "[data-upload]", "upload")) build(box);
}

function build(box) {
  const input = box.querySelector('input[type="file"]');
  if (!input) return;
  const take = (files) => handle(box, input, [...files]);
  // what is still on its way would be missing from what is sent
  box.closest("form")?.addEventListener("submit", (event) => {
    if (box.closest("form").getAttribute("aria-busy") !== "true") return;
    event.preventDefault();
    toast(word("uploading"), 6);
  });
  input.addEventListener("change", () => take(input.files));
  for (const name of ["dragenter", "dragover"]) box.addEventListener(name, (event) => { event.preventDefault(); box.classList.add("is-over"); });
  for (const name of ["dragleave", "drop"]) box.addEventListener(name, (event) => { if (name === "drop" || !box.contains(event.relatedTarget)) box.classList.remove("is-over"); });
  box.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
  (box.closest("form") ?? box).addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length) { event.preventDefault(); take(event.clipboardData.files); }
  });
}

export function size(bytes) {
  const format = (value, unit) => `${new Intl.NumberFormat(document.documentElement.lang || "de", { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${unit}`;
  return bytes < 1e6 ? format(bytes / 1e3, "kB") : format(bytes / 1e6, "MB");
}

async function smaller(file, keepOriginal) {
  if (keepOriginal || !SHRINK.has(file.type) || (file.type === "image/png" && file.size < 3e6)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < 1.5e6) { picture.close(); return file; }
    const canvas = element("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.86));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file; // what the browser cannot draw (HEIC in most) travels as it is
  }
}

function tooBig(box, file) {
  const video = file.type.startsWith("video/") || VIDEO.test(file.name);
  const limit = Number(video ? box.dataset.maxVideo : box.dataset.maxDocument) || Infinity;
  return file.size > limit ? `${word("tooBig")} ${Math.floor(limit / 1048576)} MB.` : "";
}

async function handle(box, input, files) {
  const list = box.querySelector("[data-upload-list]");
  const original = box.querySelector("[data-original]")?.checked;
  if (!box.dataset.uploadUrl) { await plain(box, input, list, files, original); return; }
  input.value = "";
  for (const given of files) {
    const file = await smaller(given, original);
    const row = rowFor(list, file);
    const wrong = tooBig(box, file);
    if (wrong) fail(row, wrong);
    else await send(box, row, file);
  }
}

// No pieces here: the (smaller) files stay in the input and go with the form.
async function plain(box, input, list, files, original) {
  const kept = new DataTransfer();
  list.replaceChildren();
  for (const given of files) {
    const file = await smaller(given, original);
    const wrong = tooBig(box, file);
    const row = rowFor(list, file);
    row.progress.remove();
    if (wrong) fail(row, wrong);
    else kept.items.add(file);
  }
  input.files = kept.files;
}

function rowFor(list, file) {
  const progress = element("progress", { class: "bar", max: file.size || 1, value: 0, "aria-label": file.name });
  const remove = element("button", { type: "button", class: "btn btn-sm btn-ghost" }, word("remove"));
  const note = element("span", { class: "muted" }, ` ${size(file.size)}`);
  const node = element("li", { class: "drop-item" }, element("span", { class: "truncate" }, file.name, note), remove, progress);
  list.append(node);
  const row = { node, progress, remove, note, gone: false };
  remove.addEventListener("click", () => { row.gone = true; node.remove(); });
  return row;
}

function fail(row, text, again) {
  row.progress.hidden = true;
  row.node.querySelector(".field-error")?.remove();
  const line = element("p", { class: "field-error", role: "alert" }, text);
  if (again) {
    const button = element("button", { type: "button", class: "btn btn-sm" }, word("retry"));
    button.addEventListener("click", () => { line.remove(); row.progress.hidden = false; again(); });
    line.append(button);
  }
  row.node.append(line);
}

async function send(box, row, file, started) {
  const headers = { "X-CSRFToken": csrfToken(), Accept: "application/json", "Tus-Resumable": "1.0.0" };
  const form = box.closest("form");
  let target = started;
  form?.setAttribute("aria-busy", "true");
  try {
    if (!target) {
      const created = await fetch(box.dataset.uploadUrl, { method: "POST", headers: { ...headers, "Upload-Length": String(file.size), "Upload-Metadata": `filename ${base64(file.name)}` } });
      if (!created.ok) { fail(row, await reason(created)); return; }
      target = { url: created.headers.get("Location"), token: (await created.json()).token };
    }
    let offset = 0;
    if (started) offset = Number((await fetch(target.url, { method: "HEAD", headers })).headers.get("Upload-Offset")) || 0;
    while (offset < file.size) {
      if (row.gone) { await fetch(target.url, { method: "DELETE", headers }); return; }
      const answer = await piece(target.url, file, offset, headers);
      const next = answer.headers.get("Upload-Offset");
      if (!answer.ok && !(answer.status === 409 && next)) { fail(row, await reason(answer), () => send(box, row, file, target)); return; }
      offset = Number(next);
      row.progress.value = offset;
    }
    row.progress.remove();
    row.note.textContent = ` ${size(file.size)} · ${word("done")}`;
    row.node.append(element("input", { type: "hidden", name: box.dataset.uploadField || "uploads", value: target.token }));
  } catch {
    fail(row, word("failed"), () => send(box, row, file, target));
  } finally {
    form?.removeAttribute("aria-busy");
  }
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

// One piece, tried three times: cellars and lifts have short breaks.
async function piece(url, file, offset, headers) {
  const body = file.slice(offset, offset + PIECE);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await fetch(url, { method: "PATCH", body, headers: { ...headers, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" } });
    } catch (error) {
      if (attempt === 2) throw error;
      await new Promise((resolve) => { setTimeout(resolve, 1000 * 2 ** attempt); });
    }
  }
}

async function reason(answer) {
  try { return (await answer.json()).message || word("failed"); } catch { return word("failed"); }
}
