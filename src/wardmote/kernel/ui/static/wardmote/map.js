// Maps that move. Without this script the map drawn by the server stays as it is, and a form asks for the
// place in words.
const { L } = window;
const still = { animate: false };
const manners = {
  zoomAnimation: false,
  fadeAnimation: false,
  markerZoomAnimation: false,
  inertia: false,
  scrollWheelZoom: false, // a page must scroll past its map
};

// A map in closed details has no size yet: it is fitted when it is first seen.
function whenSeen(map, fit) {
  let seen = false;
  new ResizeObserver(([{ contentRect }]) => {
    map.invalidateSize({ pan: false });
    if (contentRect.width && !seen) {
      seen = true;
      fit();
    }
  }).observe(map.getContainer());
}

// The server's own drawing, with its links and words, to pan and to zoom.
for (const figure of document.querySelectorAll("[data-zoom-map]")) {
  const drawing = figure.querySelector("svg");
  if (!drawing) continue;
  const { width, height } = drawing.viewBox.baseVal;
  const canvas = document.createElement("div");
  canvas.className = "wm-canvas";
  canvas.setAttribute("role", "group");
  canvas.setAttribute("aria-label", "Map to move and zoom");
  drawing.before(canvas);
  const bounds = [[0, 0], [height, width]];
  const map = L.map(canvas, {
    ...manners, crs: L.CRS.Simple, minZoom: -2, maxZoom: 4, zoomSnap: 0.25, attributionControl: false,
    maxBounds: bounds, maxBoundsViscosity: 1, dragging: !L.Browser.mobile,
  });
  L.svgOverlay(drawing, bounds, { interactive: true }).addTo(map);
  let whole;
  whenSeen(map, () => {
    map.fitBounds(bounds, still);
    whole = map.getZoom();
  });
  // A finger scrolls past the whole map, and moves it once it is larger.
  if (L.Browser.mobile) map.on("zoomend", () => map.dragging[map.getZoom() > whole ? "enable" : "disable"]());
}

// A name stands in its area only where there is room for it, so that names never lie on each other.
const LETTER = 6.5;
function nameWhatFits(map, outlines) {
  outlines.eachLayer((layer) => {
    const bounds = layer.getBounds();
    const room = map.latLngToLayerPoint(bounds.getNorthEast()).x - map.latLngToLayerPoint(bounds.getSouthWest()).x;
    if (layer.feature.properties.name.length * LETTER < room) layer.openTooltip();
    else layer.closeTooltip();
  });
}

// A map on a form, with the outlines of areas to find one's way by.
function mapOn(widget, { placed, lost }) {
  widget.hidden = false;
  const map = L.map(widget.querySelector("[data-canvas]"), { ...manners, zoomSnap: 0.5, maxZoom: 18 });
  map.attributionControl.setPrefix(false);
  map.setView([54, -2], 6, still);
  if (widget.dataset.tiles) {
    L.tileLayer(widget.dataset.tiles, { attribution: widget.dataset.attribution || "" }).addTo(map);
  }
  fetch(widget.dataset.areas)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((areas) => {
      const outlines = L.geoJSON(areas, {
        style: { className: "wm-outline" },
        interactive: false,
        onEachFeature: (area, layer) =>
          layer.bindTooltip(area.properties.name, { permanent: true, direction: "center", className: "wm-name" }),
      }).addTo(map).bringToBack();
      map.on("zoomend", () => nameWhatFits(map, outlines));
      whenSeen(map, () => {
        if (!placed) map.fitBounds(outlines.getBounds(), still);
        nameWhatFits(map, outlines);
      });
    })
    .catch(lost);
  return map;
}

// A pin that fills the latitude and longitude of a form.
for (const widget of document.querySelectorAll("[data-pin-map]")) {
  const part = (name) => widget.querySelector(`[data-${name}]`);
  const latitude = document.getElementById(widget.dataset.latitude);
  const longitude = document.getElementById(widget.dataset.longitude);
  const said = part("said");
  const placed = latitude.value && longitude.value ? L.latLng(latitude.value, longitude.value) : null;
  const map = mapOn(widget, {
    placed, lost: () => (said.textContent = "The map did not come. Write the place in words instead."),
  });

  const icon = L.divIcon({
    className: "wm-pin",
    html: '<svg viewBox="0 0 28 38" width="28" height="38" aria-hidden="true"><path d="M14 37C5 23 1 20 1 14a13 13 0 0 1 26 0c0 6-4 9-13 23z"/><circle cx="14" cy="14" r="4.5"/></svg>',
    iconSize: [28, 38],
    iconAnchor: [14, 37],
  });
  let pin;
  const put = (at) => {
    latitude.value = at.lat.toFixed(5);
    longitude.value = at.lng.toFixed(5);
    if (!pin) {
      pin = L.marker(at, { icon, draggable: true, keyboard: false, alt: "The pin" }).addTo(map);
      pin.on("dragend", () => put(pin.getLatLng()));
    }
    pin.setLatLng(at);
    said.textContent = `The pin is at ${latitude.value}, ${longitude.value}.`;
    latitude.dispatchEvent(new Event("change", { bubbles: true }));
  };

  map.on("click", (event) => put(event.latlng));
  part("middle").addEventListener("click", () => put(map.getCenter()));
  part("here").addEventListener("click", () => {
    said.textContent = "Looking for where you are.";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const at = L.latLng(coords.latitude, coords.longitude);
        map.setView(at, 16, still);
        put(at);
      },
      () => (said.textContent = "Your phone did not say where you are. Tap the map, or write the place."),
      { enableHighAccuracy: true, timeout: 10000 },
    );
  });
  part("here").hidden = !navigator.geolocation;

  if (placed) {
    put(placed);
    map.setView(placed, 15, still);
  }
}

// An outline whose corners are the lines of a field.
for (const widget of document.querySelectorAll("[data-outline-map]")) {
  const part = (name) => widget.querySelector(`[data-${name}]`);
  const field = document.getElementById(widget.dataset.outlineMap);
  const said = part("said");
  const corners = () =>
    [...field.value.matchAll(/^ *(-?\d+\.\d+) *, *(-?\d+\.\d+) *$/gm)].map(([, north, east]) => [+north, +east]);
  const map = mapOn(widget, {
    placed: corners().length > 0,
    lost: () => (said.textContent = "The map did not come. Write the corners, or bring a file."),
  });
  const outline = L.polygon([], { className: "wm-drawn", interactive: false }).addTo(map);
  const dots = L.layerGroup().addTo(map);

  const draw = () => {
    const found = corners();
    outline.setLatLngs(found);
    dots.clearLayers();
    for (const at of found) L.circleMarker(at, { radius: 5, className: "wm-corner", interactive: false }).addTo(dots);
    said.textContent = found.length
      ? `${found.length} ${found.length === 1 ? "corner" : "corners"} on the map.${found.length < 3 ? " An outline needs three or more." : ""}`
      : "";
    part("back").disabled = !found.length;
  };
  const add = (at) => {
    field.value = `${field.value.trimEnd()}\n${at.lat.toFixed(5)}, ${at.lng.toFixed(5)}\n`.trimStart();
    draw();
  };

  map.on("click", (event) => add(event.latlng));
  part("middle").addEventListener("click", () => add(map.getCenter()));
  part("back").addEventListener("click", () => {
    field.value = field.value.trimEnd().replace(/\n?[^\n]*$/, "\n").trimStart();
    draw();
  });
  field.addEventListener("input", draw);
  draw();
  if (corners().length) map.fitBounds(outline.getBounds().pad(0.5), still);
}
