/** On every page: leave at once for a neutral page, and clear what this device kept. */

import { clearDevice, kept } from "/static/chat/store.js";

const listeners = [];

/** Does `act` before the page is left for good: stop streams, let go of pictures. */
export function beforeLeaving(act) {
  listeners.push(act);
}

function wipe() {
  listeners.forEach((act) => act());
  document.title = "\u200b";
  // Emptied first: nothing stays on the screen, in a tab picture or in the back/forward cache.
  while (document.body.firstChild) document.body.removeChild(document.body.firstChild);
}

document.querySelectorAll("[data-leave]").forEach((link) =>
  link.addEventListener("click", (event) => {
    event.preventDefault();
    kept.set("left", true);
    const where = link.href;
    wipe();
    location.replace(where);
  })
);

document.querySelectorAll("[data-clear]").forEach((form) =>
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const ask = form.dataset.ask;
    if (!window.confirm(ask)) return;
    listeners.forEach((act) => act());
    clearDevice().then(() => form.submit());
  })
);

addEventListener("pageshow", (event) => {
  if (event.persisted && kept.get("left")) location.reload();
});

// A menu closes when one looks elsewhere or presses Escape, and gives the focus back.
document.querySelectorAll("details.menu").forEach((menu) => {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
