/* A file goes to the server in pieces: it is never held in memory, and it can be stopped. Commands of the Data page. */
(function () {
  "use strict";

  let running = null;
  let picker = null;

  function part(name) {
    return document.querySelector('[data-upload="' + name + '"]');
  }

  function language() {
    return "lang=" + (document.querySelector(".shell") || document.documentElement).lang;
  }

  function tell(text) {
    const place = part("problem");
    if (place) { place.textContent = text; place.hidden = !text; }
  }

  function megabytes(bytes) {
    return new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(bytes / 1048576);
  }

  function show(done, size) {
    const bar = part("bar"), text = part("done");
    if (bar) { bar.max = size; bar.value = done; }
    if (text) text.textContent = megabytes(done) + " / " + megabytes(size) + " MB";
  }

  function working(on) {
    const zone = part("zone"), progress = part("progress");
    if (zone) zone.hidden = on;
    if (progress) progress.hidden = !on;
  }

  async function ask(path, options) {
    const answer = await fetch(path + (path.includes("?") ? "&" : "?") + language(), options);
    const content = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(content.detail || part("problem").dataset.failed);
    return content;
  }

  async function send(file, stop) {
    const json = { "Content-Type": "application/json" };
    const begun = await ask("/api/v1/uploads", { method: "POST", headers: json, body: JSON.stringify({ name: file.name, size: file.size }), signal: stop.signal });
    running.token = begun.token;
    let done = 0;
    while (done < file.size) {
      const piece = file.slice(done, done + begun.piece);
      const headers = { "Content-Type": "application/octet-stream" };
      const answer = await ask("/api/v1/uploads/" + begun.token + "?offset=" + done, { method: "POST", headers, body: piece, signal: stop.signal });
      done = answer.received;
      show(done, file.size);
    }
    return begun.token;
  }

  /* Another file takes the place of the one that was looked at. */
  function forget() {
    const old = JSON.parse(sessionStorage.getItem("import-token") || "null");
    if (old) fetch("/api/v1/uploads/" + old, { method: "DELETE" });
  }

  async function take(file) {
    if (!file || running) return;
    const stop = new AbortController();
    const limit = Number(part("zone").dataset.limit);
    tell("");
    if (file.size > limit || !file.size) return tell(file.size ? part("zone").dataset.large : part("zone").dataset.empty);
    running = { stop, token: null };
    part("name").textContent = file.name;
    show(0, file.size);
    working(true);
    part("stop").focus();
    try {
      const token = await send(file, stop);
      forget();
      window.dash_clientside.set_props("import-token", { data: token });
    } catch (error) {
      if (running.token) fetch("/api/v1/uploads/" + running.token, { method: "DELETE" });
      if (error.name !== "AbortError") tell(error instanceof TypeError ? part("problem").dataset.failed : error.message);
      else setTimeout(() => part("choose") && part("choose").focus());
    } finally {
      running = null;
      working(false);
    }
  }

  /* The list of files of the system; nothing of it stands in the page. */
  function pick() {
    picker = document.createElement("input");
    picker.type = "file";
    picker.accept = part("choose").dataset.accept;
    picker.addEventListener("change", () => take(picker.files[0]));
    picker.click();
  }

  function command(control, value) {
    window.dash_clientside.set_props(control.dataset.sends || "import-command", {
      data: { what: control.dataset.what, name: control.dataset.name || "", value, at: Date.now() },
    });
  }

  /* What is chosen in all lists beside a button. */
  function gathered(button) {
    const lists = [...button.closest(".gather").querySelectorAll("select")];
    return JSON.stringify(Object.fromEntries(lists.map((list) => [list.dataset.name, list.dataset.chosen || ""])));
  }

  function pair(button) {
    return [...button.closest(".pair").querySelectorAll("select")].map((list) => list.value).join(",");
  }

  /* A list of many options gets them when somebody goes to it, from the one place that holds them for all its like. */
  function fill(list) {
    const shared = !("filled" in list.dataset) && document.getElementById(list.dataset.choices);
    if (!shared) return;
    const own = list.options[0], value = own.value;
    for (const [title, options] of JSON.parse(shared.dataset.options)) {
      const group = title ? list.appendChild(Object.assign(document.createElement("optgroup"), { label: title })) : list;
      for (const [code, label] of options) group.appendChild(new Option(label, code, false, code === value));
    }
    own.hidden = true;
    list.dataset.filled = "";
  }

  /* Left again, it shows what the server knows to be chosen. */
  function empty(list) {
    if (!("filled" in list.dataset)) return;
    const own = list.options[0];
    while (list.lastChild !== own) list.lastChild.remove();
    own.hidden = false;
    list.selectedIndex = 0;
    delete list.dataset.filled;
  }

  /* A choice that is sent later by a button stands in the list itself until then. */
  function keep(list) {
    list.dataset.chosen = list.value;
    list.options[0].textContent = list.selectedOptions[0].textContent;
    list.options[0].value = list.value;
  }

  for (const kind of ["pointerdown", "focusin", "focusout"]) {
    document.addEventListener(kind, (event) => {
      const list = event.target instanceof Element && event.target.closest("select[data-choices]");
      if (list) (kind === "focusout" ? empty : fill)(list);
    }, true);
  }

  document.addEventListener("change", (event) => {
    const control = event.target;
    if (control.matches(".gather select")) keep(control);
    else if (control.matches("select[data-what], input[data-what]") && control.dataset.what) command(control, control.value);
  });

  document.addEventListener("click", (event) => {
    const origin = event.target instanceof Element ? event.target : null;
    const button = origin && origin.closest("button");
    if (!button) return;
    if (button.dataset.upload === "choose") pick();
    else if (button.dataset.upload === "stop" && running) running.stop.abort();
    else if (button.dataset.what === "compare") command(button, pair(button));
    else if (button.dataset.what === "values") command(button, gathered(button));
    else if (button.dataset.what) command(button, button.value || "");
  });

  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const zone = part("zone");
      if (!zone || zone.hidden || ![...((event.dataTransfer || {}).types || [])].includes("Files")) return;
      event.preventDefault(); // a file dropped beside the zone must not take the place of the page
      const isInside = zone.contains(event.target);
      zone.classList.toggle("is-over", isInside && (kind === "dragenter" || kind === "dragover"));
      if (kind === "drop" && isInside) take(event.dataTransfer.files[0]);
    });
  }
})();
