/* The working deck: kept in this browser, edited on the Present page, saved as a file, shared as a link. */
(function () {
  "use strict";

  const KEPT = "istmo-deck";
  const LEFT_OUT = ["lang", "version", "webgl", "deck"];
  const MOST_SLIDES = 200;
  const LONGEST_LINK = 8000;
  const LARGEST = 2000000;
  const undone = [];
  let chosen = 0;
  let texts = null;
  let sentences = {};

  function language() {
    return (document.querySelector(".shell") || document.documentElement).lang || "en";
  }

  function load() {
    try {
      const deck = JSON.parse(localStorage.getItem(KEPT));
      return deck && Array.isArray(deck.slides) && deck.slides.every((slide) => slide && typeof slide === "object") ? deck : null;
    } catch (error) {
      return null;
    }
  }

  /* Every change can be undone: what was there before is remembered. */
  function store(deck) {
    undone.push(localStorage.getItem(KEPT));
    if (undone.length > 50) undone.shift();
    keep(deck);
  }

  function keep(deck) {
    if (deck) localStorage.setItem(KEPT, JSON.stringify(deck));
    else localStorage.removeItem(KEPT);
  }

  function empty() {
    return { istmo_deck: 1, title: {}, slides: [] };
  }

  function worded(words) {
    return (words && (words[language()] || Object.values(words).find(Boolean))) || "";
  }

  function fill(text, values) {
    return (text || "").replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
  }

  function say(name, values) {
    return fill(texts && texts.words[name], values || {});
  }

  /* What the page asks for, without what a slide says elsewhere. */
  function queryOf(search) {
    const params = new URLSearchParams(search);
    const version = parseInt(params.get("version"), 10);
    for (const name of LEFT_OUT) params.delete(name);
    return { query: params.toString(), ...(Number.isInteger(version) && version >= 0 ? { version } : {}) };
  }

  function slideOf(card) {
    return { kind: card.querySelector(".card-body") ? "chart" : "table", chart: card.dataset.chart, ...queryOf(window.location.search) };
  }

  function add(button) {
    const card = document.querySelector('main [data-chart="' + button.dataset.add + '"]');
    const deck = load() || empty();
    if (!card) return;
    if (deck.slides.length >= MOST_SLIDES) return toast(button.dataset.full, button.dataset.open);
    store({ ...deck, slides: [...deck.slides, slideOf(card)] });
    toast(fill(button.dataset.told, { n: deck.slides.length + 1 }), button.dataset.open);
  }

  function toast(text, label) {
    document.querySelector(".toast")?.remove();
    const box = element("div", "toast", { role: "status" });
    box.append(element("span", "", {}, text));
    if (label) {
      const link = element("a", "", { href: "/present?lang=" + language() }, label);
      box.append(link);
    }
    document.body.append(box);
    setTimeout(() => box.matches(":focus-within") || box.remove(), 8000);
  }

  function element(kind, name, marks, text) {
    const made = document.createElement(kind);
    if (name) made.className = name;
    for (const [key, value] of Object.entries(marks || {})) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function tell(text, isProblem) {
    const place = document.querySelector(".deck-told");
    if (!place) return;
    place.textContent = text || "";
    place.classList.toggle("is-problem", Boolean(isProblem));
  }

  function chartTitle(chart, code) {
    const titles = JSON.parse(document.getElementById("stage")?.dataset.titles || "{}")[code] || {};
    return titles[chart] || "";
  }

  function nameOf(slide) {
    return worded(slide.title) || chartTitle(slide.chart, language()) || worded(slide.text) || say(slide.kind);
  }

  function kindOf(slide) {
    const words = [say(slide.kind)];
    if (slide.chart) words.push(sentences[slide.query || ""] || slide.query || "");
    if (slide.version !== undefined) words.push(say("pinned", { n: slide.version }));
    return words.filter(Boolean).join(" · ");
  }

  function show() {
    const page = document.querySelector(".deck");
    if (!page) return;
    const deck = load();
    const has = Boolean(deck && deck.slides.length);
    page.querySelector(".deck-empty").classList.toggle("deck-hidden", has);
    page.querySelector(".deck-work").classList.toggle("deck-hidden", !has);
    for (const button of page.querySelectorAll("[data-needs-deck]")) button.disabled = !has;
    page.querySelector('[data-deck="undo"]').disabled = !undone.length;
    chosen = Math.max(0, Math.min(chosen, has ? deck.slides.length - 1 : 0));
    showTitles(deck);
    if (!has) return;
    page.querySelector(".deck-slides").replaceChildren(...deck.slides.map((slide, place) => row(slide, place, deck.slides.length)));
    showFields(deck.slides[chosen]);
    preview(deck);
  }

  function row(slide, place, total) {
    const item = element("li", "deck-slide" + (place === chosen ? " is-chosen" : ""));
    const choose = element("button", "deck-choose", { type: "button", "data-slide": "choose", "data-place": place });
    if (place === chosen) choose.setAttribute("aria-current", "true");
    choose.append(element("span", "deck-number", {}, String(place + 1)), element("span", "deck-name", {}, nameOf(slide)));
    choose.append(element("span", "deck-kind", {}, kindOf(slide)));
    item.append(choose);
    const off = { up: place === 0, down: place === total - 1, copy: total >= MOST_SLIDES, remove: false };
    for (const [what, sign] of [["up", "↑"], ["down", "↓"], ["copy", "×2"], ["remove", "✕"]]) {
      const label = say("do_" + what, { n: place + 1 });
      const button = element("button", "small", { type: "button", title: label, "aria-label": label, "data-slide": what, "data-place": place }, sign);
      button.disabled = off[what];
      item.append(button);
    }
    return item;
  }

  function showTitles(deck) {
    for (const area of document.querySelectorAll('[data-field^="deck-title-"]')) {
      const text = ((deck && deck.title) || {})[area.dataset.field.slice(-2)] || "";
      if (area.value !== text) area.value = text;
    }
  }

  function showFields(slide) {
    const kept = { title: true, notes: true, text: true, answer: slide.kind === "question" };
    for (const area of document.querySelectorAll('.deck-fields [data-field^="slide-"]')) {
      const [, name, code] = area.dataset.field.split("-");
      const text = (slide[name] || {})[code] || "";
      if (area.value !== text) area.value = text;
      area.closest(".deck-field").hidden = !kept[name];
    }
    const pin = document.querySelector('[data-deck="pin"]');
    pin.hidden = !slide.chart;
    pin.setAttribute("aria-pressed", String(slide.version !== undefined));
    pin.textContent = slide.version === undefined ? say("pin", { n: texts.version }) : say("unpin", { n: slide.version });
  }

  /* The preview is the stage itself, small. */
  function preview(deck) {
    const place = document.querySelector(".preview");
    if (!place) return;
    const scale = place.clientWidth / 960;
    place.style.setProperty("--stage-scale", scale);
    const theme = document.documentElement.dataset.mantineColorScheme;
    const data = { slide: deck.slides[chosen], place: chosen + 1, total: deck.slides.length, language: language(), theme };
    const text = JSON.stringify(data);
    if (preview.last === text && place.querySelector(".stage-slide")) return;
    preview.last = text;
    window.dash_clientside.set_props({ type: "stage-wanted", name: "preview" }, { data });
  }

  function ask() {
    const deck = load();
    const queries = [...new Set(((deck && deck.slides) || []).filter((slide) => slide.chart).map((slide) => slide.query || ""))];
    if (queries.some((query) => !(query in sentences))) window.dash_clientside.set_props("deck-queries", { data: queries });
  }

  function change(edit, told) {
    const deck = structuredClone(load() || empty());
    edit(deck.slides, deck);
    store(deck);
    tell(told);
    show();
    ask();
  }

  function focus(what) {
    const wanted = document.querySelector('.deck-slide.is-chosen [data-slide="' + what + '"]:not(:disabled)');
    (wanted || document.querySelector(".deck-slide.is-chosen .deck-choose") || document.querySelector('.deck-empty [data-deck]'))?.focus();
  }

  const ON_SLIDE = {
    choose: (place) => { chosen = place; show(); },
    up: (place) => move(place, place - 1),
    down: (place) => move(place, place + 1),
    copy: (place) => { chosen = place + 1; change((slides) => slides.splice(place + 1, 0, structuredClone(slides[place])), say("copied", { n: place + 1 })); },
    remove: (place) => { chosen = place; change((slides) => slides.splice(place, 1), say("removed", { n: place + 1 })); },
  };

  function move(from, to) {
    const deck = load();
    if (to < 0 || to >= deck.slides.length) return;
    chosen = to;
    change((slides) => slides.splice(to, 0, ...slides.splice(from, 1)), say("moved", { n: from + 1, to: to + 1 }));
  }

  const ON_DECK = {
    start: () => window.istmoPresent.start(load(), chosen),
    open: choose,
    starter: () => offer({ starter: true, how: "starter" }),
    save: saveFile,
    link: copyLink,
    text: () => append({ kind: "text" }),
    question: () => append({ kind: "question" }),
    pptx: powerpoint,
    undo,
    accept: () => { const deck = offered; offered = null; store(deck); chosen = 0; tell(say("opened", { n: deck.slides.length })); show(); ask(); },
    refuse: () => { offered = null; tell(""); show(); },
    pin: () => change((slides) => {
      if (slides[chosen].version === undefined) slides[chosen].version = texts.version;
      else delete slides[chosen].version;
    }),
  };

  function append(slide) {
    const deck = load() || empty();
    if (deck.slides.length >= MOST_SLIDES) return tell(say("full"), true);
    const place = deck.slides.length ? chosen + 1 : 0;
    change((slides) => slides.splice(place, 0, slide), say("added", { n: place + 1 }));
    chosen = place;
    show();
    document.querySelector('[data-field="slide-title-' + language() + '"]')?.focus();
  }

  function undo() {
    if (!undone.length) return;
    const before = undone.pop();
    if (before) localStorage.setItem(KEPT, before);
    else localStorage.removeItem(KEPT);
    tell(say("undone"));
    show();
    ask();
  }

  function choose() {
    const picker = element("input", "", { type: "file", accept: ".json,application/json" });
    picker.addEventListener("change", () => picker.files[0] && open(picker.files[0]));
    picker.click();
  }

  async function open(file) {
    if (file.size > LARGEST) return tell(say("large"), true);
    offer({ text: await file.text(), how: "file" });
  }

  function offer(what) {
    window.dash_clientside.set_props("deck-offered", { data: { ...what, at: Date.now() } });
  }

  let offered = null;

  /* A deck was read by the server: it takes the place of this one, which undo brings back. */
  function take(taken) {
    if (!taken) return;
    if (taken.problem) return tell(taken.problem, true);
    const now = load();
    if (taken.how === "link" && now && now.slides.length && JSON.stringify(now) !== JSON.stringify(taken.deck)) {
      offered = taken.deck;
      return askWhich(taken.deck);
    }
    store(taken.deck);
    chosen = 0;
    tell(say("opened", { n: taken.deck.slides.length }));
    show();
    ask();
    document.querySelector('[data-deck="start"]')?.focus();
  }

  function askWhich(deck) {
    tell(say("offered", { title: worded(deck.title) || "–", n: deck.slides.length }) + " ");
    const place = document.querySelector(".deck-told");
    for (const what of ["accept", "refuse"]) place.append(element("button", "do", { type: "button", "data-deck": what }, say(what)), " ");
    place.querySelector("button").focus();
  }

  function saveFile() {
    const deck = load();
    const name = (worded(deck.title) || "deck").normalize("NFKD").replace(/\p{M}+/gu, "").replace(/[^\w-]+/g, "-").replace(/^-+|-+$/g, "").toLowerCase().slice(0, 60);
    give(new Blob([JSON.stringify(deck, null, 1)], { type: "application/json" }), "istmo-" + (name || "deck") + ".json");
  }

  async function powerpoint() {
    tell(say("making"));
    try {
      const answer = await fetch("/api/v1/deck.pptx?lang=" + language(), {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(load()),
      });
      if (!answer.ok) return tell((await answer.json()).detail, true);
      const name = /filename="?([^";]+)/.exec(answer.headers.get("Content-Disposition") || "");
      give(await answer.blob(), name ? name[1] : "istmo.pptx");
    } catch (error) {
      tell(say("failed"), true);
    }
  }

  function give(blob, name) {
    const link = element("a", "", { download: name });
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    tell(say("saved", { file: name }));
  }

  async function squeezed(bytes, stream) {
    const source = new Blob([bytes]).stream().pipeThrough(stream).getReader();
    const pieces = [];
    let length = 0;
    for (let piece = await source.read(); !piece.done; piece = await source.read()) {
      pieces.push(piece.value);
      length += piece.value.length;
      if (length > LARGEST) throw new Error("too large");
    }
    return new Uint8Array(await new Blob(pieces).arrayBuffer());
  }

  async function copyLink() {
    const packed = await squeezed(new TextEncoder().encode(JSON.stringify(load())), new CompressionStream("deflate"));
    const text = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    const link = window.location.origin + "/present?deck=" + text;
    if (link.length > LONGEST_LINK) return tell(say("long"), true);
    try {
      await navigator.clipboard.writeText(link);
      tell(say("linked"));
    } catch (error) {
      tell(say("copy") + " ");
      const area = element("textarea", "", { readonly: "", rows: 3, style: "width: 100%", "aria-label": say("copy") });
      area.value = link;
      document.querySelector(".deck-told").append(area);
      area.select();
    }
  }

  async function fromLink() {
    const params = new URLSearchParams(window.location.search);
    const packed = params.get("deck");
    if (!packed) return;
    params.delete("deck");
    window.dash_clientside.set_props("url", { search: params.size ? "?" + params : "" });
    try {
      const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
      offer({ text: new TextDecoder().decode(await squeezed(bytes, new DecompressionStream("deflate"))), how: "link" });
    } catch (error) {
      tell(say("broken"), true);
    }
  }

  function write(area) {
    const [what, name, code] = area.dataset.field.split("-");
    const deck = structuredClone(load() || empty());
    const held = what === "deck" ? deck : deck.slides[chosen];
    if (!held) return;
    held[name] = { ...held[name], [code]: area.value };
    if (!area.value) delete held[name][code];
    if (write.area === area) keep(deck);
    else store(deck);
    write.area = area;
    document.querySelector('[data-deck="undo"]').disabled = false;
    if (what === "deck") return;
    const rows = document.querySelectorAll(".deck-name");
    if (rows[chosen]) rows[chosen].textContent = nameOf(held);
    clearTimeout(write.later);
    write.later = setTimeout(() => preview(load()), 500);
  }

  document.addEventListener("click", (event) => {
    const origin = event.target instanceof Element ? event.target : null;
    const added = origin && origin.closest("[data-add]");
    if (added) add(added);
    const slide = origin && origin.closest("[data-slide]");
    if (slide) {
      ON_SLIDE[slide.dataset.slide](Number(slide.dataset.place));
      focus(slide.dataset.slide === "choose" || slide.dataset.slide === "remove" ? "choose" : slide.dataset.slide);
    }
    const button = origin && origin.closest("[data-deck]");
    if (button && !button.disabled) ON_DECK[button.dataset.deck]?.();
  });

  document.addEventListener("input", (event) => {
    if (event.target.dataset && event.target.dataset.field) write(event.target);
  });
  document.addEventListener("focusin", () => { write.area = null; });

  /* On the list: arrows go through it, with Alt they move the slide, Delete takes it out. */
  document.addEventListener("keydown", (event) => {
    const row = event.target instanceof Element && event.target.closest(".deck-choose");
    if (!row || event.ctrlKey || event.metaKey) return;
    const place = Number(row.dataset.place);
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by && event.altKey) move(place, place + by);
    else if (by && load().slides[place + by]) ON_SLIDE.choose(place + by);
    else if (event.key === "Delete") ON_SLIDE.remove(place);
    else return;
    event.preventDefault();
    focus("choose");
  });

  window.addEventListener("storage", (event) => event.key === KEPT && show());
  window.addEventListener("resize", () => document.querySelector(".deck") && load() && preview(load()));

  window.istmoDeck = { load, slideOf, language, chartTitle, fill, element };
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    istmoDeck: {
      /* The page is laid out, or the sentences of its filters came. */
      list(given, told) {
        sentences = told || {};
        if (given.length && given[0]) {
          const isNew = texts !== given[0];
          texts = given[0];
          preview.last = isNew ? "" : preview.last;
          show();
          if (isNew) { sentences = {}; ask(); fromLink(); }
        }
        return window.dash_clientside.no_update;
      },
      take(taken) {
        take(taken);
        return window.dash_clientside.no_update;
      },
    },
  });
})();
