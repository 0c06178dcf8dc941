"use strict";
// Search, facets and order of the first page. The list stands in the page; this hides and sorts it.
(() => {
  const form = document.querySelector(".bar-tools"), list = document.querySelector(".datasets");
  const items = [...list.children].map((element) => ({
    element,
    values: JSON.parse(element.dataset.values),
    text: element.textContent.toLowerCase(),
    size: Number(element.dataset.size),
    name: element.querySelector("h2").textContent,
  }));
  for (const item of items) item.text += Object.values(item.values).flat().join("\n").toLowerCase();
  const facets = [...document.querySelectorAll(".facet")];
  const order = new Intl.Collator("en", { numeric: true });
  const sorts = { name: (one, other) => order.compare(one.name, other.name),
    size: (one, other) => other.size - one.size, small: (one, other) => one.size - other.size };

  const chosen = (facet) => [...facet.querySelectorAll("input:checked")].map((box) => box.value);
  // Within a facet any of the values, and all of the facets.
  const fits = (item, but = null) => facets.every((facet) => {
    const wanted = facet === but ? [] : chosen(facet);
    return !wanted.length || wanted.some((value) => item.values[facet.dataset.key].includes(value));
  });

  function apply(keep = true) {
    const words = form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    const worded = items.filter((item) => words.every((word) => item.text.includes(word)));
    const shown = new Set(worded.filter((item) => fits(item)));
    for (const item of items) item.element.hidden = !shown.has(item);
    for (const facet of facets) {
      const left = worded.filter((item) => fits(item, facet));
      for (const choice of facet.querySelectorAll(".choice")) {
        const box = choice.querySelector("input");
        const number = left.filter((item) => item.values[facet.dataset.key].includes(box.value)).length;
        choice.querySelector(".count").textContent = number;
        choice.classList.toggle("none", !number && !box.checked);
      }
    }
    list.append(...[...items].sort(sorts[form.elements.sort.value]).map((item) => item.element));
    document.querySelector(".status").textContent = shown.size === items.length
      ? `${items.length} datasets` : `${shown.size} of ${items.length} datasets`;
    document.querySelector(".empty").hidden = shown.size > 0;
    if (!keep) return;
    const state = new URLSearchParams();
    if (form.elements.q.value) state.set("q", form.elements.q.value);
    if (form.elements.sort.value !== "name") state.set("sort", form.elements.sort.value);
    for (const facet of facets) for (const value of chosen(facet)) state.append(facet.dataset.key, value);
    history.replaceState(null, "", `#${state}`);
  }

  // The state stands in the address, so that a link shows what its sender saw.
  function restore() {
    const state = new URLSearchParams(location.hash.slice(1));
    form.elements.q.value = state.get("q") || "";
    if (sorts[state.get("sort")]) form.elements.sort.value = state.get("sort");
    for (const facet of facets) {
      const wanted = state.getAll(facet.dataset.key);
      for (const box of facet.querySelectorAll("input")) {
        box.checked = wanted.includes(box.value);
        if (box.checked) box.closest(".choice").hidden = false;
      }
    }
    apply(false);
  }

  form.addEventListener("input", () => apply());
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    for (const box of document.querySelectorAll(".facet input")) box.checked = false;
    setTimeout(apply);
  });
  document.querySelector(".facets").addEventListener("change", () => apply());
  document.querySelector(".facets").addEventListener("click", (event) => {
    if (!event.target.matches("[data-unfold]")) return;
    for (const choice of event.target.parentElement.querySelectorAll("[data-more]")) choice.hidden = false;
    event.target.remove();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input, select") || event.ctrlKey || event.metaKey) return;
    form.elements.q.focus();
    event.preventDefault();
  });
  const box = document.querySelector(".filters"), wide = matchMedia("(min-width: 56rem)");
  const unfold = () => { box.open = wide.matches; };
  wide.addEventListener("change", unfold);
  unfold();
  document.documentElement.classList.add("js");
  addEventListener("hashchange", restore);
  restore();
})();
