"use strict";
// How pairs are drawn, for the page of a build and for the site. Data reach a page as text nodes
// alone: nothing here parses markup.
const irrealis = (() => {
  const LEAD = 14, FEW = 6;
  const ID = 0, ORIGINAL = 1, SPLIT = 2, EFFECT = 3, WORDS = 4, EDITS = 5, CHANGES = 6, LABEL = 7,
    EVIDENCE = 8, GENERATOR = 9;
  const count = new Intl.NumberFormat("en-US");
  // controls that are not seen, or turn what stands around them; they are shown by their number
  const CONTROLS = /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069])/u;
  // `place` finds the original of a pair: [name, texts, names of the texts if they are its own].
  const settings = { place: null, fields: [], kinds: {}, names: new Map(), layout: "sides" };

  // ------------------------------------------------------------------------------ elements

  const shown = (child) => (typeof child === "string" && CONTROLS.test(child)
    ? child.split(CONTROLS).map((part) => (CONTROLS.test(part) ? control(part) : part)) : [child]);

  function control(char) {
    const made = document.createElement("span");
    made.className = "control";
    made.textContent = `U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    return made;
  }

  function add(element, ...children) {
    element.append(...children.flat(9).filter((child) => child !== null && child !== "").flatMap(shown));
    return element;
  }

  function el(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "onclick") made.addEventListener("click", value);
      else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    return add(made, ...children);
  }

  const arrow = () => el("span", { class: "to", role: "img", "aria-label": "becomes" }, " → ");
  const plural = (number, one, many) => `${count.format(number)} ${number === 1 ? one : many}`;

  // A text with the names of what its codes stand for, such as P17 (country).
  let codes = null;
  function named(text) {
    if (!settings.names.size || typeof text !== "string") return text;
    codes ||= new RegExp(`\\b(${[...settings.names.keys()].map((key) => key.replace(/\W/g, "\\$&")).join("|")})\\b`);
    return text.split(codes).map((part) => (settings.names.has(part)
      ? [part, el("span", { class: "named" }, ` ${settings.names.get(part)}`)] : part));
  }

  // ------------------------------------------------------------------------------ the texts

  // A field as pieces: [text before, text after]; equal texts are not edited.
  function pieces(pair, field) {
    const text = settings.place(pair)[1][field];
    const found = [];
    let reached = 0;
    for (const [at, start, end, after] of pair[EDITS]) {
      if (at !== field) continue;
      if (start > reached) found.push([text.slice(reached, start), null]);
      found.push([text.slice(start, end), after]);
      reached = end;
    }
    if (reached < text.length) found.push([text.slice(reached), null]);
    return found;
  }

  function counterfactual(pair, field) {
    return pieces(pair, field).map(([before, after]) => (after === null ? before : after)).join("");
  }

  // Cut a run of words that nobody edited where it is long: what stays at either end, and between.
  function cut(text, isFirst, isLast) {
    const words = text.match(/\s*\S+/gu) || [];
    const head = isFirst ? (isLast ? 3 * LEAD : 0) : LEAD, tail = isLast ? 0 : LEAD;
    if (words.length <= head + tail + LEAD) return null;
    const begin = words.slice(0, head).join(""), end = words.slice(words.length - tail).join("");
    const last = tail ? end + text.slice(words.join("").length) : "";
    return [begin, text.slice(begin.length, text.length - last.length), last,
      words.length - head - tail];
  }

  function fill(paragraph, found, side, folds) {
    found.forEach(([before, after], place) => {
      if (after !== null) {
        if (side !== "after" && before) paragraph.append(el("del", {}, before));
        if (side !== "before" && after) paragraph.append(el("ins", {}, after));
        return;
      }
      const parts = folds && cut(before, place === 0, place === found.length - 1);
      if (!parts) { add(paragraph, before); return; }
      const [head, middle, tail, words] = parts;
      const hidden = el("span", { hidden: true }, middle);
      const button = el("button", { type: "button", class: "fold",
        "aria-label": `show ${plural(words, "word", "words")} more` },
      `… ${plural(words, "word", "words")} …`);
      const open = () => { hidden.hidden = false; button.remove(); };
      button.addEventListener("click", () => {
        const key = button.dataset.key;
        folds.filter((fold) => fold.key === key).forEach((fold) => fold.open());
      });
      button.dataset.key = `${paragraph.dataset.field}/${place}`;
      folds.push({ key: button.dataset.key, open });
      add(paragraph, head, button, hidden, tail);
    });
    if (!paragraph.textContent) add(paragraph, el("span", { class: "nothing" }, "none"));
    return paragraph;
  }

  // ------------------------------------------------------------------------------ what is no prose

  // Rows of whole numbers, all of one length; null of anything else.
  const isGrid = (value) => Array.isArray(value) && value.length > 0 && value.every((row) =>
    Array.isArray(row) && row.length === value[0].length && row.every(Number.isInteger));

  function asGrid(text) {
    const rows = text.split("\n").map((row) => row.split(" ").filter(Boolean).map(Number));
    return isGrid(rows) && rows[0].length ? rows : null;
  }

  // A grid in the colors of its cells; a cell that `other` has otherwise has a ring.
  function grid(rows, other, name) {
    const SIDE = 20, svg = (tag, attributes) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      return made;
    };
    const high = rows.length, wide = rows[0].length;
    const alike = other && other.length === high && other[0].length === wide;
    const made = svg("svg", { class: "grid", role: "img", viewBox: `-1 -1 ${wide * SIDE + 2} ${high * SIDE + 2}`,
      width: Math.min(wide * SIDE + 2, 420), "aria-label": `${name}, ${high} by ${wide}: ${rows.map((row) => row.join(" ")).join("; ")}` });
    const rings = [];
    rows.forEach((row, y) => row.forEach((cell, x) => {
      const box = { x: x * SIDE, y: y * SIDE, width: SIDE, height: SIDE };
      const color = ((cell % 10) + 10) % 10;
      made.append(svg("rect", { ...box, class: `cell c${color}` }));
      const digit = svg("text", { x: (x + .5) * SIDE, y: (y + .5) * SIDE, class: `digit d${color}` });
      digit.textContent = cell;
      made.append(digit);
      if (alike && other[y][x] !== cell) {
        rings.push(svg("rect", { x: box.x + 2, y: box.y + 2, width: SIDE - 4, height: SIDE - 4, class: "ring" }));
      }
    }));
    made.append(...rings);
    return made;
  }

  // Objects as the rows of a table, their keys as its columns.
  function table(rows, cell = (row, column) => value(row[column])) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "table" }, el("table", {},
      el("thead", {}, el("tr", {}, columns.map((column) => el("th", { scope: "col" }, column)))),
      el("tbody", {}, rows.map((row) => el("tr", {}, columns.map((column) => el("td", {}, cell(row, column))))))));
  }

  const isObject = (one) => one !== null && typeof one === "object" && !Array.isArray(one);

  // Any value as what it is.
  function value(one, name = "") {
    if (one === null || one === undefined) return el("span", { class: "what" }, "none");
    if (typeof one === "string") return named(one);
    if (isGrid(one) && one[0].length) return grid(one, null, name);
    if (Array.isArray(one)) {
      if (!one.length) return el("span", { class: "what" }, "empty");
      if (one.every(isObject)) return table(one);
      if (one.every((part) => typeof part === "number")) return one.join(", ");
      return el("ul", { class: "parts" }, one.map((part) => el("li", {}, value(part))));
    }
    if (isObject(one)) {
      return el("dl", { class: "members" }, Object.entries(one).map(([key, part]) =>
        el("div", {}, el("dt", {}, key), el("dd", {}, value(part, key)))));
    }
    return String(one);
  }

  // ------------------------------------------------------------------------------ both sides

  // A list of choices has a text for each member, so that not all originals have the same texts.
  const names = (pair) => settings.place(pair)[2] || settings.fields;

  // The fields of a pair: [name, kind, places of its texts].
  function fields(pair) {
    const found = new Map();
    names(pair).forEach((name, place) => {
      const whole = name.replace(/\[\d+\]$/, ""), kind = settings.kinds[whole] || "text";
      const key = kind === "choices" ? whole : name;
      if (!found.has(key)) found.set(key, [key, kind, []]);
      found.get(key)[2].push(place);
    });
    // what neither side has says nothing
    const some = ([, , places]) => places.some((place) =>
      settings.place(pair)[1][place] || counterfactual(pair, place));
    const said = [...found.values()].filter(some);
    return said.length ? said : [...found.values()];
  }

  function drawn(pair, [name, kind, places], side, folds) {
    if (kind === "choices") {
      return el("ol", { class: "choices", type: "A" }, places.map((place) =>
        fill(el("li", { dir: "auto", "data-field": place }), pieces(pair, place), side, null)));
    }
    const [place] = places;
    if (kind === "grid") {
      const texts = [settings.place(pair)[1][place], counterfactual(pair, place)];
      const [before, after] = texts.map(asGrid);
      if (before && after) {
        const one = (rows, other, title) => grid(rows, other, `${name} of the ${title}`);
        return el("div", { class: "grids" },
          side === "after" ? null : one(before, after, "original"),
          side === "both" && before !== after ? arrow() : null,
          side === "before" ? null : one(after, before, "counterfactual"));
      }
    }
    if (kind === "code") {
      return el("pre", { class: "code", tabindex: "0", role: "group", "aria-label": name }, fill(el("code", { "data-field": place }), pieces(pair, place), side, null));
    }
    return fill(el("p", { class: "text", dir: "auto", "data-field": place }), pieces(pair, place), side, folds);
  }

  function sides(pair, folds) {
    const views = settings.layout === "one" ? [["Both", "both"]]
      : [["Original", "before"], ["Counterfactual", "after"]];
    const all = fields(pair);
    return el("div", { class: `sides ${settings.layout}` }, views.map(([title, side]) =>
      el("div", { role: "group", "aria-label": title }, settings.layout === "one" ? null : el("h4", {}, title),
        all.map((field) => [all.length > 1 ? el("h5", {}, field[0]) : null,
          drawn(pair, field, side, folds)]))));
  }

  // ------------------------------------------------------------------------------ a pair

  // The first few of a list, and a button that shows the others.
  function few(items, more) {
    const list = el("ul", { class: "parts" }, items.slice(0, FEW));
    if (items.length <= FEW && !more) return [list];
    const rest = items.length - FEW;
    if (rest > 0) {
      const button = el("button", { type: "button", class: "more", onclick: () => {
        button.replaceWith();
        list.append(...items.slice(FEW));
        if (more) list.append(el("li", { class: "what" }, `and ${count.format(more)} more`));
      } }, `${count.format(rest + (more || 0))} more`);
      return [list, button];
    }
    list.append(el("li", { class: "what" }, `and ${count.format(more)} more`));
    return [list];
  }

  function labels(pair) {
    const label = pair[LABEL];
    const effect = el("span", { class: `effect ${pair[EFFECT]}` }, pair[EFFECT]);
    if (!label.changed.length) return [el("p", { class: "label" }, effect, named(label.value))];
    const parts = label.changed.map(([part, before, after]) => [
      part ? el("span", { class: "what" }, `${part} `) : null,
      before === null ? el("span", { class: "what" }, "new: ") : named(before),
      before === null || after === null ? null : arrow(),
      after === null ? el("span", { class: "what" }, " is gone") : named(after),
    ]);
    const same = label.same ? el("span", { class: "what" }, ` ${plural(label.same, "part", "parts")} unchanged`) : null;
    if (parts.length === 1) return [el("p", { class: "label" }, effect, ...parts[0], same)];
    return [el("p", { class: "label" }, effect,
      plural(parts.length + (label.more || 0), "part", "parts"), " differ", same ? "," : null, same),
    few(parts.map((part) => el("li", {}, ...part)), label.more)];
  }

  function article(pair, { label = labels(pair), extra = null,
    notes = el("p", { class: "notes" }, `Evidence, ${pair[EVIDENCE]} · Edit by ${pair[GENERATOR]}`) } = {}) {
    const folds = [], name = settings.place(pair)[0];
    const changes = pair[CHANGES].map(([kind, target, from, to, source, origin]) => el("li", {},
      el("span", { class: "what" }, kind, " ", named(target), " "), named(from), arrow(), named(to),
      source && origin ? el("span", { class: "what" }, ` (${origin}, from ${source})`) : null));
    const made = el("article", { class: "pair item", tabindex: "-1", "aria-label": `${name}, ${pair[EFFECT]}` },
      el("header", {},
        el("h3", {}, el("span", { class: "chip" }, pair[SPLIT]), " ", name),
        el("span", { class: "words" }, plural(pair[WORDS], "word changed", "words changed")),
        el("a", { class: "permalink", href: `#${pair[ID]}`, title: "link to this pair" }, pair[ID])),
      few(changes, 0), sides(pair, folds), label, notes, extra);
    if (folds.length) {
      const button = el("button", { type: "button", class: "more all", onclick: () => {
        folds.forEach((fold) => fold.open());
        button.remove();
      } }, "Show all of the text");
      made.querySelector(".sides").after(button);
    }
    return made;
  }

  // All of a pair in lower case, to search in.
  function haystack(pair) {
    const [name, texts] = settings.place(pair);
    return [name, ...texts, ...texts.map((_, at) => counterfactual(pair, at)), ...pair[CHANGES].flat(),
      ...pair[LABEL].changed.flat(), pair[LABEL].value, pair[EVIDENCE],
      pair[GENERATOR]].filter(Boolean).join("\n").toLowerCase();
  }

  // A row of what was left out or mended.
  const rejected = ([split, name, level, reason, detail]) => el("article", { class: "item", tabindex: "-1", "aria-label": `${name}, ${reason}` },
    el("header", {}, el("h3", {}, el("span", { class: "chip" }, split), " ", name), el("span", { class: "words" }, level)),
    el("p", { class: "change" }, el("span", { class: "verb" }, reason), " ", detail));
  const mended = ([split, name, kind, where, before, after]) => el("article", { class: "item", tabindex: "-1", "aria-label": `${name}, ${kind}` },
    el("header", {}, el("h3", {}, el("span", { class: "chip" }, split), " ", name), el("span", { class: "words" }, where)),
    el("p", { class: "change" }, el("span", { class: "verb" }, kind), " ",
      before ? el("del", {}, before) : null, before && after ? " " : null, after ? el("ins", {}, after) : null));

  // A row that is no pair: [name of a column, what is in it]; without an id there is no link to it.
  const row = (split, name, id, parts) => el("article", { class: "item", tabindex: "-1", "aria-label": name },
    el("header", {}, el("h3", {}, el("span", { class: "chip" }, split), " ", name),
      id === null ? null : el("a", { class: "permalink", href: `#${encodeURIComponent(id)}`, title: "link to this row" }, id)),
    el("dl", { class: "facts" }, parts.map(([column, part]) =>
      el("div", {}, el("dt", {}, column), el("dd", { dir: "auto" }, part)))));

  // What became of a row from one version to another, which `draw(row)` draws.
  function change([what, after, before, columns], draw = article) {
    const made = draw(after || before);
    made.querySelector("h3").prepend(el("span", { class: "chip verb" }, what), " ");
    return columns.length ? add(made, el("ul", { class: "parts" }, columns.map(([column, old, current]) =>
      el("li", {}, el("span", { class: "what" }, `${column} `), el("del", {}, old), " ", el("ins", {}, current))))) : made;
  }

  // ------------------------------------------------------------------------------ items in pages

  function focus(item) {
    if (item) { item.focus({ preventScroll: true }); item.scrollIntoView({ block: "start" }); }
  }

  // A list shows one of its pages in `box`: `page` is its number, `last` that of the last one, and
  // `turn(page, place)` shows another one and puts the focus on one of its items, -1 being the last.

  // Move to the item so many places away from the one that has the focus, turning pages.
  function step(list, by) {
    const items = [...list.box.children];
    const at = items.findIndex((item) => item.contains(document.activeElement));
    const to = at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by;
    if (to < 0) { if (list.page > 0) list.turn(list.page - 1, -1); }
    else if (to >= items.length) { if (list.page < list.last) list.turn(list.page + 1, 0); }
    else focus(items[to]);
  }

  // What turns the pages of a list; nothing if it has only one.
  function pager(list) {
    const move = (name, to, enabled) => el("button", { type: "button", disabled: !enabled,
      onclick: () => list.turn(to, 0) }, name);
    return list.last === 0 ? [] : [
      move("Previous", list.page - 1, list.page > 0),
      el("span", {}, `page ${count.format(list.page + 1)} of ${count.format(list.last + 1)}`),
      move("Next", list.page + 1, list.page < list.last)];
  }

  // ------------------------------------------------------------------------------ sections

  const views = () => [...document.querySelectorAll(".view")];

  function open(name) {
    for (const view of views()) view.hidden = view.id !== name;
    for (const link of document.querySelectorAll(".views a")) {
      const chosen = link.hash === `#${name}`;
      if (chosen) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      // on a phone the row of links is wider than the screen
      if (chosen) link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.clientWidth / 3;
    }
  }

  // Keys, unless the reader turned them off or types: `current()` is the list that is shown, if any;
  // `search()` moves to the search, `leave()` is called on leaving it; `more` has other keys.
  function keys({ current, search, leave = () => {}, more = {} }) {
    addEventListener("keydown", (event) => {
      const typing = event.target.matches("input:not([type=radio]):not([type=checkbox]), select, textarea");
      if (event.key === "Escape" && typing) {
        event.target.blur();
        leave();
        focus(current()?.box.children[0]);
        return;
      }
      const off = !document.getElementById("keys").checked;
      if (off || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const list = current();
      if (event.key === "/") search();
      else if (!list) return;
      else if (event.key === "j") step(list, 1);
      else if (event.key === "k") step(list, -1);
      else if (event.key === "e") document.activeElement.closest(".item")?.querySelector(".all")?.click();
      else if (!more[event.key]?.(list)) return;
      event.preventDefault();
    });
  }

  // What every page begins with: filters are open where there is room for them.
  function start(room) {
    const wide = matchMedia(`(min-width: ${room})`);
    const unfold = () => document.querySelectorAll(".filters").forEach((box) => { box.open = wide.matches; });
    wide.addEventListener("change", unfold);
    unfold();
    document.documentElement.classList.add("js");
    history.scrollRestoration = "manual";
  }

  return { row, focus, pager, views, open, keys, start, settings, count, el, add, arrow, plural, named, value, grid, isGrid, isObject, table, names,
    counterfactual, labels, article, haystack, change, rejected, mended };
})();
