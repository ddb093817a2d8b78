/** Photos taken at the gate: kept on the phone first, sent one at a time, never twice, never lost. */

const form = document.querySelector("form[data-evidence]");
const WAITS = [1000, 2000, 4000, 8000, 15000, 30000];
const SEND_MS = 180000;
const ASK_MS = 20000;
const BIGGEST = 20 * 1024 * 1024;

if (form) {
  Promise.all([import(form.dataset.store), import(form.dataset.finder)]).then(
    ([store, { finder }]) => store.able() && begin(store, finder)
  );
}

function begin({ keepShell, mark, newItem, sha256, Shelf }, finder) {
  mark();
  // The page may be the empty one that the worker keeps: its address knows the case.
  const number = decodeURIComponent(location.pathname.split("/")[3]);
  const here = `/console/cases/${encodeURIComponent(number)}`;
  const say = form.dataset;
  const shelf = new Shelf(say.owner);
  const section = document.querySelector("[data-queue]");
  const list = section.querySelector("[data-list]");
  const signIn = section.querySelector("[data-sign-in]");
  let items = [];
  let running = false;
  let again = false;
  let timer = 0;

  document.body.classList.add("scripted");
  document.querySelector("[data-number]").textContent = number;
  document.querySelector("[data-back]").href = here;
  signIn.querySelector("a").href = `/console/sign-in?next=${encodeURIComponent(`${here}/evidence`)}`;

  const place = finder(form);

  // What is shown.
  function make(name, properties, ...inside) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
  }
  function show(item) {
    if (!item.node) {
      item.words = make("p", { className: "state" });
      item.bar = make("progress", { max: 1, hidden: true });
      item.acts = make("p", { className: "row", hidden: true });
      const retry = make("button", { type: "button", textContent: say.again });
      const drop = make("button", { type: "button", textContent: say.drop, className: "danger" });
      retry.addEventListener("click", () => {
        item.state = "waiting";
        show(item);
        run();
      });
      drop.addEventListener("click", async () => {
        if (!confirm(say.sure)) return;
        await shelf.remove(item.item);
        items = items.filter((other) => other !== item);
        item.node.remove();
        count();
      });
      item.acts.append(retry, drop);
      const picture = make("img", { alt: say.alt });
      if (item.seen) picture.src = URL.createObjectURL(new Blob([item.bytes], { type: item.meta.type }));
      const about = [item.meta.number === number ? "" : `${say.other} ${item.meta.number}`, item.meta.note];
      const words = item.seen ? about.filter(Boolean).join(" · ") : say.hidden;
      const node = make("li", {}, picture, make("div", {}, item.words, make("p", { className: "meta", textContent: words }), item.bar, item.acts));
      item.node = node;
      list.prepend(node);
    }
    item.node.dataset.state = item.state;
    const words = item.state === "sent" ? say.sent.replace("{seq}", item.seq) : say[item.state];
    item.words.textContent = [words, item.unsaved && item.state !== "sent" ? say.unsaved : "", item.reason].filter(Boolean).join(": ");
    item.bar.hidden = item.state !== "sending";
    item.bar.value = item.share || 0;
    item.acts.hidden = item.state !== "refused";
    if (item.state === "sent" && item.meta.number === number) document.querySelector(".empty")?.remove();
    count();
  }
  function count() {
    section.hidden = !items.length;
    section.querySelector("[data-unsent]").textContent = items.filter((item) => item.state !== "sent").length;
  }

  // Taking.
  let taking = Promise.resolve();
  let order = 0;
  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      const files = Array.from(input.files);
      const note = form.elements.note.value.trim();
      const taken = Date.now();
      taking = taking.then(() => take(files, note, taken)).catch(() => {});
      input.value = "";
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());

  async function take(files, note, taken) {
    const mine = [];
    for (const file of files) {
      if (file.size > BIGGEST) {
        place.tell(say.tooLarge);
        continue;
      }
      const meta = { number, note, taken, name: file.name, type: file.type };
      order = Math.max(order + 1, Date.now());
      const item = { item: newItem(), order, meta, bytes: await file.arrayBuffer(), state: "waiting", seen: true, held: true };
      await keep(item);
      items.push(item);
      mine.push(item);
      show(item);
    }
    // On the phone already: the place may come a little later.
    const position = await place.found();
    for (const item of mine) {
      Object.assign(item.meta, position);
      if ("latitude" in position) await keep(item);
      item.held = false;
    }
    run();
  }
  async function keep(item) {
    try {
      await shelf.put(item);
      item.unsaved = false;
    } catch {
      item.unsaved = true;
    }
  }

  // Sending.
  async function run() {
    clearTimeout(timer);
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      for (;;) {
        again = false;
        const item = items.find((one) => !one.held && (one.state === "waiting" || one.state === "failed"));
        if (!item) {
          if (again) continue;
          return;
        }
        if (!(await attempt(item))) {
          const wait = WAITS[Math.min(item.tries || 0, WAITS.length - 1)];
          item.tries = (item.tries || 0) + 1;
          timer = setTimeout(run, wait);
          return;
        }
      }
    } finally {
      running = false;
    }
  }

  /** Whether the next may be sent: this one is received, or was refused for good. */
  async function attempt(item) {
    turn(item, "sending", "");
    const address = `/console/cases/${encodeURIComponent(item.meta.number)}/evidence`;
    const state = await ask(`${address}/state`);
    if (state.refused) return turn(item, "refused", state.error) || true;
    signIn.hidden = !state.over;
    if (!state.csrf) return turn(item, "failed", "");
    await shelf.until(state.until).catch(() => {});
    if (!item.seen) reveal(item);
    const { status, body } = await send(address, item, state.csrf);
    if (status === 200 && body && body.sha256) {
      // What arrived is what was taken, or it stays here.
      if (body.sha256 !== (await sha256(item.bytes))) return turn(item, "failed", "SHA-256");
      await shelf.remove(item.item).catch(() => {});
      item.seq = body.seq;
      turn(item, "sent", "");
      item.bytes = null;
      return true;
    }
    const later = [401, 408, 429].includes(status) || (status === 403 && state.may_add);
    const final = status >= 400 && status < 500 && !later;
    if (final && body && body.error) return turn(item, "refused", body.error) || true;
    return turn(item, "failed", "");
  }
  function turn(item, state, reason) {
    Object.assign(item, { state, reason, share: 0 });
    show(item);
    return false;
  }
  function reveal(item) {
    item.seen = true;
    item.node.remove();
    item.node = null;
    show(item);
  }

  async function ask(address) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), ASK_MS);
    try {
      const answer = await fetch(address, {
        headers: { Accept: "application/json" },
        redirect: "manual",
        cache: "no-store",
        signal: stop.signal,
      });
      if (answer.type === "opaqueredirect") return { over: true };
      const body = await answer.json();
      if (answer.status === 404) return { refused: true, error: body.error };
      if (!answer.ok) return {};
      // Somebody else has signed in since: these photos wait for their own officer.
      return body.owner === say.owner ? body : { over: true };
    } catch {
      return {};
    } finally {
      clearTimeout(late);
    }
  }
  function send(address, item, csrf) {
    const { meta, bytes } = item;
    const data = new FormData();
    data.append("item", item.item);
    data.append("sent", String(Date.now()));
    for (const name of ["note", "taken", "latitude", "longitude", "accuracy"]) {
      if (meta[name] !== undefined) data.append(name, String(meta[name]));
    }
    data.append("photo", new Blob([bytes], { type: meta.type }), meta.name || "photo");
    return new Promise((resolve) => {
      // XMLHttpRequest, since fetch can't say how much of a photo has gone.
      const xhr = new XMLHttpRequest();
      xhr.open("POST", address);
      xhr.timeout = SEND_MS;
      xhr.setRequestHeader("X-CSRF-Token", csrf);
      xhr.setRequestHeader("Accept", "application/json");
      xhr.upload.onprogress = (event) => {
        if (!event.lengthComputable) return;
        item.share = event.loaded / event.total;
        show(item);
      };
      xhr.onerror = xhr.ontimeout = xhr.onabort = () => resolve({ status: 0, body: null });
      xhr.onload = () => {
        let body = null;
        try {
          body = JSON.parse(xhr.responseText);
        } catch {
          // Not ours (the sign-in page, a proxy's page): it goes again.
        }
        resolve({ status: xhr.status, body });
      };
      xhr.send(data);
    });
  }

  async function restore() {
    const until = await shelf.until();
    for (const one of await shelf.all()) {
      // Whoever finds the phone after the session sees no picture.
      const item = { ...one, state: "waiting", seen: until > Date.now() };
      items.push(item);
      show(item);
    }
    run();
  }

  addEventListener("online", run);
  document.addEventListener("visibilitychange", () => document.hidden || run());
  // A photo that is on no disk yet is lost with its page.
  addEventListener("beforeunload", (event) => {
    if (items.some((item) => item.unsaved && item.state !== "sent")) event.preventDefault();
  });
  restore().catch(() => {});
  // Asked for, so that a full phone doesn't make room with them.
  navigator.storage?.persist?.().catch(() => {});
  // Also where nothing waits: how long this session lasts, for a dead zone later.
  ask(`${here}/evidence/state`).then((state) => state.until && shelf.until(state.until)).catch(() => {});
  if (navigator.serviceWorker && window.caches) keepShell().catch(() => {});
}
