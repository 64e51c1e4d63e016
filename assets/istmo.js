/* What runs in the browser: the address is the state; controls write it and are written from it. */
(function () {
  "use strict";

  const FIELDS = { from: 1, to: 1, text: 1, min_firearms: 1, max_firearms: 1 };
  const NAMED_ONCE = { ...FIELDS, bbox: 1 };

  function unchanged() {
    return window.dash_clientside.no_update;
  }

  function read(search) {
    const query = {};
    for (const [key, value] of new URLSearchParams(search || "")) {
      if (!value) continue;
      (query[key] = query[key] || []).push(value);
    }
    return query;
  }

  function write(query) {
    const params = new URLSearchParams();
    for (const key of Object.keys(query).sort()) {
      for (const value of [...new Set(query[key])].sort()) if (value) params.append(key, value);
    }
    const text = params.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
    return text ? "?" + text : "";
  }

  /* Commas are accepted in queries of listed values; one canonical form is kept: repeats. */
  function valuesOf(query, name) {
    const given = query[name] || [];
    return given.flatMap((text) => (name in NAMED_ONCE || name === "origin" || name === "via" || name === "destination" ? [text] : text.split(",")));
  }

  function checkedFrom(query, name, families) {
    const tree = families[name] || { families: {}, leaves: [] };
    const leaves = valuesOf(query, name);
    const chosen = valuesOf(query, name + "_family").flatMap((family) => tree.families[family] || []);
    if (chosen.length && leaves.length) return leaves.filter((code) => chosen.includes(code));
    return chosen.length ? chosen : leaves;
  }

  /* Whole families are kept as such in the address; anything else as its values. */
  function setChecked(query, name, checked, families) {
    const tree = families[name] || { families: {}, canRoll: false };
    delete query[name];
    delete query[name + "_family"];
    const whole = Object.keys(tree.families).filter((family) => tree.families[family].every((code) => checked.includes(code)));
    const covered = whole.flatMap((family) => tree.families[family]);
    if (tree.canRoll && checked.length && covered.length === checked.length) query[name + "_family"] = whole;
    else if (checked.length) query[name] = checked;
  }

  /* The address says what is on, not the box: it may be about to be laid out anew. */
  function toggleFilter(query, name, codes, families) {
    const before = checkedFrom(query, name, families);
    const isOn = codes.every((code) => before.includes(code));
    const rest = before.filter((code) => !codes.includes(code));
    setChecked(query, name, isOn ? rest : [...rest, ...codes], families);
  }

  function toggle(query, fragment) {
    const wanted = read(fragment);
    const has = Object.entries(wanted).every(([key, values]) => values.every((value) => valuesOf(query, key).includes(value)));
    for (const [key, values] of Object.entries(wanted)) {
      if (has) query[key] = valuesOf(query, key).filter((value) => !values.includes(value));
      else if (NAMED_ONCE[key]) query[key] = values;
      else query[key] = [...valuesOf(query, key), ...values];
      if (!query[key].length) delete query[key];
    }
  }

  function boxOf(selected) {
    const range = selected && selected.range && (selected.range.map || selected.range.map2 || selected.range.geo);
    if (!range) return null;
    const xs = range.map((corner) => corner[0]);
    const ys = range.map((corner) => corner[1]);
    const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    return box.map((edge) => edge.toFixed(3)).join(",");
  }

  function applyControl(query, id, property, value, families) {
    if (id.type === "field") setOnce(query, id.name, String(value ?? "").trim());
    else if (id.type === "option") setOption(query, id.name, value);
    else if (id.type === "years") setYears(query, value, families.years);
    else if (id.type === "ticker") setYears(query, nextYears(yearsFrom(query, families.years), families.years), families.years);
    else if (id.type === "clear") for (const key of Object.keys(query)) if (!families.kept.includes(key)) delete query[key];
    if (id.type === "chart" && property === "clickData" && value) {
      const point = value.points && value.points[0];
      const fragment = point && (typeof point.customdata === "string" ? point.customdata : null);
      if (fragment) toggle(query, fragment);
    }
    if (id.type === "chart" && property === "selectedData") {
      const box = boxOf(value);
      if (box) query.bbox = [box];
    }
  }

  function setOnce(query, name, value) {
    if (value) query[name] = [value];
    else delete query[name];
  }

  function setOption(query, name, value) {
    const text = Array.isArray(value) ? value.join(",") : value;
    setOnce(query, name, text || "");
  }

  function setYears(query, value, bounds) {
    setOnce(query, "from", value[0] > bounds[0] ? String(value[0]) : "");
    setOnce(query, "to", value[1] < bounds[1] ? String(value[1]) : "");
  }

  function yearsFrom(query, bounds) {
    const first = parseInt((query.from || [""])[0].slice(0, 4), 10);
    const last = parseInt((query.to || [""])[0].slice(0, 4), 10);
    return [Number.isNaN(first) ? bounds[0] : first, Number.isNaN(last) ? bounds[1] : last];
  }

  /* Play: move the years on by their own width, and from the start again after the end. */
  function nextYears(years, bounds) {
    const [low, high] = bounds;
    const width = years[1] - years[0] >= high - low ? 0 : years[1] - years[0];
    const first = years[0] + width + 1;
    const start = years[1] - years[0] >= high - low || first > high ? low : first;
    return [start, Math.min(start + width, high)];
  }

  /* An option that the address doesn't name stands as its page was laid out. */
  function optionFrom(query, name, path, current) {
    const given = (query[name] || [])[0];
    const key = path + " " + name;
    if (!(key in defaults)) defaults[key] = current;
    if (Array.isArray(defaults[key])) return given ? given.split(",") : defaults[key];
    return given || defaults[key];
  }

  /* Which scales a level can be told on: rates by country only, shares of areas only. */
  function offerScales(level) {
    const id = { type: "option", name: "scale" };
    const held = window.dash_component_api?.getLayout(id)?.props?.data;
    if (!held) return;
    const lacking = { rate: level !== "country", share: !["country", "admin1"].includes(level) };
    const wanted = held.map((entry) => ({ ...entry, disabled: Boolean(lacking[entry.value]) }));
    if (!same(held, wanted)) window.dash_clientside.set_props(id, { data: wanted });
  }

  function same(left, right) {
    return JSON.stringify(left) === JSON.stringify(right);
  }

  function activeCount(query, name) {
    const count = valuesOf(query, name).length + valuesOf(query, name + "_family").length;
    return count ? String(count) : "";
  }

  function linkTo(path, query, more) {
    return path.split("#")[0] + write({ ...query, ...more });
  }

  /* The grid of a component id once it stands; before that there is nothing to forget. */
  function gridOf(id) {
    const key = JSON.stringify(id, Object.keys(id).sort());
    const stands = window.dash_ag_grid && document.getElementById(key)?.querySelector(".ag-root");
    return stands ? window.dash_ag_grid.getApi(key) : null;
  }

  const defaults = {};
  const PAIRS = { map: "map2", map2: "map", geo: "geo2", geo2: "geo" };

  function followMove(plot, move) {
    const wanted = {};
    for (const [key, value] of Object.entries(move)) {
      const [frame, ...rest] = key.split(".");
      const other = PAIRS[frame];
      if (!other || !plot.layout[other] || rest[0] === "_derived") continue;
      const now = rest.reduce((part, name) => (part || {})[name], plot.layout[other]);
      if (!same(now, value)) wanted[[other, ...rest].join(".")] = value;
    }
    if (Object.keys(wanted).length) window.Plotly.relayout(plot, wanted);
  }

  /* A or B of a comparison: what is compared with is the other query, held in the address, or told by the button. */
  function pressCompare(what, told) {
    const query = read(window.location.search);
    const kept = (window.istmoFamilies || {}).kept || [];
    const filters = (from) => Object.fromEntries(Object.entries(from).filter(([key]) => !kept.includes(key)));
    const options = Object.fromEntries(Object.entries(query).filter(([key]) => kept.includes(key)));
    const held = write(filters(query)).slice(1) || "all";
    const before = told || (query.compare || [""])[0];
    let next = { ...query };
    if (what === "hold") next.compare = [held];
    else if (what === "swap" && before.includes("=")) next = { ...options, ...filters(read(before)), compare: [held] };
    else if (what === "swap" && before === "all") next = { ...options, compare: [held] };
    else if (what === "none") delete next.compare;
    else if (what !== "swap") next.compare = [what];
    window.dash_clientside.set_props("url", { search: write(next) });
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    istmo: {
      /* One callback, both ways: a control changed → new address; address changed → all controls. */
      sync(search, fields, options, years, clears, clicks, selections, ticks, counted, families, path) {
        const context = window.dash_clientside.callback_context;
        const triggered = context.triggered || [];
        const query = read(search);
        window.istmoFamilies = families;
        const cause = triggered.length === 1 ? triggered[0].prop_id : "url.search";
        const [, fieldIds, optionIds, yearIds, counts, links, languages] = context.outputs_list;
        let address = unchanged();
        if (cause.startsWith("{")) {
          const cut = cause.lastIndexOf("}") + 1;
          applyControl(query, JSON.parse(cause.slice(0, cut)), cause.slice(cut + 1), triggered[0].value, families);
          const next = write(query);
          if (next !== write(read(search))) address = next;
          else return context.outputs_list.map((output) => (Array.isArray(output) ? output.map(unchanged) : unchanged()));
        }
        const level = optionIds.findIndex((output) => output.id.name === "level");
        if (level >= 0) offerScales(optionFrom(query, "level", path, options[level]));
        const pick = (wanted, current) => (same(wanted, current) ? unchanged() : wanted);
        return [
          address,
          fieldIds.map((output, place) => pick((query[output.id.name] || [""])[0], fields[place])),
          optionIds.map((output, place) => pick(optionFrom(query, output.id.name, path, options[place]), options[place])),
          yearIds.map((output, place) => pick(yearsFrom(query, families.years), years[place])),
          counts.map((output, place) => pick(activeCount(query, output.id.name), counted[place])),
          links.map((output) => linkTo(output.id.path, query, {})),
          languages.map((output) => linkTo(path, query, { lang: [output.id.name] })),
        ];
      },

      theme(clicks, stored) {
        const wanted = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
        const current = stored || wanted;
        const pressed = (window.dash_clientside.callback_context.triggered || []).some((cause) => cause.prop_id.includes("theme-switch") && cause.value);
        const next = pressed ? (current === "dark" ? "light" : "dark") : current;
        return [next, next];
      },

      webgl() {
        if (new URLSearchParams(window.location.search).get("webgl") === "off") return false;
        return Boolean(document.createElement("canvas").getContext("webgl2"));
      },

      /* Two maps of one chart look at the same place. */
      follow(moves) {
        for (const cause of window.dash_clientside.callback_context.triggered || []) {
          const key = cause.prop_id.slice(0, cause.prop_id.lastIndexOf("}") + 1);
          const plot = key && document.getElementById(key)?.querySelector(".js-plotly-plot");
          if (plot && cause.value) followMove(plot, cause.value);
        }
        return unchanged();
      },

      playing(clicks) {
        return clicks.map((count) => !((count || 0) % 2));
      },

      /* New filters: the grid must forget the rows it holds. */
      purgeGrid(search, ids) {
        for (const id of ids) {
          const grid = gridOf(id);
          if (grid) grid.purgeInfiniteCache();
        }
        return ids.map(unchanged);
      },
    },
  });

  const EDGE = 16;
  const TOP = 12;
  const PICTURE = { width: 1080, height: 640 };

  /* The words that go into a picture, from the server: title, filters, n, caveat, source, version and licence. */
  async function wordsOf(card) {
    const params = new URLSearchParams(window.location.search);
    params.set("lang", document.querySelector(".shell").lang);
    const answer = await fetch("/api/v1/charts/" + card.dataset.chart + ".caption.json?" + params);
    return answer.ok ? answer.json() : { title: [card.querySelector(".card-title").textContent], lines: [(await answer.json()).detail], warned: 1 };
  }

  /* Plotly reads markup in texts; what somebody typed as a filter is shown as typed. */
  const unmarked = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

  /* The picture carries its words: as `layouts/framing.py` frames those drawn on the server. */
  async function download(card, format) {
    const plot = card.querySelector(".js-plotly-plot");
    if (!plot) return;
    const words = await wordsOf(card);
    const dark = document.documentElement.dataset.mantineColorScheme === "dark";
    const [text, muted, warning] = dark ? ["#e8ebef", "#a3adba", "#ffb27a"] : ["#1c2430", "#56606e", "#a33a00"];
    const margin = { l: 80, b: 80, t: 80, ...plot.layout.margin };
    const top = TOP + EDGE + 29 * words.title.length;
    const notes = words.lines.map((line, place) => ({
      text: place < words.warned ? "<b>" + unmarked(line) + "</b>" : unmarked(line), x: 0, y: 0, xref: "paper", yref: "paper", xanchor: "left", yanchor: "top",
      align: "left", showarrow: false, xshift: EDGE - margin.l, yshift: -margin.b - EDGE / 2 - place * 18,
      font: { size: 13, color: place < words.warned ? warning : muted },
    }));
    const legend = plot.layout.legend || {};
    const layout = {
      ...plot.layout, ...PICTURE, autosize: false, paper_bgcolor: dark ? "#1b222c" : "#ffffff",
      title: { text: "<b>" + words.title.map(unmarked).join("<br>") + "</b>", x: EDGE / PICTURE.width, xanchor: "left", y: 1 - TOP / PICTURE.height, yref: "container", yanchor: "top", font: { size: 22, color: text } },
      margin: { ...margin, t: margin.t + top, b: margin.b + 2 * EDGE + words.lines.length * 18 },
      legend: legend.yref === "container" ? { ...legend, y: 1 - top / PICTURE.height } : legend,
      annotations: [...(plot.layout.annotations || []), ...notes],
    };
    const name = words.name || "istmo-" + (card.dataset.chart || "chart");
    const config = plot._context;
    await window.Plotly.downloadImage({ data: plot.data, layout, config }, { format, ...PICTURE, scale: format === "png" ? 2 : 1, filename: name });
  }

  /* A file made on the server takes a while: the button says so meanwhile, and why where it can't be made. */
  async function fetchBrief(button) {
    const params = new URLSearchParams(window.location.search);
    params.set("page", button.dataset.brief);
    params.set("lang", document.querySelector(".shell").lang);
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch("/api/v1/brief.pdf?" + params);
      if (!answer.ok) throw new Error((await answer.json()).detail);
      save(await answer.blob(), (answer.headers.get("Content-Disposition") || "").split('"')[1] || "istmo.pdf");
      tellBeside(button, "");
    } catch (problem) {
      tellBeside(button, problem.message);
    } finally {
      button.disabled = false;
      button.removeAttribute("aria-busy");
      button.focus();
    }
  }

  function tellBeside(button, text) {
    button.parentElement.querySelector(".leaving-problem")?.remove();
    if (!text) return;
    const told = Object.assign(document.createElement("span"), { className: "leaving-problem", textContent: text });
    told.setAttribute("role", "alert");
    button.before(told);
  }

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  /* A press on a value of a filter changes the address; everything else follows from there. */
  function pressFilter(box) {
    const families = window.istmoFamilies || {};
    const query = read(window.location.search);
    toggleFilter(query, box.dataset.filter, box.dataset.codes.split("|"), families);
    window.dash_clientside.set_props("url", { search: write(query) });
    keepFocus(box);
  }

  /* The values are laid out anew after a press: the keyboard stays where it was. */
  function keepFocus(box) {
    const rail = box.closest(".rail");
    const twin = '[data-filter="' + box.dataset.filter + '"][data-codes="' + CSS.escape(box.dataset.codes) + '"]';
    const watch = new MutationObserver(() => {
      const again = document.activeElement === document.body && rail.querySelector(twin);
      if (again) again.focus({ preventScroll: true });
    });
    watch.observe(rail, { childList: true, subtree: true });
    setTimeout(() => watch.disconnect(), 5000);
  }

  /* A press on a column's box shows or hides it. */
  function pressColumn(box) {
    const grid = gridOf({ type: "grid", name: "records" });
    if (!grid) return;
    const shown = box.getAttribute("aria-checked") !== "true";
    grid.setColumnsVisible([box.dataset.column], shown);
    box.setAttribute("aria-checked", String(shown));
  }

  document.addEventListener("click", (event) => {
    const origin = event.target instanceof Element ? event.target : null;
    const column = origin && origin.closest("[data-column]");
    if (column) return pressColumn(column);
    const box = origin && origin.closest("[data-filter]");
    if (box) pressFilter(box);
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      const chosen = menu.contains(origin) && origin.closest(".menu-entries");
      if (chosen) menu.querySelector("summary").focus(); // what opens gives the focus back to it
      if (!menu.contains(origin) || chosen) menu.open = false;
    }
    const compare = origin && origin.closest("[data-compare]");
    if (compare) pressCompare(compare.dataset.compare, compare.dataset.with);
    const command = origin && origin.closest("[data-command]");
    if (command) window.dash_clientside.set_props("command", { data: { what: command.dataset.command, of: command.dataset.of, at: Date.now() } });
    const brief = origin && origin.closest("[data-brief]");
    if (brief) fetchBrief(brief);
    const picture = origin && origin.closest("[data-image]");
    const file = origin && origin.closest("[data-download]");
    if (picture) {
      const card = document.querySelector('[data-chart="' + picture.dataset.of + '"]');
      if (card) download(card, picture.dataset.image);
    } else if (file) {
      const link = document.createElement("a");
      const extra = file.dataset.download.includes("?") ? window.location.search.replace("?", "&") : window.location.search;
      link.href = file.dataset.download + extra;
      link.download = "";
      link.click();
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* The first column of the table links to the record's own page and keeps the filters. */
  window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
  window.dashAgGridComponentFunctions.RecordLink = function (cell) {
    if (!cell.value) return null;
    const href = "/records/" + encodeURIComponent(cell.value) + window.location.search;
    return window.React.createElement("a", { href }, cell.value);
  };
})();
