// Comfort for the queue: news without losing the place, work on many cases with progress, keys.
(() => {
  "use strict";
  const LINES = "application/x-ndjson";
  const news = document.querySelector("#news");
  const parse = (html) => new DOMParser().parseFromString(html, "text/html");

  // What changed is asked for anew. Rows that are still here change where they stand; others wait
  // for a press, so that nothing moves under a finger.
  let fresh = null;
  const numbers = (root) => [...root.querySelectorAll("#queue tr[data-number]")].map((r) => r.dataset.number);
  const refresh = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = parse(await answer.text());
    // How many were found is told anew too: a tick at "all" must not mean more than it says.
    for (const part of ["#tabs", ".bulk .check"]) {
      const now = page.querySelector(part);
      const here = document.querySelector(part);
      if (!now || !here) continue;
      const ticked = here.querySelector("input")?.checked;
      const fresh = now.cloneNode(true);
      if (ticked) fresh.querySelector("input").checked = true;
      here.replaceWith(fresh);
    }
    const same = numbers(page).join() === numbers(document).join();
    for (const row of document.querySelectorAll("#queue tr[data-number]")) {
      const now = page.querySelector(`#queue tr[data-number="${row.dataset.number}"]`);
      if (!now) continue;
      row.className = now.className;
      // The first two cells hold what may be ticked or focused.
      [...row.cells].forEach((cell, at) => at > 1 && cell.replaceChildren(...now.cells[at].cloneNode(true).childNodes));
    }
    fresh = same ? null : page;
    news.hidden = same;
  };
  news?.querySelector("button").addEventListener("click", () => {
    if (!fresh) return;
    const ticked = new Set([...document.querySelectorAll("#queue [name=number]:checked")].map((b) => b.value));
    const at = document.activeElement?.closest?.("tr[data-number]")?.dataset.number;
    document.querySelector("#queue").replaceWith(fresh.querySelector("#queue"));
    for (const box of document.querySelectorAll("#queue [name=number]")) box.checked = ticked.has(box.value);
    (document.querySelector(`#queue tr[data-number="${at}"] th a`) || document.querySelector("#queue th a"))?.focus({ preventScroll: true });
    fresh = null;
    news.hidden = true;
    offerTicks();
  });
  if (news?.dataset.live && "EventSource" in window) {
    let source = null;
    const listen = () => {
      source?.close();
      source = new EventSource(`${news.dataset.live}?mark=${encodeURIComponent(news.dataset.mark)}`);
      source.addEventListener("message", (event) => {
        news.dataset.mark = event.data;
        refresh().catch(() => {});
      });
    };
    listen();
    // A page that nobody looks at asks for nothing.
    document.addEventListener("visibilitychange", () => (document.hidden ? source?.close() : listen()));
    addEventListener("pagehide", () => source?.close());
  }

  function offerTicks() {
    const all = document.querySelector("[data-tick-all]");
    if (!all) return;
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of document.querySelectorAll("#queue [name=number]")) box.checked = all.checked;
    });
  }
  offerTicks();

  // Lines of JSON as they come; a press on the button again stops them.
  const stream = async (address, form, onLine, signal) => {
    const answer = await fetch(address, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: `${LINES}, application/json` }, signal,
    });
    if (!answer.headers.get("Content-Type")?.startsWith(LINES)) throw new Error((await answer.json()).error);
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop();
      for (const line of lines) onLine(JSON.parse(line));
    }
  };
  const bar = () => {
    const made = document.createElement("progress");
    made.max = 1;
    made.value = 0;
    return made;
  };

  const bulk = document.querySelector("#bulk");
  bulk?.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !("progress" in button.dataset) || !window.ReadableStream) return;
    event.preventDefault();
    const place = button.closest(".bulk");
    const shown = bar();
    place.querySelector("progress,.problem")?.remove();
    place.append(shown);
    button.disabled = true;
    let last = { given: 0 };
    stream(button.formAction, bulk, (line) => {
      if (line.error) throw new Error(line.error);
      last = line;
      shown.max = line.total;
      shown.value = line.done;
    }).then(() => {
      const next = new URL(location.href);
      next.searchParams.set("done", "assigned");
      next.searchParams.set("n", last.given);
      location.assign(next);
    }).catch((error) => {
      const said = document.createElement("p");
      said.className = "problem";
      said.setAttribute("role", "alert");
      said.textContent = error.message;
      shown.replaceWith(said);
      button.disabled = false;
    });
  });

  const scan = document.querySelector("#scan");
  if (scan && window.ReadableStream) {
    const place = scan.querySelector("[data-result]");
    const button = scan.querySelector("button");
    const label = button.textContent;
    let running = null;
    scan.addEventListener("submit", (event) => {
      event.preventDefault();
      if (running) return running.abort();
      running = new AbortController();
      const shown = bar();
      const said = document.createElement("p");
      const list = document.createElement("ul");
      list.className = "plain-list";
      place.replaceChildren(shown, said, list);
      button.textContent = scan.dataset.stop;
      stream(scan.action, scan, (line) => {
        if (line.error) throw new Error(line.error);
        shown.max = line.total || 1;
        shown.value = line.done;
        for (const one of line.found) {
          const row = document.createElement("li");
          const link = document.createElement("a");
          link.href = `/console/cases/${one.number}`;
          link.textContent = one.number;
          row.append(link, ` ${one.industry} · ${one.area} · ${one.status} · ${one.submitted}`);
          list.append(row);
        }
        const numbers = { done: line.done, total: line.total, found: list.children.length };
        said.textContent = scan.dataset.progress.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);
      }, running.signal).catch((error) => {
        if (error.name !== "AbortError") said.textContent = error.message;
      }).finally(() => {
        shown.remove();
        if (!list.children.length && !said.textContent) said.textContent = scan.dataset.none;
        button.textContent = label;
        running = null;
      });
    });
  }
})();
