// Reads a bar code or QR code by the camera. Typing it is always possible: cameras fail, codes are worn off.
import { button, h } from "./dom.js";
import { SCANNER } from "./frame.js";
import { t } from "./words.js";

let loading = null;

function library() {
  loading ??= new Promise((resolve, reject) => {
    const script = h("script", { src: SCANNER, onload: () => resolve(window.ZXing), onerror: reject });
    document.head.append(script);
  }).catch((error) => { loading = null; throw error; });
  return loading;
}

/** The code, or "" when the technician goes back. */
export function scan(title) {
  return new Promise((resolve) => {
    const video = h("video", { playsinline: true, muted: true, class: "finder" });
    const hint = h("p", { class: "muted", role: "status" }, t("scan.starting"));
    const field = h("input", {
      class: "input", "aria-label": t("scan.type"), placeholder: t("scan.type"), autocomplete: "off", autocapitalize: "characters",
    });
    const dialog = h("dialog", { class: "ask scan" });
    let reader = null;
    let over = false;
    const end = (code) => {
      over = true;
      reader?.reset();
      dialog.close();
      dialog.remove();
      resolve(code);
    };
    dialog.append(h("h2", {}, title), video, hint, h("form", {
      class: "row", onsubmit: (event) => { event.preventDefault(); if (field.value.trim()) end(field.value.trim()); },
    }, field, h("button", { class: "btn btn-primary" }, t("scan.take"))),
    h("div", { class: "row" }, button(t("back"), () => end(""))));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(""); });
    document.body.append(dialog);
    dialog.showModal();
    look(video).then((made) => {
      if (over) { made?.reset(); return; }
      reader = made;
      hint.textContent = t("scan.hold");
      made.found.then(end);
    }).catch(() => {
      video.hidden = true;
      hint.textContent = t("scan.no_camera");
      field.focus();
    });
  });
}

/** Opens the camera and looks at it four times a second; `found` comes when a code was read. */
async function look(video) {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error("no camera");
  const [zxing, stream] = await Promise.all([library(), navigator.mediaDevices.getUserMedia({
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false,
  })]);
  video.srcObject = stream;
  await video.play();
  const reader = new zxing.MultiFormatReader();
  reader.setHints(new Map([[zxing.DecodeHintType.TRY_HARDER, true]]));
  const canvas = document.createElement("canvas");
  let timer = 0;
  const found = new Promise((resolve) => {
    timer = setInterval(() => {
      const code = readFrame(zxing, reader, video, canvas);
      if (code) resolve(code);
    }, 250);
  });
  return { found, reset: () => { clearInterval(timer); stream.getTracks().forEach((track) => track.stop()); } };
}

function readFrame(zxing, reader, video, canvas) {
  if (!video.videoWidth) return "";
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(video, 0, 0);
  try {
    const source = new zxing.HTMLCanvasElementLuminanceSource(canvas);
    return reader.decodeWithState(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source))).getText();
  } catch {
    return ""; // nothing to read in this picture
  } finally {
    reader.reset();
  }
}
