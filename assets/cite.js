/* Copies: the citation of what a page shows, with a link that keeps its version; and texts to take along. */
(() => {
  "use strict";

  const wait = (time) => new Promise((done) => setTimeout(done, time));
  const place = () => document.getElementById("announcer");

  /* Said aloud too: the place of the words stands before they do. */
  let hiding = 0;
  function announce(text, shown) {
    const told = place();
    if (!told) return;
    clearTimeout(hiding);
    told.textContent = text;
    told.classList.add("is-shown");
    hiding = setTimeout(() => { told.classList.remove("is-shown"); told.textContent = ""; }, shown || 6000);
  }

  async function citation(chart) {
    const search = window.location.search;
    const more = chart ? (search ? "&" : "?") + "chart=" + encodeURIComponent(chart) : "";
    for (;;) {
      const answer = await fetch("/api/v1/citation.json" + search + more, { cache: "no-cache" });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.detail || "");
      if (answer.status !== 202) return told.text + " " + window.location.origin + window.location.pathname + "?" + told.query;
      announce(place().dataset.working, 60000);
      await wait(1000);
    }
  }

  /* Without the browser's leave, or on a page that isn't secure, the text is shown and selected. */
  function byHand(text, from) {
    const frame = document.createElement("dialog");
    frame.className = "by-hand";
    const words = document.createElement("p");
    words.textContent = place().dataset.byHand;
    const box = document.createElement("textarea");
    box.value = text;
    box.readOnly = true;
    box.setAttribute("aria-label", words.textContent);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "plain";
    close.textContent = place().dataset.close;
    close.addEventListener("click", () => frame.close());
    frame.addEventListener("close", () => { frame.remove(); from.focus(); });
    frame.append(words, box, close);
    document.body.append(frame);
    frame.showModal();
    box.focus();
    box.select();
  }

  async function copy(text, from) {
    try {
      await navigator.clipboard.writeText(text);
    } catch (refused) {
      return byHand(text, from);
    }
    announce(place().dataset.copied + ": " + (text.length > 220 ? text.slice(0, 220) + "…" : text));
  }

  async function cite(button) {
    const from = button.closest("details.menu")?.querySelector("summary") || button; // a menu that closes gives the focus back
    try {
      await copy(await citation(button.dataset.cite), from);
    } catch (failed) {
      announce([place().dataset.failed, failed.message].filter(Boolean).join(" "), 12000);
    }
  }

  document.addEventListener("click", (event) => {
    const origin = event.target instanceof Element ? event.target : null;
    const button = origin && origin.closest("[data-cite]");
    if (button) cite(button);
    const text = origin && origin.closest("[data-copy]");
    if (text) copy(document.getElementById(text.dataset.copy).textContent, text);
  });

  /* An address that asks what differs between two versions: the list of versions answers as if its button were pressed. */
  async function compare() {
    const asked = /^#compare=(\d+),(\d+)$/.exec(window.location.hash);
    if (!asked) return;
    for (let left = 100; left && !document.getElementById("history-answer"); left--) await wait(100);
    await wait(300);
    const answer = document.getElementById("history-answer");
    if (!answer) return;
    window.dash_clientside.set_props("history-command", { data: { what: "compare", value: asked[1] + "," + asked[2], at: Date.now() } });
    for (let left = 100; left && !answer.childElementCount; left--) await wait(100);
    answer.scrollIntoView({ block: "center" });
  }

  window.addEventListener("load", compare);
  window.addEventListener("hashchange", compare);
})();
