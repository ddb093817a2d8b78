/** Where the phone is, once the officer allows it: said beside the photos, never waited for long. */

const FIX_MS = 120000;
const FIX_WAIT_MS = 6000;
const FINE = 1e6; // Six decimals are about a decimetre.

/** Begins looking where that is allowed already; `found` gives what a photo is sent with. */
export function finder(form) {
  const say = form.dataset;
  const place = form.querySelector("[data-place]");
  const said = place.querySelector("[data-said]");
  const allow = place.querySelector("[data-allow]");
  let fix = null;
  let watching = false;
  let found = () => {};

  const fresh = () => (fix && Date.now() - fix.timestamp < FIX_MS ? fix : null);
  function watch() {
    if (watching) return;
    watching = true;
    allow.hidden = true;
    said.textContent = say.looking;
    navigator.geolocation.watchPosition(
      (position) => {
        fix = position;
        said.textContent = say.found.replace("{metres}", Math.round(position.coords.accuracy));
        found();
      },
      ({ code }) => {
        said.textContent = code === 1 ? say.denied : say.missing;
        if (code === 1) watching = false;
        found();
      },
      { enableHighAccuracy: true, maximumAge: 10000, timeout: 30000 }
    );
  }
  if (navigator.geolocation) {
    place.hidden = false;
    said.textContent = say.none;
    allow.hidden = false;
    allow.addEventListener("click", watch);
    if (navigator.permissions) {
      navigator.permissions.query({ name: "geolocation" }).then(
        ({ state }) => {
          if (state === "granted") watch();
          if (state === "denied") {
            said.textContent = say.denied;
            allow.hidden = true;
          }
        },
        () => {}
      );
    }
  }

  /** A fix that is young enough, waited for a little while the phone is looking. */
  function fixed() {
    if (fresh() || !watching) return Promise.resolve(fresh());
    return new Promise((resolve) => {
      found = () => resolve(fresh());
      setTimeout(found, FIX_WAIT_MS);
    });
  }
  function where(position) {
    if (!position) return {};
    const { latitude, longitude, accuracy } = position.coords;
    return {
      latitude: Math.round(latitude * FINE) / FINE,
      longitude: Math.round(longitude * FINE) / FINE,
      accuracy: Math.round(accuracy),
    };
  }

  return {
    found: async () => where(await fixed()),
    tell(words) {
      said.textContent = words;
      place.hidden = false;
    },
  };
}
