// Keys for what a page offers: an element names its key, a dialog lists them, and they can be off.
(() => {
  "use strict";
  const OFF = "chuishao.keys.off";
  const dialog = document.querySelector("dialog.keys");
  if (!dialog?.showModal) return;
  const off = () => localStorage.getItem(OFF) === "1";
  const typing = (element) => element.closest("input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]");
  const seen = (element) => element.getClientRects().length > 0;
  const named = () => [...document.querySelectorAll("[data-key]")].filter(seen);
  const label = (element) =>
    element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim().replace(/\s+/g, " ").slice(0, 30);

  const rows = () => [...document.querySelectorAll("tr[data-number]")];
  const move = (step) => {
    const all = rows();
    const at = all.indexOf(document.activeElement.closest("tr[data-number]"));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    next?.querySelector("th a").focus();
  };
  const tick = () => document.activeElement.closest("tr[data-number]")?.querySelector("[type=checkbox]")?.click();

  const show = () => {
    const list = dialog.querySelector("dl");
    list.replaceChildren();
    const add = (key, words) => {
      const row = document.createElement("div");
      const term = document.createElement("dt");
      const mark = document.createElement("kbd");
      mark.textContent = key;
      term.append(mark);
      const said = document.createElement("dd");
      said.textContent = words;
      row.append(term, said);
      list.append(row);
    };
    if (rows().length) {
      add("j / k", dialog.dataset.rows);
      add("x", dialog.dataset.tick);
    }
    for (const one of named()) add(one.dataset.key, label(one));
    add("?", dialog.dataset.help);
    dialog.querySelector("input").checked = off();
    dialog.showModal();
  };
  dialog.querySelector("input").addEventListener("change", (event) => {
    if (event.target.checked) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  });
  for (const button of document.querySelectorAll("[data-keys-help]")) {
    button.hidden = false;
    button.addEventListener("click", show);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (document.querySelector("dialog[open]") || off()) return;
    const act = { "?": show, j: () => move(1), k: () => move(-1), x: tick }[event.key];
    const element = act ? null : named().find((one) => one.dataset.key === event.key);
    if (!act && !element) return;
    event.preventDefault();
    if (act) act();
    else if (element.matches("input:not([type=checkbox]),textarea,select")) element.focus();
    else {
      if (element.matches("summary")) element.focus();
      element.click();
    }
  });
})();
