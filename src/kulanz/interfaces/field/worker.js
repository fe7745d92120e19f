// Keeps the app's own files on the device and starts it without network. What it keeps is listed by the
// server above these lines. Answers of the server with data, files and photos never come into this store.
const STORE = `kulanz-field-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const store = await caches.open(STORE);
    await Promise.all(SHELL.map(async (address) => {
      const answer = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
      // A page that leads to the login is not the app: the installation fails and is tried again later.
      if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
      await store.put(address, answer);
    }));
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("kulanz-field-") && name !== STORE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  const path = request.mode === "navigate" && address.pathname === START ? START : address.pathname + address.search;
  if (!SHELL.includes(path)) return;
  event.respondWith((async () => {
    // Opening a store would make it anew on a device that was cleared.
    return (await caches.match(path, { cacheName: STORE })) ?? fetch(request);
  })());
});
