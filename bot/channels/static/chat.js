/** The chat page: ties the queue, the stream and the view together. */

import { beforeLeaving } from "/static/chat/leave.js";
import { listen, newSession, since } from "/static/chat/net.js";
import { Outbox } from "/static/chat/outbox.js";
import { askPlace } from "/static/chat/place.js";
import { kept, tab } from "/static/chat/store.js";
import { t } from "/static/chat/texts.js";
import { Tray } from "/static/chat/tray.js";
import { View } from "/static/chat/view.js";

const at = (id) => document.getElementById(id);
const form = at("composer");
const field = at("words");
const log = at("log");
const notice = at("notice");
const sendButton = at("send");
const OWN_LINES = 60;
const entry = new URLSearchParams(location.search).get("entry");

let token = kept.get("token");
let stopListening = null;

const view = new View(log, choose);
const tray = new Tray(at("tray"), (warning) => {
  notice.textContent = warning;
});
const outbox = new Outbox({ need, expired, told, answered, heard: show });

function choose(choice) {
  if (choice.id === "receipt.saved") view.hideReceipts();
  view.dim();
  outbox.add({ choice: choice.id }, [], choice.label);
}

async function need() {
  if (token) return token;
  const { status, body } = await newSession(document.documentElement.lang, entry);
  if (status !== 201 || !body) return null;
  token = body.token;
  kept.set("token", token);
  attend();
  return token;
}

async function expired() {
  if (stopListening) stopListening();
  stopListening = null;
  token = null;
  kept.set("token", null);
  tab.set("own", null);
  view.last = 0;
  view.replies.clear();
  view.note("web.chat_expired");
}

function attend() {
  if (!stopListening) stopListening = listen(token, () => view.last, show);
}

function show(replies) {
  const first = view.show(replies);
  if (first) {
    document.body.classList.add("begun");
    reveal(first);
  }
}

/** Brings what is new into sight without pushing its beginning out of it. */
function reveal(node) {
  const top = node.getBoundingClientRect().top + scrollY - at("bar").offsetHeight - 12;
  const bottom = document.documentElement.scrollHeight - innerHeight;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // Older browsers know only the two numbers.
  if (calm || !("scrollBehavior" in log.style)) scrollTo(0, Math.min(top, bottom));
  else scrollTo({ top: Math.min(top, bottom), behavior: "smooth" });
}

function told(item) {
  const isNew = !view.own.has(item.key);
  (item.photos || []).forEach((photo) => {
    if (!photo.url) photo.url = URL.createObjectURL(photo.blob);
  });
  const node = view.mine(item, {
    retry: () => outbox.run(),
    edit: () => edit(item),
  });
  if (!isNew) return;
  item.after = view.last;
  document.body.classList.add("begun");
  // The pressed button is gone; a reader goes on from the line it made.
  if (document.activeElement === document.body) {
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
  }
  reveal(node);
}

function edit(item) {
  view.forget(item.key);
  if (item.body.text) field.value = item.body.text;
  tray.add((item.photos || []).map(({ blob }) => blob));
  changed();
  field.focus();
}

function answered(replies, item) {
  const own = tab.get("own") || [];
  const photos = (item.photos || []).length;
  const shown = item.shown || t("web.chat_photos", { count: photos });
  own.push({ key: item.key, shown, after: item.after });
  tab.set("own", own.slice(-OWN_LINES));
  show(replies);
}

function changed() {
  kept.set("words", field.value || null);
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
  sendButton.disabled = !field.value.trim() && !tray.photos.length;
}

function submit() {
  const text = field.value.trim();
  if (!text && !tray.photos.length) return;
  const photos = tray.take();
  outbox.add({ text }, photos, text);
  field.value = "";
  notice.textContent = "";
  changed();
}

async function resume() {
  if (!token) return;
  const { status, body } = await since(token, 0);
  if (status === 401) {
    await expired();
    return;
  }
  if (status === 200 && body) {
    // An empty conversation was cut or cleared: what is written here goes with it.
    if (!body.replies.length) tab.set("own", null);
    const own = tab.get("own") || [];
    let next = 0;
    body.replies.forEach((reply) => {
      for (; next < own.length && own[next].after < reply.id; next += 1) view.mine(own[next]);
      view.show([reply]);
    });
    own.slice(next).forEach((line) => view.mine(line));
    if (body.replies.length) {
      document.body.classList.add("begun");
      scrollTo(0, document.documentElement.scrollHeight);
    }
  }
  attend();
}

/** A very large font leaves no room for bars that stay. */
function measure() {
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  document.body.classList.toggle("large", innerWidth < 15 * size);
}

function offline() {
  at("offline").hidden = navigator.onLine;
}

async function start() {
  // Who left in a hurry comes back to an empty page, and goes on only by their own wish.
  if (kept.get("left") && (token || kept.get("words") || (await tray.waiting()))) {
    at("left").hidden = false;
    await new Promise((resolve) => at("go-on").addEventListener("click", resolve, { once: true }));
    at("left").hidden = true;
  }
  kept.set("left", null);
  form.hidden = false;
  at("starters").hidden = false;
  field.value = kept.get("words") || "";
  await resume();
  await tray.restore();
  await outbox.restore();
  changed();
  speak();
  await enter();
}

/** A scanned poster is said at once; its address leaves the browser's history. */
async function enter() {
  if (!entry || !entry.startsWith("p_")) return;
  if (token) outbox.add({ text: `/start ${entry}` }, [], t("web.chat_scanned"));
  else await need();
  history.replaceState(null, "", location.pathname);
}

/** The reader changed the page's language: the conversation follows. */
function speak() {
  const language = document.documentElement.lang;
  if (token && kept.get("language") && kept.get("language") !== language) {
    const choice = language === "en" ? "lang:en" : "lang:zh_CN";
    outbox.add({ choice }, [], t("web.chat_language"));
  }
  kept.set("language", language);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
field.addEventListener("input", changed);
field.addEventListener("keydown", (event) => {
  const typing = event.isComposing || event.keyCode === 229;
  // On a phone Enter makes a new line: there is a button for sending.
  if (event.key !== "Enter" || event.shiftKey || typing) return;
  if (matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  submit();
});
["camera", "gallery"].forEach((id) =>
  at(id).addEventListener("change", (event) => {
    tray.add(event.target.files);
    event.target.value = "";
  })
);
at("tray").addEventListener("change", changed);
at("place").addEventListener("click", () =>
  askPlace(at("place-panel"), (where) =>
    outbox.add({ location: where }, [], t("web.chat_located"))
  )
);
at("start-status").addEventListener("click", () =>
  choose({ id: "status.open", label: at("start-status").textContent.trim() })
);
at("start-words").addEventListener("click", () => field.focus());
addEventListener("online", offline);
addEventListener("offline", offline);
beforeLeaving(() => {
  outbox.stop();
  if (stopListening) stopListening();
});
addEventListener("resize", measure);
if (window.ResizeObserver) new ResizeObserver(measure).observe(at("bar"));
measure();
offline();
start();
