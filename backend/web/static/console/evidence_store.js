/** What stays on an officer's phone: photos that are still to be sent, encrypted, and an empty page. */

const DATABASE = "chuishao.desk";
const SHELL = "chuishao.desk";
const WAIT_MS = 3000;

let opened = null;

function database() {
  if (!opened) {
    opened = new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("keys", { keyPath: "owner" });
        request.result.createObjectStore("photos", { keyPath: "item" }).createIndex("owner", "owner");
      };
      request.onsuccess = () => {
        // Another tab of a later version must not wait for this one.
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = request.onblocked = () => reject(request.error);
    });
  }
  return opened;
}

/** One transaction; `act` gets the store and may return a request. Rejects when it isn't on disk. */
async function change(name, mode, act) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(name, mode);
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request && request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** Whether this browser can keep photos at all: else the plain form serves. */
export function able() {
  try {
    return Boolean(window.isSecureContext && window.indexedDB && window.localStorage && crypto.subtle);
  } catch {
    return false; // Storage is switched off.
  }
}

/** Says to every page of the console that sign-out has something to clear here; see desk.js. */
export function mark() {
  localStorage.setItem(DATABASE, "1");
}

export function newItem() {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}

export async function sha256(bytes) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The key of one member of staff on this phone; no script can read it out. */
async function keyOf(owner) {
  const known = await change("keys", "readonly", (keys) => keys.get(owner));
  if (known) return known;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const made = { owner, key, until: 0 };
  try {
    await change("keys", "readwrite", (keys) => keys.add(made));
    return made;
  } catch {
    // Another tab was first: its key serves.
    return change("keys", "readonly", (keys) => keys.get(owner));
  }
}

async function seal(key, place, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(place);
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, bytes) };
}

function unseal(key, place, { iv, sealed }) {
  const additionalData = new TextEncoder().encode(place);
  return crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, sealed);
}

/** The photos of one member of staff on this phone, in the order they were taken. */
export class Shelf {
  constructor(owner) {
    this.owner = owner;
  }

  async put({ item, order, meta, bytes }) {
    const { key } = await keyOf(this.owner);
    const words = new TextEncoder().encode(JSON.stringify(meta));
    const row = {
      item,
      order,
      owner: this.owner,
      meta: await seal(key, `${this.owner}/${item}/meta`, words),
      photo: await seal(key, `${this.owner}/${item}/photo`, bytes),
    };
    await change("photos", "readwrite", (photos) => photos.put(row));
  }

  async all() {
    const { key } = await keyOf(this.owner);
    const rows = await change("photos", "readonly", (photos) => photos.index("owner").getAll(this.owner));
    const found = [];
    for (const { item, order, meta, photo } of rows.sort((a, b) => a.order - b.order)) {
      const words = await unseal(key, `${this.owner}/${item}/meta`, meta);
      const bytes = await unseal(key, `${this.owner}/${item}/photo`, photo);
      found.push({ item, order, meta: JSON.parse(new TextDecoder().decode(words)), bytes });
    }
    return found;
  }

  async remove(item) {
    await change("photos", "readwrite", (photos) => photos.delete(item));
  }

  count() {
    return change("photos", "readonly", (photos) => photos.index("owner").count(this.owner));
  }

  /** When the session ends that these photos were taken in; milliseconds since 1970. */
  async until(moment) {
    const known = await keyOf(this.owner);
    if (moment) await change("keys", "readwrite", (keys) => keys.put({ ...known, until: moment }));
    return moment || known.until;
  }

  /** Removes all of it, the key too. */
  async wipe() {
    for (const item of await change("photos", "readonly", (photos) => photos.index("owner").getAllKeys(this.owner))) {
      await this.remove(item);
    }
    await change("keys", "readwrite", (keys) => keys.delete(this.owner));
  }
}

/** Keeps the empty page and what it is made of for a dead zone; nothing of any case is in it. */
export async function keepShell() {
  const address = "/console/evidence-shell";
  const answer = await fetch(address, { cache: "no-store", redirect: "error" });
  if (!answer.ok) return;
  const page = await answer.clone().text();
  const parts = Array.from(page.matchAll(/(?:href|src)="(\/console\/static\/[^"]+)"/g), (found) => found[1]);
  const kept = await caches.open(SHELL);
  for (const part of new Set(parts)) if (!(await kept.match(part))) await kept.add(part);
  await kept.put(address, answer);
  const wanted = new Set([address, ...parts]);
  for (const one of await kept.keys()) {
    const { pathname, search } = new URL(one.url);
    if (!wanted.has(pathname + search)) await kept.delete(one);
  }
  await navigator.serviceWorker.register("/console/worker.js", { scope: "/console/" });
}

async function clear(shelf) {
  if (able()) {
    await shelf.wipe();
    // A colleague's photos may wait here for their own sign-in, and sign-out.
    if (!(await change("keys", "readonly", (keys) => keys.count()))) localStorage.removeItem(DATABASE);
  }
  if (window.caches) await caches.delete(SHELL);
  if (!navigator.serviceWorker) return;
  for (const one of await navigator.serviceWorker.getRegistrations()) {
    if (new URL(one.scope).pathname === "/console/") await one.unregister();
  }
}

/** Clears this phone at sign-out; false when there is something unsent and the officer stays. */
export async function leave(owner, unsent) {
  const shelf = new Shelf(owner);
  const late = new Promise((resolve) => setTimeout(resolve, WAIT_MS, 0));
  const count = able() ? await Promise.race([shelf.count().catch(() => 0), late]) : 0;
  if (count && !confirm(unsent)) return false;
  await Promise.race([clear(shelf).catch(() => null), late]);
  return true;
}
