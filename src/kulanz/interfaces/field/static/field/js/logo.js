// The logo of whose technician one is. Fetched once when it changes, then it lies on the device.
import { meta, setMeta } from "./db.js";
import { h } from "./dom.js";

/** Fetches it if the day names another than the one that is here; without network it is tried again later. */
export async function fetchLogo(brand) {
  const kept = await meta("logo");
  if (!brand || (kept?.address ?? "") === brand.logo) return;
  if (!brand.logo) { await setMeta("logo", null); return; }
  try {
    const answer = await fetch(brand.logo, { credentials: "same-origin" });
    if (!answer.ok || !/^image\//.test(answer.headers.get("Content-Type") ?? "")) return;
    const type = answer.headers.get("Content-Type").split(";")[0];
    await setMeta("logo", { address: brand.logo, type, bytes: await answer.arrayBuffer() });
  } catch { /* no network: the name stands there */ }
}

/** As the head of the page; null where there is none, and the name stands in its place. */
export async function logo(brand) {
  const kept = await meta("logo");
  if (!kept || kept.address !== brand?.logo) return null;
  const address = URL.createObjectURL(new Blob([kept.bytes], { type: kept.type }));
  return h("h1", {}, h("img", { class: "logo", src: address, alt: brand.name, onload: () => URL.revokeObjectURL(address) }));
}
