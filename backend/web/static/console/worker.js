// The console without a network: the empty evidence page, and nothing of any case. See evidence_store.js.
"use strict";
const KEPT = "chuishao.desk";
const SHELL = "/console/evidence-shell";
const PAGE = /^\/console\/cases\/[^/]+\/evidence$/;
const PATIENCE_MS = 8000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function open(request) {
  const shell = () => caches.open(KEPT).then((kept) => kept.match(SHELL));
  // A gateway that can't reach us is a dead zone too.
  const reached = (answer) => (answer.status >= 502 && answer.status <= 504 ? null : answer);
  const network = fetch(request).then(reached).catch(() => null);
  // At the edge of a dead zone a page may hang for minutes.
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  return (await Promise.race([network, late])) || (await shell()) || (await network) || Response.error();
}

async function part(request) {
  const kept = await caches.open(KEPT).then((all) => all.match(request));
  return kept || fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(open(event.request));
  else if (pathname.startsWith("/console/static/")) event.respondWith(part(event.request));
});
