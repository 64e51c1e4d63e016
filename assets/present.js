/* Presenting: the stage above the page, its keys, the second window with notes, and the way to a page and back. */
(function () {
  "use strict";

  const PAUSED = "istmo-paused";
  let show = null; // { deck, place, language, origin, focus }
  let serial = 0;
  let notes = null;
  let resting = null;

  function stage() {
    return document.getElementById("stage");
  }

  function words(code) {
    return JSON.parse(stage().dataset.words)[code] || {};
  }

  function mark(name, isOn) {
    stage().classList.toggle(name, isOn);
  }

  function other(code) {
    return code === "en" ? "es" : "en";
  }

  function start(deck, place, more) {
    if (!deck || !deck.slides.length) return;
    forget();
    const origin = window.location.pathname + window.location.search;
    show = { deck, place: place || 0, language: window.istmoDeck.language(), origin, focus: document.activeElement, begun: Date.now(), ...more };
    document.body.classList.add("is-presenting");
    document.querySelector(".shell").inert = true;
    for (const name of ["is-blank", "is-revealed", "shows-keys", "is-blocked"]) mark(name, false);
    mark("is-starting", true);
    fit();
    draw();
  }

  function draw() {
    const slides = show.deck.slides;
    const theme = document.documentElement.dataset.mantineColorScheme;
    const data = {
      slide: slides[show.place], next: slides[show.place + 1], place: show.place + 1, total: slides.length,
      language: show.language, theme, at: ++serial,
    };
    window.dash_clientside.set_props({ type: "stage-wanted", name: "screen" }, { data });
    writeNotes();
  }

  function fit() {
    const scale = Math.min(window.innerWidth / 960, window.innerHeight / 540);
    stage().style.setProperty("--stage-scale", scale);
  }

  function go(place) {
    const wanted = Math.max(0, Math.min(place, show.deck.slides.length - 1));
    mark("is-blank", false);
    if (wanted === show.place) return;
    show.place = wanted;
    mark("is-revealed", false);
    draw();
  }

  function hasAnswer() {
    const slide = show.deck.slides[show.place];
    return slide.kind === "question" && Object.values(slide.answer || {}).some(Boolean);
  }

  function next() {
    if (hasAnswer() && !stage().matches(".is-revealed, .is-blank")) mark("is-revealed", true);
    else go(show.place + 1);
  }

  function end() {
    const was = show;
    show = null;
    document.body.classList.remove("is-presenting");
    const shell = document.querySelector(".shell");
    if (shell) shell.inert = false;
    if (document.fullscreenElement) document.exitFullscreen();
    if (notes && !notes.closed) notes.close();
    notes = null;
    const before = was && was.focus && was.focus.isConnected && was.focus !== document.body ? was.focus : null;
    (before || document.querySelector('[data-deck="start"]') || document.querySelector(".brand"))?.focus({ preventScroll: true });
  }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  const ACTS = {
    next,
    previous: () => go(show.place - 1),
    first: () => go(0),
    last: () => go(show.deck.slides.length - 1),
    reveal: () => hasAnswer() && mark("is-revealed", !stage().matches(".is-revealed")),
    blank: () => mark("is-blank", !stage().matches(".is-blank")),
    notes: openNotes,
    language: () => { show.language = other(show.language); draw(); },
    full,
    explore,
    help: () => mark("shows-keys", !stage().matches(".shows-keys")),
    end: () => (stage().matches(".shows-keys") ? mark("shows-keys", false) : end()),
  };

  const KEYS = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
    ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous", Home: "first", End: "last",
    r: "reveal", Enter: "reveal", b: "blank", n: "notes", l: "language", f: "full", e: "explore", "?": "help", Escape: "end",
  };

  /* Explore: the page of the slide, its filters in force; the way back returns to the slide. */
  function explore() {
    const address = stage().querySelector(".stage-slide")?.dataset.explore;
    if (!address) return;
    const { focus, ...held } = show;
    const chart = held.deck.slides[held.place].chart;
    sessionStorage.setItem(PAUSED, JSON.stringify(held));
    document.body.classList.remove("is-presenting");
    document.querySelector(".shell").inert = false;
    show = null;
    if (!held.isPage && address !== window.location.pathname + window.location.search) visit(address);
    offerBack();
    reach(chart);
  }

  function visit(address) {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  /* The chart of the slide comes into view once its page stands. */
  function reach(chart, tries = 40) {
    const card = document.querySelector('main [data-chart="' + CSS.escape(chart) + '"]');
    if (card) card.scrollIntoView({ block: "center" });
    else if (tries) setTimeout(() => reach(chart, tries - 1), 150);
  }

  function paused() {
    try {
      return JSON.parse(sessionStorage.getItem(PAUSED));
    } catch (error) {
      return null;
    }
  }

  function forget() {
    sessionStorage.removeItem(PAUSED);
    document.querySelector(".stage-back")?.remove();
  }

  function offerBack() {
    const held = paused();
    document.querySelector(".stage-back")?.remove();
    if (!held || show) return;
    const text = window.istmoDeck.fill(words(held.language).back, { n: held.place + 1 });
    const button = window.istmoDeck.element("button", "do do-main stage-back", { type: "button", "data-present": "back" }, text);
    document.body.append(button);
  }

  function back() {
    const held = paused();
    if (!held) return;
    if (held.origin !== window.location.pathname + window.location.search) visit(held.origin);
    start(held.deck, held.place, { language: held.language, origin: held.origin, begun: held.begun, isPage: held.isPage });
  }

  /* A page's charts as a deck of the moment: the one in sight first. */
  function startPage(name) {
    const cards = [...document.querySelectorAll("main [data-chart]")].filter((card) => card.offsetParent);
    if (!cards.length) return false;
    const own = document.activeElement && document.activeElement.closest("[data-chart]");
    const wanted = name ? cards.find((card) => card.dataset.chart === name) : own || cards.find((card) => card.getBoundingClientRect().top > 40);
    start({ title: {}, slides: cards.map(window.istmoDeck.slideOf) }, Math.max(cards.indexOf(wanted), 0), { isPage: true });
    return true;
  }

  function openNotes() {
    notes = window.open("", "istmo-notes", "width=760,height=620");
    mark("is-blocked", !notes);
    mark("shows-keys", !notes);
    if (!notes) return;
    writeNotes();
    notes.document.onkeydown = (event) => press(event);
    clearInterval(openNotes.clock);
    openNotes.clock = setInterval(writeClock, 1000);
    writeClock();
  }

  function writeNotes() {
    if (!notes || notes.closed || !show) return;
    const slides = show.deck.slides;
    const texts = words(show.language);
    const page = notes.document;
    page.title = "Istmo – " + (texts.notes || "");
    page.body.replaceChildren();
    page.body.style.cssText = "font: 20px/1.5 Inter, 'Segoe UI', Arial, sans-serif; margin: 24px; background: #12171e; color: #e8ebef;";
    const made = (kind, text, style) => {
      const part = page.createElement(kind);
      part.textContent = text;
      part.style.cssText = style + "; white-space: pre-wrap; margin: 0 0 14px";
      page.body.append(part);
      return part;
    };
    made("p", "", "font-size: 30px; font-variant-numeric: tabular-nums; color: #4fb8c2").id = "clock";
    made("h1", show.place + 1 + " / " + slides.length + "  " + nameOf(slides[show.place]), "font-size: 22px");
    made("p", worded(slides[show.place].notes) || "–", "");
    if (hasAnswer()) made("p", (texts.answer || "") + " " + worded(slides[show.place].answer), "color: #4fb8c2");
    const following = slides[show.place + 1];
    made("p", (texts.next || "") + " " + (following ? nameOf(following) : "–"), "color: #a3adba; font-size: 17px");
    writeClock();
  }

  function worded(words) {
    return (words && (words[show.language] || Object.values(words).find(Boolean))) || "";
  }

  function nameOf(slide) {
    return worded(slide.title) || window.istmoDeck.chartTitle(slide.chart, show.language) || worded(slide.text);
  }

  function writeClock() {
    if (!notes || notes.closed) return clearInterval(openNotes.clock);
    const place = notes.document.getElementById("clock");
    const passed = Math.floor((Date.now() - (show ? show.begun : Date.now())) / 1000);
    const two = (number) => String(number).padStart(2, "0");
    if (place) place.textContent = new Date().toLocaleTimeString() + "   +" + two(Math.floor(passed / 60)) + ":" + two(passed % 60);
  }

  /* What doesn't fit is made smaller as far as it stays readable; rows that don't fit are counted, not cut through. */
  function settle() {
    const stands = stage().querySelector(".stage-slide")?.dataset.of === String(serial);
    if (stands) mark("is-starting", false);
    else if (show) setTimeout(settle, 200);
    for (const slide of document.querySelectorAll(".stage-slide")) {
      for (const text of slide.querySelectorAll("[data-fit]")) {
        let size = parseFloat(getComputedStyle(text).fontSize);
        const body = text.closest(".stage-body");
        while (size > Number(text.dataset.fit) && (body.scrollHeight > body.clientHeight + 1 || text.scrollHeight > text.clientHeight + 1)) text.style.fontSize = --size + "px";
      }
      for (const table of slide.querySelectorAll(".stage-table")) keepRows(table);
    }
    if (show && !stage().contains(document.activeElement)) stage().querySelector(".stage-frame")?.focus({ preventScroll: true });
  }

  function keepRows(table) {
    const grid = table.querySelector(".stage-grid");
    const told = table.querySelector(".stage-rows");
    const rows = [...grid.querySelectorAll("tbody tr")];
    for (const row of rows) row.hidden = false;
    const room = table.closest(".stage-body").clientHeight;
    const total = Number(told.dataset.rows);
    const height = () => grid.firstElementChild.offsetHeight;
    let kept = rows.length;
    if (kept < total || height() > room) while (kept > 1 && height() > room - 20) rows[--kept].hidden = true;
    told.textContent = kept < total ? window.istmoDeck.fill(told.dataset.told, { k: kept, n: total }) : "";
  }

  function isTyping(target) {
    return target instanceof Element && target.closest("input, textarea, select, [contenteditable='true']");
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!show) {
      if (isTyping(event.target)) return;
      if (key === "e" && paused()) back();
      else if (key === "p" && !startFrom()) return;
      else if (key !== "p") return;
      return event.preventDefault();
    }
    const onButton = event.target instanceof Element && event.target.closest("button");
    const act = KEYS[key];
    if (!act || (onButton && (key === " " || key === "Enter"))) return;
    event.preventDefault();
    event.stopPropagation();
    ACTS[act]();
  }

  function startFrom() {
    const deck = document.querySelector(".deck") && window.istmoDeck.load();
    if (deck && deck.slides.length) return start(deck, 0) || true;
    return startPage();
  }

  document.addEventListener("keydown", press, true);
  document.addEventListener("click", (event) => {
    const origin = event.target instanceof Element ? event.target : null;
    const button = origin && origin.closest("[data-stage]");
    if (button && show) ACTS[button.dataset.stage]();
    const from = origin && origin.closest("[data-present]");
    if (from && from.dataset.present === "back") back();
    else if (from) startPage(from.dataset.present);
  });
  document.addEventListener("mousemove", () => {
    if (!show) return;
    mark("is-moved", true);
    clearTimeout(resting);
    resting = setTimeout(() => stage() && mark("is-moved", false), 2500);
  });
  window.addEventListener("resize", () => show && fit());
  window.addEventListener("popstate", () => {
    const held = paused();
    if (held && !show && held.origin === window.location.pathname + window.location.search) back();
    else if (show) end();
  });
  window.addEventListener("DOMContentLoaded", () => { setTimeout(offerBack, 1500); });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    istmoStage: {
      /* What was asked for stands: once it is laid out, it is made to fit. */
      settle() {
        for (const delay of [0, 60, 400]) setTimeout(settle, delay);
        return window.dash_clientside.no_update;
      },
    },
  });
  window.istmoPresent = { start: (deck, place) => { start(deck, place); full(); } };
})();
