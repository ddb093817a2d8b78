// Maps of the console: a body's cases with clusters and heat, one case's own place.
(() => {
  "use strict";
  const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001];
  const APART = 110; // pixels from line to line at least
  const NEAR = 16; // zoom at which a found point stands among its next neighbours
  const HOT = 5; // cases on one spot that make it as red as can be; of many cases a twentieth
  const WARMTH = { 0.2: "#4f8df7", 0.5: "#27b866", 0.75: "#f5c518", 1: "#d92d20" }; // seen on light and dark
  const CHINA = [[18, 73], [54, 135]]; // where a map without points begins
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const csrf = () => document.querySelector("input[name=csrf]")?.value || "";
  const made = (tag, words, name = "") => {
    const node = document.createElement(tag);
    node.textContent = words;
    node.className = name;
    return node;
  };

  // Lines of round degrees with their numbers: a ground that needs nobody else.
  const Grid = L.GridLayer.extend({
    createTile(at) {
      const side = this.getTileSize().x;
      const sharp = devicePixelRatio || 1;
      const tile = document.createElement("canvas");
      tile.width = tile.height = side * sharp;
      const pen = tile.getContext("2d");
      pen.scale(sharp, sharp);
      const colours = getComputedStyle(this._map.getContainer());
      pen.strokeStyle = colours.getPropertyValue("--line");
      pen.fillStyle = colours.getPropertyValue("--soft");
      pen.font = "11px system-ui, sans-serif";
      const whole = side * 2 ** at.z;
      const step = STEPS.findLast((one) => (one * whole) / 360 >= APART) || STEPS[0];
      const digits = Math.max(0, Math.ceil(-Math.log10(step)));
      const left = (at.x * side * 360) / whole - 180;
      const right = left + (side * 360) / whole;
      const corner = (y) => this._map.unproject([0, y * side], at.z).lat;
      const [top, bottom] = [corner(at.y), corner(at.y + 1)];
      // One step beyond the edges: a number may reach over from the next tile.
      const lines = (from, to) => {
        const first = Math.floor(from / step) - 1;
        const count = Math.ceil(to / step) + 1 - first;
        return Array.from({ length: count + 1 }, (_, index) => (first + index) * step);
      };
      const columns = lines(left, right).map((degree) => [degree, ((degree + 180) / 360) * whole - at.x * side]);
      const rows = lines(bottom, top)
        .filter((degree) => Math.abs(degree) < 85)
        .map((degree) => [degree, this._map.project([degree, 0], at.z).y - at.y * side]);
      pen.beginPath();
      for (const [, x] of columns) {
        pen.moveTo(x, 0);
        pen.lineTo(x, side);
      }
      for (const [, y] of rows) {
        pen.moveTo(0, y);
        pen.lineTo(side, y);
      }
      pen.stroke();
      for (const [north, y] of rows) {
        for (const [east, x] of columns) pen.fillText(`${north.toFixed(digits)}, ${east.toFixed(digits)}`, x + 4, y - 4);
      }
      return tile;
    },
  });

  const begin = (place, options = {}) => {
    const map = L.map(place, {
      attributionControl: false,
      zoomControl: false,
      scrollWheelZoom: false,
      minZoom: 3,
      maxZoom: 19,
      maxBounds: [[-85, -180], [85, 180]],
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      ...options,
    });
    L.control.zoom({ zoomInTitle: place.dataset.closer, zoomOutTitle: place.dataset.farther }).addTo(map);
    L.control.scale({ imperial: false, position: "topright" }).addTo(map);
    if (place.dataset.tiles) {
      L.tileLayer(place.dataset.tiles, { maxZoom: 19, maxNativeZoom: 18, noWrap: true }).addTo(map);
    } else {
      const grid = new Grid({ noWrap: true }).addTo(map);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => grid.redraw());
    }
    map.on("popupopen", ({ popup }) => {
      const close = popup.getElement().querySelector(".leaflet-popup-close-button");
      close?.setAttribute("aria-label", place.dataset.close);
      popup.getElement().querySelector(".leaflet-popup-content a")?.focus({ preventScroll: true });
    });
    return map;
  };

  // Names stand inside their lines; of very many none could be read.
  const outline = async (map, place) => {
    if (!place.dataset.outlines) return null;
    try {
      const answer = await fetch(place.dataset.outlines, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const drawn = await answer.json();
      const named = drawn.features.length <= 80;
      return L.geoJSON(drawn, {
        interactive: false,
        style: { className: "map-outline" },
        onEachFeature: ({ properties }, layer) => {
          if (named && properties.name) {
            layer.bindTooltip(made("span", properties.name), { permanent: true, direction: "center", className: "map-name" });
          }
        },
      }).addTo(map);
    } catch {
      place.after(made("p", place.dataset.noOutlines, "problem"));
      return null;
    }
  };

  const popup = (place, point) => {
    const box = document.createElement("div");
    const link = made("a", place.dataset.open);
    link.href = `/console/cases/${point.number}`;
    const line = document.createElement("p");
    line.append(
      made("span", point.urgent, `badge ${point.urgency}`), " ",
      made("span", point.status, "badge status"), " ",
      made("span", point.left, `clock ${point.tone}`),
    );
    const number = made("p", "");
    number.append(made("span", point.number, "number"), " ", link);
    box.append(made("b", point.industry), line, made("p", point.area), number);
    return box;
  };

  const marker = (place, point) => {
    const icon = L.divIcon({ className: `map-dot ${point.urgency}`, iconSize: [28, 28] });
    const one = L.marker(point.at, { icon, urgency: point.urgency });
    one.bindPopup(() => popup(place, point), { minWidth: 190 });
    one.on("add", () => {
      one.getElement().setAttribute("aria-label", `${point.urgent} ${point.industry} ${point.number}`);
    });
    return one;
  };

  const many = (place) => (cluster) => {
    const words = document.createElement("span");
    words.append(String(cluster.getChildCount()), made("span", ` ${place.dataset.cases}`, "unseen"));
    const urgent = cluster.getAllChildMarkers().some((one) => one.options.urgency === "immediate");
    return L.divIcon({ html: words, className: `map-many ${urgent ? "immediate" : ""}`, iconSize: [40, 40] });
  };

  const whole = async (place) => {
    const tools = document.querySelector(".map-tools");
    const said = tools.querySelector("[data-map-said]");
    document.querySelector("[data-map-none]").remove();
    place.parentElement.hidden = false;
    const map = begin(place);
    map.fitBounds(CHINA);
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    tools.hidden = false;
    const [points, lines] = await Promise.all([
      fetch(place.dataset.points, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRF-Token": csrf() },
      }).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null),
      outline(map, place),
    ]);
    if (!points) {
      said.textContent = place.dataset.failed;
      said.className = "problem";
      return;
    }
    const clusters = L.markerClusterGroup({
      iconCreateFunction: many(place),
      showCoverageOnHover: false,
      maxClusterRadius: 48,
      animate: false,
    });
    const markers = new Map(points.map((point) => [point.number, marker(place, point)]));
    clusters.addLayers([...markers.values()]);
    clusters.addTo(map);
    const heat = L.heatLayer(points.map((point) => point.at), {
      radius: 34,
      blur: 26,
      maxZoom: 10,
      max: Math.max(HOT, points.length / 20),
      minOpacity: 0.4,
      gradient: WARMTH,
    });
    const all = () => {
      if (points.length) map.fitBounds(clusters.getBounds(), { padding: [40, 40], maxZoom: 15 });
      else if (lines) map.fitBounds(lines.getBounds());
      else map.fitBounds(CHINA);
    };
    const toggle = tools.querySelector("[data-map-heat]");
    const warm = (on) => {
      toggle.setAttribute("aria-pressed", String(on));
      map.closePopup();
      map.removeLayer(on ? clusters : heat).addLayer(on ? heat : clusters);
    };
    toggle.addEventListener("click", () => warm(toggle.getAttribute("aria-pressed") !== "true"));
    tools.querySelector("[data-map-all]").addEventListener("click", all);
    toggle.disabled = !points.length;
    // Escape closes what Enter opened, and leads back to its point.
    place.addEventListener("keydown", (event) => {
      const shown = event.target.closest(".leaflet-popup") && map._popup;
      if (event.key !== "Escape" || !shown) return;
      const source = shown._source;
      map.closePopup();
      source?.getElement()?.focus();
    });
    const find = (number) => {
      warm(false);
      place.scrollIntoView({ block: "nearest" });
      const one = markers.get(number);
      map.setView(one.getLatLng(), Math.max(map.getZoom(), NEAR), { animate: false });
      // What stands on one spot is spread out.
      const seen = clusters.getVisibleParent(one);
      if (seen !== one) seen?.spiderfy();
      one.openPopup();
    };
    const table = document.querySelector("table[data-find]");
    const rows = [...table.querySelectorAll("tr[data-number]")];
    for (const row of rows) {
      const number = row.dataset.number;
      const cell = row.cells[2];
      if (markers.has(number)) {
        const button = made("button", table.dataset.find, "plain map-find");
        button.type = "button";
        button.addEventListener("click", () => find(number));
        cell.append(" ", button);
      } else cell.append(" ", made("span", table.dataset.without, "badge"));
    }
    const counts = [points.length, rows.length - points.length];
    said.textContent = place.dataset.said.replace(/#/g, () => counts.shift());
    all();
  };

  const small = (box) => {
    const place = box.querySelector(".map");
    box.hidden = false;
    let map = null;
    const show = () => {
      if (!box.open || map) return;
      map = begin(place, { dragging: !L.Browser.mobile });
      const spot = place.dataset.spot.split(",").map(Number);
      map.setView(spot, 15);
      L.marker(spot, { icon: L.divIcon({ className: "map-dot", iconSize: [28, 28] }), interactive: false, keyboard: false }).addTo(map);
      outline(map, place);
    };
    box.addEventListener("toggle", show);
    show();
  };

  for (const place of document.querySelectorAll(".map[data-points]")) whole(place);
  for (const box of document.querySelectorAll("[data-map-box]")) small(box);
})();
