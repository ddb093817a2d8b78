/** Asking for the location: said before what it is for, and refusing it costs nothing. */

import { t } from "/static/chat/texts.js";

const WAIT_MS = 20000;
const FINE = 1e5; // Five decimals are about a metre.

/** Opens the panel; calls `found` with {latitude, longitude} in degrees if the reporter agrees. */
export function askPlace(panel, found) {
  const said = panel.querySelector("[data-said]");
  const agree = panel.querySelector("[data-agree]");
  const close = () => {
    panel.hidden = true;
    document.getElementById("place").focus();
  };
  const refuse = (key) => {
    said.textContent = t(key);
    agree.hidden = true;
  };
  said.textContent = t("web.chat_place_why");
  agree.hidden = false;
  agree.disabled = false;
  panel.hidden = false;
  panel.querySelector("[data-no]").onclick = () => {
    close();
    document.getElementById("words").focus();
  };
  if (!navigator.geolocation || !window.isSecureContext) {
    refuse("web.chat_place_none");
    return;
  }
  agree.focus();
  agree.onclick = () => {
    agree.disabled = true;
    said.textContent = t("web.chat_place_looking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        close();
        found({
          latitude: Math.round(coords.latitude * FINE) / FINE,
          longitude: Math.round(coords.longitude * FINE) / FINE,
        });
      },
      ({ code }) => refuse(code === 1 ? "web.chat_place_refused" : "web.chat_place_failed"),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 60000 }
    );
  };
}
