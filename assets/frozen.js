/* Draws the charts of a frozen site: everything lies beside the page, nothing is fetched. */
(function () {
  "use strict";

  /* Borders lie in a script: a page opened as a file may not read other files. */
  function withBorders(value) {
    if (Array.isArray(value)) return value.map(withBorders);
    if (!value || typeof value !== "object") return value;
    for (const [key, part] of Object.entries(value)) {
      value[key] = key === "geojson" && typeof part === "string" ? window.istmoBorders[part] || part : withBorders(part);
    }
    return value;
  }

  function draw(place) {
    const told = document.querySelector('script[data-of="' + place.dataset.figure + '"]');
    const { figure, config } = JSON.parse(told.textContent);
    window.Plotly.newPlot(place, withBorders(figure.data), { ...figure.layout, autosize: true }, { ...config, responsive: true });
  }

  /* Charts far down are drawn when they come near. */
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        near.unobserve(entry.target);
        draw(entry.target);
      }
    },
    { rootMargin: "600px" },
  );
  for (const place of document.querySelectorAll("[data-figure]")) near.observe(place);
})();
