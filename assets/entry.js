/* The map of the form for one seizure: a click sets its coordinates, and coordinates move its mark. */
(function () {
  "use strict";

  const DRAGGED = 5; // pixels between press and release that make a drag, not a click
  const MARK = 1; // the second trace is the mark
  let pressed = [0, 0];
  let opened = {};

  function plotIn(form) {
    return document.querySelector('[data-entry-map="' + form + '"] .js-plotly-plot');
  }

  function mapOf(plot) {
    const frame = plot && plot._fullLayout && plot._fullLayout.map;
    return frame && frame._subplot && frame._subplot.map;
  }

  function fieldOf(form, name) {
    return { form, name, type: "entry" };
  }

  function put(form, name, value) {
    window.dash_clientside.set_props(fieldOf(form, name), { value });
  }

  function numberOf(text) {
    const number = Number(String(text ?? "").trim().replace(",", ".") || NaN);
    return Number.isFinite(number) ? number : null;
  }

  function isDrag(event) {
    return Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > DRAGGED;
  }

  /* What is typed stays in this tab until it is saved, so that a reload or another language doesn't lose it. */
  function keyOf(path) {
    return "istmo-entry " + path.replace(/\/+$/, "");
  }

  function plain(value) {
    return value === null || value === undefined || (Array.isArray(value) && !value.length) ? "" : value;
  }

  function store(key, held) {
    try {
      if (held) sessionStorage.setItem(key, JSON.stringify(held));
      else sessionStorage.removeItem(key);
    } catch {
      // a browser that keeps nothing only loses the draft
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-entry-forget]");
    if (!button) return;
    store(keyOf(location.pathname), null);
    location.reload();
  });

  document.addEventListener("pointerdown", (event) => (pressed = [event.clientX, event.clientY]), true);

  document.addEventListener(
    "click",
    (event) => {
      const origin = event.target instanceof Element ? event.target : null;
      const holder = origin && origin.closest("[data-entry-map]");
      if (!holder || origin.closest(".modebar") || isDrag(event)) return;
      const form = holder.dataset.entryMap;
      const map = mapOf(plotIn(form));
      if (!map) return;
      const frame = map.getCanvas().getBoundingClientRect();
      const at = map.unproject([event.clientX - frame.left, event.clientY - frame.top]);
      put(form, "latitude", at.lat.toFixed(4));
      put(form, "longitude", at.lng.toFixed(4));
    },
    true,
  );

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    istmoEntry: {
      /* What was kept of this form. */
      kept(id, path) {
        try {
          return JSON.parse(sessionStorage.getItem(keyOf(path)) || "{}");
        } catch {
          return {};
        }
      },

      /* Keep the form as it stands, unless it is saved or as it was when it was opened. */
      keep(values, lineValues, isSaved, names, lineNames, of, path) {
        const held = {
          values: names.map((name, place) => [name.name, plain(values[place])]),
          lines: lineNames.map((name, place) => [name.of, name.row, name.part, plain(lineValues[place])]),
          of,
        };
        const state = JSON.stringify([held.values, held.lines.filter((line) => line[3] !== "")]);
        if (opened.token !== of.token) opened = { token: of.token, state };
        const isNew = state !== opened.state || of.kept;
        store(keyOf(path), isNew && !isSaved ? held : null);
        return window.dash_clientside.no_update;
      },

      /* The mark follows the coordinates, typed or picked; the map looks at the country that is chosen. */
      mark(latitude, longitude, country, centres, id) {
        const plot = plotIn(id.form);
        if (plot && plot.data && plot.data[MARK]) {
          const at = [numberOf(latitude), numberOf(longitude)];
          const known = at.every((edge) => edge !== null) && Math.abs(at[0]) <= 90 && Math.abs(at[1]) <= 180;
          const cause = window.dash_clientside.callback_context.triggered.map((entry) => entry.prop_id).join();
          const centre = cause.includes('"country"') && !known && (centres || {})[country];
          const camera = centre ? { "map.center": { lat: centre[0], lon: centre[1] }, "map.zoom": centre[2] } : {};
          window.Plotly.update(plot, { lat: [known ? [at[0]] : []], lon: [known ? [at[1]] : []] }, camera, [MARK]);
        }
        return window.dash_clientside.no_update;
      },
    },
  });
})();
