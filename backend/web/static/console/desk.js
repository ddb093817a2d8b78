// Comfort for the console; every page works without it.
(() => {
  "use strict";
  const csrf = () => document.querySelector("input[name=csrf]")?.value || "";
  const ask = (address, form) =>
    fetch(address, {
      method: "POST",
      body: form,
      headers: { Accept: "application/json", "X-CSRF-Token": csrf() },
      credentials: "same-origin",
    });
  const later = (act, wait) => {
    let timer = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(act, wait);
    };
  };

  // On a phone the open page's name is in sight in the row of pages and tabs.
  for (const here of document.querySelectorAll("nav [aria-current]")) {
    const row = here.closest("ul");
    row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }

  // One step is open at a time, also where <details name> isn't known.
  const steps = [...document.querySelectorAll("details.step")];
  for (const step of steps) {
    step.addEventListener("toggle", () => {
      if (!step.open) return;
      for (const other of steps) if (other !== step && !other.querySelector("[aria-invalid]")) other.open = false;
      if (!step.querySelector("[aria-invalid]")) {
        step.querySelector("input:not([type=hidden],[hidden]),textarea,select")?.focus({ preventScroll: true });
      }
    });
  }
  const wrong = document.querySelector("details.step[open] [aria-invalid]") || document.querySelector("details.step[open] .problem");
  if (wrong) {
    if (!wrong.matches("[aria-invalid]")) wrong.tabIndex = -1;
    wrong.focus();
    wrong.scrollIntoView({ block: "center" });
  }

  // A ready text joins what is typed already; photos that were chosen stay.
  for (const link of document.querySelectorAll(".ready a")) {
    link.addEventListener("click", (event) => {
      const words = link.closest("form").querySelector("textarea");
      if (!words) return;
      event.preventDefault();
      words.value = [words.value.trimEnd(), link.textContent].filter(Boolean).join("\n");
      words.dispatchEvent(new Event("input", { bubbles: true }));
      words.focus();
    });
  }

  // What the phone keeps of an officer goes with their sign-out; see evidence_store.js.
  const who = document.querySelector("[data-leave]");
  const keeps = () => {
    try {
      return localStorage.getItem("chuishao.desk");
    } catch {
      return null; // Storage is switched off: nothing was kept.
    }
  };
  for (const form of document.querySelectorAll('form[action="/console/sign-out"]')) {
    form.addEventListener("submit", async (event) => {
      if (!keeps()) return;
      event.preventDefault();
      const store = await import(who.dataset.leave).catch(() => null);
      if (!store || (await store.leave(who.dataset.owner, who.dataset.unsent))) form.submit();
    });
  }

  // A second tap doesn't send twice.
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", () => {
      for (const button of form.querySelectorAll("button:not([type=button])")) {
        setTimeout(() => (button.disabled = true));
        setTimeout(() => (button.disabled = false), 8000);
      }
    });
  }
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("form[data-once] button")) button.disabled = false;
  });

  // What the reporter will be told, as the fields stand.
  for (const form of document.querySelectorAll("form[data-preview]")) {
    const place = form.querySelector(".told p");
    let turn = 0;
    const show = later(async () => {
      const mine = ++turn;
      try {
        const answer = await ask(form.dataset.preview, new URLSearchParams(new FormData(form)));
        if (answer.ok && mine === turn) place.textContent = (await answer.json()).told;
      } catch {
        // Without a network the last preview stays; sending will say what is wrong.
      }
    }, 250);
    form.addEventListener("input", show);
  }

  // Finding a body by its name.
  for (const picker of document.querySelectorAll("[data-picker]")) {
    const search = picker.querySelector("input[type=search]");
    const list = picker.querySelector("select");
    const note = picker.querySelector(".hint");
    const first = [...list.options];
    search.hidden = false;
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "ArrowDown") list.focus();
    });
    search.addEventListener("input", later(async () => {
      const words = search.value.trim();
      if (!words) {
        list.replaceChildren(...first);
        note.textContent = "";
        return;
      }
      const answer = await fetch(`${picker.dataset.picker}?q=${encodeURIComponent(words)}`, {
        headers: { Accept: "application/json" },
      });
      if (!answer.ok || words !== search.value.trim()) return;
      const found = await answer.json();
      list.replaceChildren(...found.map((body) => {
        const option = new Option(body.connected ? body.name : `${body.name} (${note.dataset.away})`, body.id);
        return option;
      }));
      note.textContent = found.length ? "" : note.dataset.none;
    }, 200));
  }

  // Photos large, turned, one after the other.
  const viewer = document.querySelector("dialog.viewer");
  const links = [...document.querySelectorAll("[data-viewer] a")];
  if (viewer?.showModal && links.length) {
    const picture = new Image();
    const bar = document.createElement("div");
    bar.className = "bar";
    let at = 0;
    let turns = 0;
    // Larger and turned as one transform; a large one is moved by finger or mouse.
    let size = 1;
    let shift = [0, 0];
    const place = () => {
      picture.style.transform = `translate(${shift[0]}px,${shift[1]}px) rotate(${turns * 90}deg) scale(${size})`;
    };
    const zoom = (factor) => {
      size = Math.min(Math.max(size * factor, 1), 8);
      if (size === 1) shift = [0, 0];
      place();
    };
    const show = (step) => {
      at = (at + step + links.length) % links.length;
      [turns, size, shift] = [0, 1, [0, 0]];
      place();
      picture.src = links[at].href;
      picture.alt = links[at].querySelector("img").alt;
    };
    const rotate = () => {
      turns = (turns + 1) % 4;
      place();
    };
    const button = (label, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = label;
      made.addEventListener("click", act);
      bar.append(made);
    };
    if (links.length > 1) {
      button(viewer.dataset.previous, () => show(-1));
      button(viewer.dataset.next, () => show(1));
    }
    button(viewer.dataset.larger, () => zoom(1.5));
    button(viewer.dataset.smaller, () => zoom(1 / 1.5));
    button(viewer.dataset.rotate, rotate);
    picture.draggable = false;
    picture.addEventListener("wheel", (event) => {
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2);
    });
    picture.addEventListener("dblclick", () => zoom(size > 1 ? 1 / size : 3));
    picture.addEventListener("pointermove", (event) => {
      if (!event.buttons || size === 1) return;
      shift = [shift[0] + event.movementX, shift[1] + event.movementY];
      place();
    });
    button(viewer.dataset.close, () => viewer.close());
    viewer.append(picture, bar);
    viewer.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft") show(-1);
      if (event.key === "ArrowRight") show(1);
      if (event.key === "r") rotate();
      if (event.key === "+" || event.key === "=") zoom(1.5);
      if (event.key === "-") zoom(1 / 1.5);
    });
    links.forEach((link, index) => link.addEventListener("click", (event) => {
      event.preventDefault();
      at = index;
      show(0);
      viewer.showModal();
    }));
  }

  // The way down to the next steps isn't shown where they are in sight.
  const jump = document.querySelector(".jump");
  const next = document.querySelector("#next");
  if (jump && next && "IntersectionObserver" in window) {
    new IntersectionObserver(([seen]) => jump.classList.toggle("gone", seen.isIntersecting)).observe(next);
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // What a call or letter would become, while it is being typed.
  const filing = document.querySelector("form[data-understand]");
  if (filing) {
    const card = filing.querySelector("[data-understood]");
    const show = later(async () => {
      const form = new URLSearchParams();
      for (const name of ["text", "place", "industry", "unit"]) form.set(name, filing.elements[name]?.value || "");
      if (!form.get("text").trim()) return;
      try {
        const answer = await ask(filing.dataset.understand, form);
        if (!answer.ok) return;
        const found = await answer.json();
        card.hidden = false;
        for (const [name, value] of Object.entries(found.words)) {
          const place = card.querySelector(`[data-said=${name}]`);
          if (place) place.textContent = value;
        }
        const unit = filing.elements.unit;
        if (unit && !unit.value) {
          const blank = unit.options[0];
          unit.replaceChildren(blank, ...found.choices.map(([id, name]) => new Option(name, id)));
          unit.closest(".field").hidden = found.choices.length === 0;
        }
      } catch {
        // The report can be filed without this card.
      }
    }, 400);
    filing.addEventListener("input", show);
    show();
  }
})();
