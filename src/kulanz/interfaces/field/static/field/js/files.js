// The case's pictures and PDFs, small copies of them: fetched after everything else, gone with their visit.
import { database } from "./db.js";
import { button, h, linkButton } from "./dom.js";
import { t } from "./words.js";

const MOST = 80 * 1024 * 1024;

/** Brings the device's files in line with the day; `wanted` says whether there still is one to keep them for. */
export async function fetchFiles(day, wanted) {
  const named = new Map(day.visits.flatMap((visit) => visit.files).map((file) => [file.id, file]));
  const here = await (await database()).getAll("files");
  let room = MOST;
  for (const file of here) {
    if (named.has(file.id)) room -= file.bytes.byteLength;
    else await (await database()).delete("files", file.id);
  }
  const known = new Set(here.map((file) => file.id));
  for (const file of named.values()) {
    if (known.has(file.id)) continue;
    try {
      const answer = await fetch(file.url, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
      if (!answer.ok) continue;
      const kept = { id: file.id, type: answer.headers.get("Content-Type")?.split(";")[0] ?? "", bytes: await answer.arrayBuffer() };
      room -= kept.bytes.byteLength;
      if (room < 0 || !wanted()) return;
      await (await database()).put("files", kept);
    } catch {
      return; // no network, or no room: what is missing is opened by its address
    }
  }
}

/** The files of a visit: pictures to be seen at once, others to be opened; what is not here needs the network. */
export async function fileList(files) {
  const db = await database();
  const kept = new Map(await Promise.all(files.map(async (file) => [file.id, await db.get("files", file.id)])));
  const pictures = files.filter((file) => kept.get(file.id)?.type.startsWith("image/"));
  const others = files.filter((file) => !pictures.includes(file));
  return [
    pictures.length > 0 && h("div", { class: "thumbs" }, pictures.map((file) => h("button", {
      type: "button", class: "thumb", "aria-label": file.name, onclick: () => show(file, kept.get(file.id)),
    }, picture(file, kept.get(file.id))))),
    others.length > 0 && h("div", { class: "stack" }, others.map((file) => linkButton(file.name, addressOf(file, kept.get(file.id)), {
      sign: "paperclip", target: "_blank", rel: "noopener",
    }))),
    files.some((file) => !kept.get(file.id)) && h("p", { class: "muted" }, t("visit.files_net")),
  ];
}

function addressOf(file, kept) {
  return kept ? URL.createObjectURL(new Blob([kept.bytes], { type: kept.type })) : file.url;
}

function picture(file, kept) {
  const address = addressOf(file, kept);
  return h("img", { src: address, alt: file.name, onload: () => URL.revokeObjectURL(address) });
}

function show(file, kept) {
  const dialog = h("dialog", { class: "ask look" });
  const end = () => { dialog.close(); dialog.remove(); };
  dialog.append(h("h2", {}, file.name), picture(file, kept), button(t("back"), end, { sign: "arrow-left" }));
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(); });
  document.body.append(dialog);
  dialog.showModal();
}
