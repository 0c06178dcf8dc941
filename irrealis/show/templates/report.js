(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { el, count, article, rejected, mended, focus, pager, open } = irrealis;
  const PAGE = 20;
  const ID = 0, ORIGINAL = 1, SPLIT = 2, EFFECT = 3, WORDS = 4, CHANGES = 6;
  const order = new Intl.Collator("en", { numeric: true });
  irrealis.settings.fields = data.fields;
  irrealis.settings.kinds = data.kinds;
  irrealis.settings.place = (pair) => data.originals[pair[ORIGINAL]];

  const haystacks = new Map();
  function haystack(pair) {
    if (!haystacks.has(pair)) haystacks.set(pair, irrealis.haystack(pair));
    return haystacks.get(pair);
  }

  // ------------------------------------------------------------------------------ lists

  // One searchable, filtered, paged list of a section.
  class List {
    constructor(section, { items, text, filters, sorts = {}, render, id = () => "" }) {
      this.section = section;
      this.form = section.querySelector("form");
      this.box = section.querySelector(".items");
      this.pager = section.querySelector(".pager");
      this.status = section.querySelector(".status");
      Object.assign(this, { items, text, filters, sorts, render, id, page: 0, found: items });
      if (!this.form) return;
      for (const name of Object.keys(filters)) this.options(name);
      const sort = this.form.elements.sort;
      if (sort) for (const name of Object.keys(sorts)) sort.append(el("option", { value: name }, name));
      let waiting = 0;
      const soon = () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => this.changed(), 120);
      };
      this.form.addEventListener("input", soon);
      this.form.addEventListener("change", soon);
      this.form.addEventListener("reset", () => setTimeout(() => this.changed(), 0));
      this.form.addEventListener("submit", (event) => { event.preventDefault(); this.changed(); });
      this.search();
    }

    options(name) {
      const select = this.form.elements[name], kept = select.value;
      const counted = new Map();
      for (const item of this.items) {
        for (const value of new Set(this.filters[name](item, this.values()))) {
          counted.set(value, (counted.get(value) || 0) + 1);
        }
      }
      const values = [...counted.keys()].sort(order.compare);
      select.replaceChildren(el("option", { value: "" }, "all"), ...values.map((value) =>
        el("option", { value }, `${value.length > 60 ? `${value.slice(0, 59)}…` : value} (${count.format(counted.get(value))})`)));
      select.value = counted.has(kept) ? kept : "";
    }

    values() {
      return Object.fromEntries([...new FormData(this.form)].filter(([, value]) => value !== ""));
    }

    // Both `input` and `change` come of one act: only what differs is searched anew.
    changed() {
      if (JSON.stringify(this.values()) === this.asked) return;
      this.search();
      keepState(this);
    }

    search() {
      if (this.filters.target) this.options("target");
      const wanted = this.values();
      this.asked = JSON.stringify(wanted);
      const words = (wanted.q || "").toLowerCase().split(/\s+/).filter(Boolean);
      this.found = this.items.filter((item) =>
        Object.entries(this.filters).every(([name, values]) =>
          !wanted[name] || values(item, wanted).includes(wanted[name]))
        && words.every((word) => this.text(item).includes(word)
          || (word.length > 5 && this.id(item).startsWith(word))));
      const sort = this.sorts[wanted.sort];
      if (sort) this.found.sort(sort);
      if (wanted.layout) irrealis.settings.layout = wanted.layout;
      this.show(0);
    }

    get last() { return Math.max(0, Math.ceil(this.found.length / PAGE) - 1); }

    show(page) {
      this.page = Math.min(Math.max(page, 0), this.last);
      const first = this.page * PAGE, shown = this.found.slice(first, first + PAGE);
      this.box.replaceChildren(...shown.map((item) => this.render(item)));
      this.status.textContent = this.found.length
        ? `${count.format(first + 1)} to ${count.format(first + shown.length)} of ${count.format(this.found.length)}`
          + (this.found.length < this.items.length ? ` that fit, of ${count.format(this.items.length)}` : "")
        : "Nothing fits. Clear the search or a filter.";
      this.pager.replaceChildren(...pager(this));
    }

    turn(page, place) {
      this.show(page);
      focus([...this.box.children].at(place));
    }

    // Bring one item into view; clears the filters if they hide it.
    reveal(item) {
      if (!this.found.includes(item)) { this.form.reset(); this.search(); }
      const place = this.found.indexOf(item);
      this.turn(Math.floor(place / PAGE), place % PAGE);
    }
  }

  const lists = {};
  const section = (name) => document.getElementById(name);
  const fits = (change, wanted) => !wanted.kind || change[0] === wanted.kind;

  if (section("pairs")) lists.pairs = new List(section("pairs"), {
    items: data.pairs,
    text: haystack,
    id: (pair) => pair[ID],
    filters: {
      split: (pair) => [pair[SPLIT]],
      kind: (pair) => pair[CHANGES].map((change) => change[0]),
      target: (pair, wanted) => pair[CHANGES].filter((change) => fits(change, wanted)).map((change) => change[1]),
      effect: (pair) => [pair[EFFECT]],
    },
    sorts: {
      "dataset order": null,
      "fewest words changed": (one, other) => one[WORDS] - other[WORDS],
      "most words changed": (one, other) => other[WORDS] - one[WORDS],
    },
    render: (pair) => article(pair),
  });

  if (section("rows")) lists.rows = new List(section("rows"), {
    items: data.rows,
    text: (row) => (row.text ||= row.join("\n").toLowerCase()),
    id: (row) => row[1],
    filters: { split: (row) => [row[0]] },
    render: ([split, id, name, ...texts]) => irrealis.row(split, name, id,
      texts.map((text, at) => [data.columns[at], text])),
  });
  const first = lists.pairs || lists.rows;

  const ledger = (render) => ({
    text: (row) => (row.text ||= row.join("\n").toLowerCase()),
    filters: { split: (row) => [row[0]], reason: (row) => [render.reason(row)] },
    render,
  });
  const reject = (row) => rejected(row), repair = (row) => mended(row);
  reject.reason = (row) => row[3];
  repair.reason = (row) => row[2];
  if (data.rejects.length) lists["left-out"] = new List(section("left-out"), { items: data.rejects, ...ledger(reject) });
  if (data.repairs.length) lists.mended = new List(section("mended"), { items: data.repairs, ...ledger(repair) });

  if (data.changes) {
    lists.changes = new List(section("changes"), {
      items: data.changes,
      id: ([, after, before]) => (after || before)[ID],
      text: ([, after, before, columns]) => [after, before].filter(Boolean).map(haystack).join("\n") + columns.flat().join("\n").toLowerCase(),
      filters: {
        what: ([what]) => [what],
        split: ([, after, before]) => [after, before].filter(Boolean).map((pair) => pair[SPLIT]),
      },
      render: irrealis.change,
    });
  }

  // ------------------------------------------------------------------------------ where we are

  const current = () => lists[irrealis.views().find((view) => !view.hidden)?.id];

  // The filters stand in the address, so that a link shows what its sender saw.
  function keepState(list) {
    const state = new URLSearchParams(Object.entries(list.values()).filter(([name, value]) =>
      list.form.elements[name].value !== undefined && value !== "sides" && value !== "dataset order"));
    const text = state.toString();
    history.replaceState(null, "", `#${list.section.id}${text ? `?${text}` : ""}`);
  }

  function follow() {
    const target = decodeURIComponent(location.hash.slice(1).split("?")[0]);
    const query = location.hash.split("?").slice(1).join("?");
    if (target === "main") return;
    const item = first.items.find((one) => first.id(one) === target);
    if (item) {
      open(first.section.id);
      first.reveal(item);
      return;
    }
    const change = (data.changes || []).find(([, after, before]) => (after || before)[ID] === target);
    if (change) {
      open("changes");
      lists.changes.reveal(change);
      return;
    }
    const known = irrealis.views().some((view) => view.id === target);
    open(known ? target : /^[0-9a-f]{16}$/.test(target) ? first.section.id : "overview");
    const list = lists[target];
    if (list && query) {
      list.form.reset();
      const wanted = new URLSearchParams(query);
      // the target's choices depend on the kind, so it comes after
      for (const name of ["q", "split", "kind", "effect", "reason", "what", "sort", "layout", "target"]) {
        if (wanted.has(name) && list.form.elements[name]) {
          list.form.elements[name].value = wanted.get(name);
          if (name === "kind" && list.filters.target) list.options("target");
        }
      }
      list.search();
    } else if (/^[0-9a-f]{16}$/.test(target)) {
      first.status.textContent = `${target} is not on this page, which may show a sample. ${first.status.textContent}`;
    }
  }
  addEventListener("hashchange", follow);

  irrealis.keys({
    current,
    search: () => {
      if (!current()) { open(first.section.id); history.replaceState(null, "", `#${first.section.id}`); }
      (current() || first).form.elements.q.focus();
    },
    leave: () => current()?.changed(), // now, not after the pause that it waits for
  });
  irrealis.start("44rem");
  follow();
  // a section opens below the head of the page; the browser would jump to it, or back to where it was
  addEventListener("load", () => setTimeout(() => {
    if (!document.activeElement.matches(".item")) scrollTo(0, 0);
  }));
})();
