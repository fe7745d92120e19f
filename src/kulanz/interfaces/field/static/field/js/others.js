// Other windows of the same device: they look again when this one has written.
let line = null;

export function listenToOthers(heard) {
  if (!("BroadcastChannel" in window)) return;
  line = new BroadcastChannel("kulanz-field");
  line.onmessage = heard;
}

export function tellOthers() {
  line?.postMessage("written");
}
