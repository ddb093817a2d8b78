/** What stays on this device: the conversation's token, drafts, and what waits to be sent. */

const PREFIX = "chuishao.";
const DATABASE = "chuishao";
const STORES = ["queue", "tray"];
const OPEN_MS = 2000;

function area(name) {
  try {
    return window[name];
  } catch {
    return null; // Storage is switched off: everything works, nothing is kept.
  }
}

function box(name) {
  return {
    get(key) {
      try {
        return JSON.parse(area(name).getItem(PREFIX + key));
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        if (value === null) area(name).removeItem(PREFIX + key);
        else area(name).setItem(PREFIX + key, JSON.stringify(value));
      } catch {
        // Full or forbidden: the page still holds it.
      }
    },
    clear() {
      try {
        const all = area(name);
        Object.keys(all)
          .filter((key) => key.startsWith(PREFIX))
          .forEach((key) => all.removeItem(key));
      } catch {
        // Nothing was kept, nothing to clear.
      }
    },
  };
}

/** Stays until it is cleared: who comes back after days finds the conversation. */
export const kept = box("localStorage");
/** Ends with the tab: what the reporter themselves wrote. */
export const tab = box("sessionStorage");

function open() {
  return new Promise((resolve) => {
    // Some browsers never answer in a private window; memory serves then.
    const late = setTimeout(() => resolve(null), OPEN_MS);
    try {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () =>
        STORES.forEach((name) => request.result.createObjectStore(name, { keyPath: "key" }));
      request.onsuccess = () => {
        clearTimeout(late);
        resolve(request.result);
      };
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

let opened = null;

function database() {
  if (!opened) opened = open();
  return opened;
}

function ask(db, name, mode, act) {
  return new Promise((resolve) => {
    try {
      const change = db.transaction(name, mode);
      const request = act(change.objectStore(name));
      change.oncomplete = () => resolve(request.result);
      change.onerror = change.onabort = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

/** A list of things with a `key` and an `order`, photos among them, that survives a reload. */
export function shelf(name) {
  return {
    async all() {
      const db = await database();
      const found = db && (await ask(db, name, "readonly", (store) => store.getAll()));
      return (found || []).sort((a, b) => a.order - b.order);
    },
    async put(thing) {
      const db = await database();
      if (db) await ask(db, name, "readwrite", (store) => store.put(thing));
    },
    async remove(key) {
      const db = await database();
      if (db) await ask(db, name, "readwrite", (store) => store.delete(key));
    },
  };
}

/** Removes all of it from this device. */
export async function clearDevice() {
  kept.clear();
  tab.clear();
  const db = await database();
  if (!db) return;
  await Promise.all(STORES.map((name) => ask(db, name, "readwrite", (store) => store.clear())));
}

/** A random word that no other message has. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
