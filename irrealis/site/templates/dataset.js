(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { settings, count, el, plural, named, value, isGrid, isObject, table, haystack } = irrealis;
  const PAGE = 20, KEPT = 24, BARS = 7;
  const ID = 0, NAME = 1, SPLIT = 2, ORIGINAL = 1, WORDS = 4, EDITS = 5, LABEL = 7, RAW = 10, JUDGED = 11;
  const ofPairs = data.main === "pairs";
  const section = (name) => document.getElementById(name);
  settings.kinds = data.kinds;
  settings.names = new Map(Object.entries(data.names));
  settings.place = (pair) => pair.of;

  // ------------------------------------------------------------------------------ files

  // Scripts of this folder hand over what they hold: { kind: { number: what to do with it } }.
  const waiting = { rows: new Map(), index: new Map(), ledger: new Map(), changes: new Map() };
  for (const kind of Object.keys(waiting)) {
    irrealis[kind] = (number, text) => waiting[kind].get(number)?.(JSON.parse(text));
  }

  function load(kind, number) {
    return new Promise((resolve, reject) => {
      const script = el("script", { src: `${kind}-${number}.js` });
      const end = () => { waiting[kind].delete(number); script.remove(); };
      waiting[kind].set(number, (found) => { end(); resolve(found); });
      script.addEventListener("error", () => {
        end();
        reject(new Error(`${script.getAttribute("src")} could not be loaded. It belongs into the folder of this page.`));
      });
      document.body.append(script);
    });
  }

  // Shards that were used last stay; a promise each, so that none is loaded twice.
  const shards = new Map();
  function shard(number) {
    let found = shards.get(number);
    shards.delete(number);
    found ||= load("rows", number).then(prepared);
    shards.set(number, found);
    found.catch(() => shards.delete(number));
    if (shards.size > KEPT) shards.delete(shards.keys().next().value);
    return found;
  }

  function prepared(found) {
    if (!ofPairs) return found[0];
    const [fields, originals, pairs] = found;
    return placed(pairs, fields, originals);
  }

  // Pairs with their originals.
  function placed(pairs, fields, originals) {
    for (const pair of pairs) {
      const [name, texts, own] = originals[pair[ORIGINAL]];
      pair.of = [name, texts, own || fields];
    }
    return pairs;
  }

  const starts = [0];
  for (const rows of data.shards) starts.push(starts.at(-1) + rows);
  const total = starts.at(-1);

  // The shard that a row is in.
  function shardOf(row) {
    let low = 0, high = data.shards.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= row) low = middle; else high = middle - 1;
    }
    return low;
  }

  async function rowAt(row) {
    const number = shardOf(row);
    return (await shard(number))[row - starts[number]];
  }

  // ------------------------------------------------------------------------------ the index

  let index = null;
  function indexed() {
    index ||= (async () => {
      const parts = [];
      for (let number = 0; number < data.indexes; number += 1) {
        for (const [at, ids, words, columns] of await load("index", number)) {
          parts[at] = { ids, words, columns: new Map(columns.map(([key, values, rows]) => [key, { values, rows }])) };
        }
      }
      return parts;
    })();
    index.catch(() => { index = null; });
    return index;
  }

  // CRC-32 of a text in UTF-8, as the index has it of ids.
  function crc32(text) {
    let crc = -1;
    for (const byte of new TextEncoder().encode(text)) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return (crc ^ -1) >>> 0;
  }

  // The row with an id, or -1.
  async function find(id) {
    const wanted = crc32(id);
    for (const [number, part] of (await indexed()).entries()) {
      for (let at = part.ids.indexOf(wanted); at >= 0; at = part.ids.indexOf(wanted, at + 1)) {
        if ((await shard(number))[at][ID] === id) return starts[number] + at;
      }
    }
    return -1;
  }

  const has = (rows, at, place) => (Array.isArray(rows[at]) ? rows[at].includes(place) : rows[at] === place);

  // Rows that fit all of the filters, in order.
  function filtered(parts, filters) {
    const found = [];
    parts.forEach((part, number) => {
      const wanted = [...filters].map(([key, wants]) => {
        const column = part.columns.get(key);
        return column ? [column.rows, column.values.indexOf(wants)] : [[], -1];
      });
      if (wanted.some(([, place]) => place < 0)) return;
      for (let at = 0; at < part.ids.length; at += 1) {
        if (wanted.every(([rows, place]) => has(rows, at, place))) found.push(starts[number] + at);
      }
    });
    return found;
  }

  // How many of these rows have each value of a facet.
  function tally(parts, rows, key) {
    const counts = new Map();
    for (const row of rows) {
      const number = shardOf(row), column = parts[number].columns.get(key);
      const places = column ? column.rows[row - starts[number]] : -1;
      for (const place of Array.isArray(places) ? places : [places]) {
        if (place >= 0) counts.set(column.values[place], (counts.get(column.values[place]) || 0) + 1);
      }
    }
    return counts;
  }

  // ------------------------------------------------------------------------------ bars

  // Bars that filter on click: [[key, [[value, count]]]] in a box; calls back with key and value.
  class Bars {
    constructor(box, facets, choose) {
      Object.assign(this, { box, facets, choose, open: new Set() });
      this.bars = new Map();
      for (const [key, values] of facets) box.append(this.facet(key, values));
    }

    facet(key, values) {
      const list = el("div", { class: "bars" });
      const most = Math.max(...values.map(([, number]) => number));
      values.forEach(([name, number], at) => {
        const fill = el("span", { class: "fill" });
        fill.style.width = `${(100 * number) / most}%`;
        const counted = el("span", { class: "count" }, count.format(number));
        const bar = el("button", { type: "button", class: "bar", "aria-pressed": "false", hidden: at >= BARS,
          onclick: () => this.choose(key, bar.getAttribute("aria-pressed") === "true" ? null : name) },
        fill, el("span", { class: "name" }, named(name)), counted);
        this.bars.set(JSON.stringify([key, name]), { bar, fill, counted, most });
        list.append(bar);
      });
      const made = el("div", { class: "facet", role: "group", "aria-label": key }, el("h3", {}, key), list);
      if (values.length > BARS) {
        const more = el("button", { type: "button", class: "link", onclick: () => {
          for (const bar of list.children) bar.hidden = false;
          more.remove();
        } }, `${count.format(values.length - BARS)} more`, el("span", { class: "sr" }, ` of ${key}`));
        made.append(more);
      }
      return made;
    }

    // Show what is chosen, and how many rows each bar would leave; `counted` gives them for a key.
    show(filters, counted) {
      for (const [key, values] of this.facets) {
        const found = counted(key);
        for (const [name, number] of values) {
          const one = this.bars.get(JSON.stringify([key, name]));
          const left = found ? found.get(name) || 0 : number;
          const pressed = filters.get(key) === name;
          one.bar.setAttribute("aria-pressed", String(pressed));
          if (pressed) one.bar.hidden = false;
          one.bar.classList.toggle("none", !left && !pressed);
          one.fill.style.width = `${(100 * left) / one.most}%`;
          one.counted.textContent = count.format(left);
        }
      }
    }
  }

  // ------------------------------------------------------------------------------ a list in pages

  // Shows rows of a section, so many at once; `draw(row)` gives or promises an element.
  class Pages {
    constructor(box, draw) {
      this.box = box.querySelector(".items");
      this.pager = box.querySelector(".pager");
      this.status = box.querySelector(".status");
      Object.assign(this, { draw, rows: [], page: 0, calls: 0 });
    }

    get last() { return Math.max(0, Math.ceil(this.length / PAGE) - 1); }
    get length() { return this.rows === null ? total : this.rows.length; }
    at(place) { return this.rows === null ? place : this.rows[place]; }

    // Show a page, and after it is drawn put the focus on one of its items, if one is named.
    async show(page, place = null) {
      this.page = Math.min(Math.max(page, 0), this.last);
      const call = (this.calls += 1), begin = this.page * PAGE;
      this.busy(true);
      const places = Array.from({ length: Math.min(PAGE, this.length - begin) }, (_, at) => begin + at);
      const drawn = [];
      try {
        for (const one of places) drawn.push(await this.draw(this.at(one)));
      } catch (error) {
        this.status.textContent = error.message;
        this.busy(false);
        return;
      }
      if (call !== this.calls) return;
      this.box.replaceChildren(...drawn);
      this.busy(false);
      this.pager.replaceChildren(...irrealis.pager(this));
      if (place !== null) irrealis.focus([...this.box.children].at(place));
    }

    busy(is) { this.box.setAttribute("aria-busy", String(is)); }

    turn(page, place) { return this.show(page, place); }

    reveal(place) { return this.turn(Math.floor(place / PAGE), place % PAGE); }
  }

  // ------------------------------------------------------------------------------ what is drawn

  const rawOf = (pair) => (pair.raw ||= JSON.parse(pair[RAW]));

  // Labels that are grids or tables are drawn as what they are.
  function label(pair) {
    const { label_original: before, label_counterfactual: after } = rawOf(pair);
    const effect = () => el("span", { class: `effect ${pair[3]}` }, pair[3]);
    if (isGrid(before) && isGrid(after) && before[0].length && after[0].length) {
      return [el("p", { class: "label" }, effect()), el("div", { class: "grids" },
        irrealis.grid(before, after, "label of the original"), irrealis.arrow(),
        irrealis.grid(after, before, "label of the counterfactual"))];
    }
    if (Array.isArray(before) && Array.isArray(after) && before.length === after.length && before.length
      && [...before, ...after].every(isObject)) {
      const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
      const rows = before.map((one, at) => [one, after[at]]);
      const changed = rows.filter(([one, other]) => !same(one, other)), kept = rows.length - changed.length;
      const draw = (some) => {
        const others = new Map(some);
        return table(some.map(([one]) => one), (one, column) => {
          const other = others.get(one)[column];
          return same(one[column], other) ? value(one[column])
            : [el("del", {}, value(one[column])), " ", el("ins", {}, value(other))];
        });
      };
      const box = el("div", {}, changed.length ? draw(changed) : null);
      const more = kept ? el("button", { type: "button", class: "more", onclick: () => {
        box.replaceChildren(draw(rows));
        more.remove();
      } }, `show ${count.format(kept)} unchanged`) : null;
      return [el("p", { class: "label" }, effect(), `${count.format(changed.length)} of ${count.format(rows.length)} labels differ`), box, more];
    }
    const [one, other] = [options(pair, false), options(pair, true)];
    if (Number.isInteger(before) && Number.isInteger(after) && before in one && after in other) {
      const option = (all, at) => [el("strong", {}, String.fromCharCode(65 + at)), ` ${all[at]}`];
      return [el("p", { class: "label" }, effect(), option(one, before),
        ...(before === after && one[before] === other[after] ? [] : [irrealis.arrow(), option(other, after)]))];
    }
    return irrealis.labels(pair);
  }

  // The members of the one list of choices that a side has, if it has just one: its label may be a
  // place in it.
  function options(pair, after) {
    const lists = Object.keys(data.kinds).filter((name) => data.kinds[name] === "choices");
    if (lists.length !== 1) return [];
    return irrealis.names(pair).flatMap((name, at) => (!name.startsWith(`${lists[0]}[`) ? []
      : [after ? irrealis.counterfactual(pair, at) : pair.of[1][at]]));
  }

  function proof(pair) {
    const { evidence, generator } = rawOf(pair);
    const by = [generator.kind, generator.name, generator.version].filter(Boolean).join(" ");
    return el("details", { class: "proof" },
      el("summary", {}, `Evidence by ${evidence.kind}, edit by ${generator.kind}`),
      el("p", {}, named(evidence.detail)),
      evidence.facts ? value(evidence.facts, "facts") : null,
      el("p", { class: "what" }, `Edited by ${by}`));
  }

  function verdicts(pair) {
    if (!pair[JUDGED].length) return null;
    return el("ul", { class: "parts verdicts" }, pair[JUDGED].map(([name, before, after, one, other]) => el("li", {},
      el("span", { class: "what" }, `${name} says `),
      el("span", { class: one ? "right" : "wrong" }, before, el("span", { class: "sr" }, one ? ", right" : ", wrong")),
      irrealis.arrow(),
      el("span", { class: other ? "right" : "wrong" }, after, el("span", { class: "sr" }, other ? ", right" : ", wrong")))));
  }

  const drawPair = (pair) => irrealis.article(pair, { label: label(pair), notes: proof(pair), extra: verdicts(pair) });

  function drawRow(row) {
    const values = rawOf_(row);
    return irrealis.row(row[SPLIT], row[NAME], row[ID], data.columns.map((name) => [name, value(values[name], name)]));
  }
  const rawOf_ = (row) => (row.raw ||= JSON.parse(row[3]));

  // What is searched of a row: all that is in it but the hash of its group, which comes first.
  const searched = (row) => (row.text ||= ofPairs
    ? `${haystack(row)}\n${row[RAW].slice(row[RAW].indexOf(",")).toLowerCase()}` : row.join("\n").toLowerCase());

  // ------------------------------------------------------------------------------ rows to take along

  const typed = {
    number: (text) => (text === "" ? null : Number(text)),
    grid: (text) => (text === "" ? null : text.split("\n").map((row) => row.split(" ").filter(Boolean).map(Number))),
  };

  // The record that a text view stands for.
  function record(names, texts, absent) {
    const found = [];
    names.forEach((name, at) => {
      const whole = name.replace(/\[\d+\]$/, ""), kind = data.kinds[whole];
      if (!(whole in data.kinds)) return; // the query, which is a column of its own
      if (kind === "choices" && whole !== name) {
        const list = found.find(([known]) => known === whole);
        if (list) list[1].push(texts[at]); else found.push([whole, [texts[at]]]);
      } else found.push([whole, absent.includes(whole) ? null : (typed[kind] || String)(texts[at])]);
    });
    return Object.fromEntries(found);
  }

  // A row with the columns of the contract; offsets of edits count code points, as Python does.
  function whole(row) {
    if (!ofPairs) return { id: row[ID], original_id: row[NAME], split: row[SPLIT], ...rawOf_(row) };
    const [name, texts, names] = row.of, { absent = {}, ...raw } = rawOf(row);
    const after = names.map((_, field) => irrealis.counterfactual(row, field));
    const points = (text) => [...text].length;
    const asked = names.indexOf("query");
    return { id: row[ID], original_id: name, split: row[SPLIT],
      original: record(names, texts, absent.original || []),
      counterfactual: record(names, after, absent.counterfactual || []),
      ...(asked >= 0 && !("query" in data.kinds) ? { query: texts[asked] } : {}),
      edits: row[EDITS].map(([field, start, end, text]) => ({ field: names[field],
        start: points(texts[field].slice(0, start)), end: points(texts[field].slice(0, end)),
        before: texts[field].slice(start, end), after: text })),
      label_effect: row[3], ...raw };
  }

  // One level of columns: members of objects by name, all else as it is or as JSON.
  function flat(row) {
    const found = new Map();
    for (const [name, one] of Object.entries(row)) {
      const members = isObject(one) && ["original", "counterfactual", "evidence", "generator"].includes(name);
      for (const [key, part] of members ? Object.entries(one) : [["", one]]) {
        found.set(key ? `${name}.${key}` : name,
          part === null || part === undefined ? "" : typeof part === "object" ? JSON.stringify(part) : String(part));
      }
    }
    return found;
  }

  // A spreadsheet must not run what a text says: such a cell begins with an apostrophe.
  function cell(text) {
    const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  }

  async function download(kind) {
    const status = pages.status, said = status.textContent, found = [];
    const columns = new Set();
    try {
      for (let place = 0; place < pages.length; place += 1) {
        const row = whole(await rowAt(pages.at(place)));
        if (kind === "jsonl") found.push(`${JSON.stringify(row)}\n`);
        else {
          found.push(flat(row));
          for (const name of found.at(-1).keys()) columns.add(name);
        }
        if (place % 1000 === 999) status.textContent = `Writing row ${count.format(place + 1)} of ${count.format(pages.length)}`;
      }
    } catch (error) {
      status.textContent = error.message;
      return;
    }
    status.textContent = said;
    const lines = kind === "jsonl" ? found : [[...columns].map(cell).join(","),
      ...found.map((row) => [...columns].map((name) => cell(row.get(name) || "")).join(","))].map((line) => `${line}\r\n`);
    const type = kind === "jsonl" ? "application/x-ndjson" : "text/csv";
    const address = URL.createObjectURL(new Blob(lines, { type }));
    el("a", { href: address, download: `${data.name}-${data.main}.${kind}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  // ------------------------------------------------------------------------------ the rows

  const unit = ofPairs ? ["pair", "pairs"] : ["row", "rows"];
  const home = section(unit[1]);
  const form = home.querySelector("form");
  let pages = null, bars = null, asked = 0;
  const filters = new Map();

  const words = () => form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
  const sort = () => form.elements.sort?.value || "";

  function report(note = "") {
    const found = pages.length;
    pages.status.textContent = (found === total ? `${plural(found, ...unit)}`
      : found ? `${plural(found, ...unit)} of ${count.format(total)}` : "Nothing fits. Clear the search or a filter.") + note;
  }

  // Find what fits the filters and the search, and show it from its first page on.
  async function apply({ keep = true } = {}) {
    const turn = (asked += 1), wanted = words(), order = sort();
    pages.busy(true);
    if (ofPairs) settings.layout = form.elements.layout.value || "sides";
    if (keep) keepState();
    try {
      if (!filters.size && !wanted.length && !order) {
        pages.rows = null;
        bars.show(filters, () => null);
        report();
        await pages.show(0);
        return;
      }
      const parts = await indexed();
      if (turn !== asked) return;
      let rows = filtered(parts, filters);
      if (order) {
        const of = (row) => { const number = shardOf(row); return parts[number].words[row - starts[number]]; };
        const sign = order === "most" ? -1 : 1;
        rows.sort((one, other) => sign * (of(one) - of(other)) || one - other);
      }
      if (wanted.length) rows = await search(rows, wanted, turn);
      if (turn !== asked) return;
      pages.rows = rows;
      bars.show(filters, (key) => {
        if (wanted.length) return tally(parts, rows, key);
        const others = new Map([...filters].filter(([name]) => name !== key));
        return others.size ? tally(parts, filters.has(key) ? filtered(parts, others) : rows, key) : filters.size && !filters.has(key) ? tally(parts, rows, key) : null;
      });
      report();
      await pages.show(0);
    } catch (error) {
      pages.status.textContent = error.message;
      pages.busy(false);
    }
  }

  // Rows that have all of the words; shards come one after the other, and what is found is shown.
  async function search(rows, wanted, turn) {
    const found = [];
    let number = -1, loaded = null, seen = 0, shown = false;
    const some = new Set(rows.map(shardOf)).size;
    for (const row of rows) {
      const needed = shardOf(row);
      if (needed !== number) {
        number = needed;
        loaded = await shard(number);
        seen += 1;
        if (turn !== asked) return found;
        if (seen > 1) pages.status.textContent = `Searched ${count.format(seen - 1)} of ${count.format(some)} parts, ${count.format(found.length)} found`;
        if (!shown && found.length >= PAGE) {
          shown = true;
          pages.rows = found;
          await pages.show(0);
          pages.busy(true);
        }
      }
      const one = loaded[row - starts[number]];
      if (wanted.every((word) => searched(one).includes(word) || one[ID].startsWith(word))) found.push(row);
    }
    return found;
  }

  function clear() {
    filters.clear();
    for (const name of ["q", "sort", "layout"]) if (form.elements[name]) form.elements[name].value = "";
    bars.show(filters, () => null);
  }

  function random() {
    if (!pages.length) return;
    pages.reveal(Math.floor(Math.random() * pages.length));
  }

  if (form) {
    pages = new Pages(home, async (row) => (ofPairs ? drawPair : drawRow)(await rowAt(row)));
    bars = new Bars(home.querySelector(".facets"), data.facets, (key, name) => {
      if (name === null) filters.delete(key); else filters.set(key, name);
      apply();
    });
    let pause = 0, before = "";
    const soon = () => {
      clearTimeout(pause);
      pause = setTimeout(() => {
        const now = new URLSearchParams(new FormData(form)).toString();
        if (now === before) return; // both `input` and `change` come of one act
        before = now;
        apply();
      }, 150);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => { filters.clear(); before = ""; setTimeout(apply); });
    home.addEventListener("click", (event) => {
      const act = event.target.dataset.do;
      if (act === "random") random();
      else if (act) download(act);
    });
  }

  // ------------------------------------------------------------------------------ what was left out

  const ledgers = {};
  data.ledgers.forEach(([name, counts], number) => {
    const other = ([config, split, called, text]) => irrealis.row(split, `${config} ${called}`, null,
      Object.entries(JSON.parse(text)).map(([column, one]) => [column, value(one, column)]));
    const [draw, at, key] = { rejects: [irrealis.rejected, 3, "Reason"], repairs: [irrealis.mended, 2, "Reason"],
      others: [other, 0, "Config"] }[name];
    const box = section(name);
    let all = null;
    const mine = new Pages(box, (row) => draw(row));
    const chosen = new Map();
    const show = () => {
      mine.rows = all.filter((row) => !chosen.size || chosen.get(key) === row[at]);
      mine.status.textContent = `${count.format(mine.rows.length)} shown`;
      its.show(chosen, () => null);
      return mine.show(0);
    };
    const its = new Bars(box.querySelector(".facets"), counts.length > 1 ? [[key, counts]] : [], (_, one) => {
      if (one === null) chosen.clear(); else chosen.set(key, one);
      show();
    });
    ledgers[name] = { pages: mine, open: async () => {
      if (all) return;
      try {
        all = await load("ledger", number);
        await show();
      } catch (error) { mine.status.textContent = error.message; }
    } };
  });

  // ------------------------------------------------------------------------------ versions

  if (data.changes.length) {
    const box = section("changes"), select = box.querySelector("select"), facets = box.querySelector(".facets");
    const splits = ([, after, before]) => [...new Set([after, before].filter(Boolean).map((row) => row[SPLIT]))];
    const draw = (one) => irrealis.change(one, ofPairs ? (pair) => irrealis.article(pair) : drawRow);
    const mine = new Pages(box, draw);
    let asking = 0;
    const choose = async () => {
      const turn = (asking += 1), [older, newer] = data.changes[select.value];
      mine.busy(true);
      try {
        const [fields, originals, all] = await load("changes", Number(select.value));
        if (turn !== asking) return;
        if (ofPairs) all.forEach(([, after, before]) => placed([after, before].filter(Boolean), fields, originals));
        const counted = (values) => {
          const counts = new Map();
          for (const one of all) for (const name of values(one)) counts.set(name, (counts.get(name) || 0) + 1);
          return [...counts];
        };
        const keys = { Change: ([what]) => [what], Split: splits };
        const offered = Object.entries(keys).map(([key, values]) => [key, counted(values)]);
        const chosen = new Map();
        const show = () => {
          mine.rows = all.filter((one) => [...chosen].every(([key, name]) => keys[key](one).includes(name)));
          mine.status.textContent = `${count.format(mine.rows.length)} shown, from ${older} to ${newer}`;
          its.show(chosen, () => null);
          return mine.show(0);
        };
        facets.replaceChildren();
        const its = new Bars(facets, offered.filter(([, values]) => values.length > 1), (key, name) => {
          if (name === null) chosen.delete(key); else chosen.set(key, name);
          show();
        });
        await show();
      } catch (error) {
        mine.status.textContent = error.message;
        mine.busy(false);
      }
    };
    select.addEventListener("change", choose);
    select.form.addEventListener("submit", (event) => event.preventDefault());
    ledgers.changes = { pages: mine, open: () => (asking ? null : choose()) };
  }

  // ------------------------------------------------------------------------------ where we are

  const views = irrealis.views();
  function open(name) {
    irrealis.open(name);
    ledgers[name]?.open();
  }

  // The filters stand in the address, so that a link shows what its sender saw.
  function keepState() {
    const state = new URLSearchParams();
    for (const name of ["q", "sort", "layout"]) {
      if (form.elements[name]?.value) state.set(name, form.elements[name].value);
    }
    for (const [key, name] of filters) state.set(`= ${key}`, name);
    history.replaceState(null, "", `#${home.id}${`${state}` ? `?${state}` : ""}`);
  }

  async function follow() {
    let target = location.hash.slice(1).split("?")[0];
    try { target = decodeURIComponent(target); } catch { /* not of ours */ }
    const query = new URLSearchParams(location.hash.split("?").slice(1).join("?"));
    if (target === "main") return;
    if (target && !views.some((view) => view.id === target)) {
      open(home.id);
      if (!pages) return;
      pages.busy(true);
      try {
        const row = await find(target);
        pages.rows = null;
        clear();
        report(row < 0 ? `. ${target} is not one of them.` : "");
        await (row < 0 ? pages.show(0) : pages.reveal(row));
      } catch (error) {
        pages.status.textContent = error.message;
        pages.busy(false);
      }
      return;
    }
    open(target || home.id);
    if (!pages || (target && target !== home.id)) return;
    clear();
    for (const [key, name] of query) if (key.startsWith("= ")) filters.set(key.slice(2), name);
    for (const name of ["q", "sort", "layout"]) {
      if (form.elements[name] && query.has(name)) form.elements[name].value = query.get(name);
    }
    await apply({ keep: false });
  }

  const current = () => {
    const name = views.find((view) => !view.hidden)?.id;
    return name === home.id ? pages : ledgers[name]?.pages;
  };
  irrealis.keys({
    current,
    search: () => { if (form) { open(home.id); form.elements.q.focus(); } },
    more: { r: (list) => { if (list !== pages) return false; random(); return true; } },
  });

  for (const button of document.querySelectorAll(".copy")) {
    button.addEventListener("click", async () => {
      const text = button.previousElementSibling;
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.firstChild.textContent = "Copied";
      } catch { // no clipboard for a page from disk: select it, so that one key does
        getSelection().selectAllChildren(text);
        button.firstChild.textContent = "Selected";
      }
      setTimeout(() => { button.firstChild.textContent = "Copy"; }, 2000);
    });
  }

  irrealis.start("56rem");
  addEventListener("hashchange", follow);
  // a section opens below the head of the page, to which the browser would jump
  addEventListener("load", () => { if (views.some((view) => location.hash === `#${view.id}`)) scrollTo(0, 0); });
  follow();
})();
