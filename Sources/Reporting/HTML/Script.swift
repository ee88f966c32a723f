/// The script of `report.html`: no library, no network, everything from the embedded data.
let reportScript = #"""
  (() => {
  "use strict";
  document.documentElement.classList.add("js");
  const data = JSON.parse(document.getElementById("data").textContent);

  const whole = n => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  const two = n => String(n).padStart(2, "0");
  const clock = seconds => {
    const s = Math.floor(seconds + 1e-6), d = Math.floor(s / 86400);
    return (d ? d + "d " : "") + two(Math.floor(s / 3600) % 24) + ":" + two(Math.floor(s / 60) % 60) +
      ":" + two(s % 60);
  };
  const ago = seconds => {
    const a = Math.abs(seconds), sign = seconds < 0 ? "−" : "+";
    if (a < 0.05) return "now";
    if (a < 60) return sign + (a < 10 ? a.toFixed(1) : Math.round(a)) + " s";
    if (a < 3600) return sign + Math.floor(a / 60) + "m " + two(Math.floor(a % 60)) + "s";
    if (a < 86400) return sign + Math.floor(a / 3600) + "h " + two(Math.floor(a / 60) % 60) + "m";
    return sign + Math.floor(a / 86400) + "d " + two(Math.floor(a / 3600) % 24) + "h";
  };
  const shortDuration = seconds => {
    if (seconds === 0) return "0";
    if (seconds < 60) return +seconds.toFixed(3) + "s";
    const s = Math.round(seconds);
    return [[Math.floor(s / 86400), "d"], [Math.floor(s / 3600) % 24, "h"], [Math.floor(s / 60) % 60, "m"],
      [s % 60, "s"]].filter(p => p[0]).slice(0, 3).map(p => p[0] + p[1]).join(" ");
  };
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties || {});
    element.append(...children);
    return element;
  };
  const symbol = kind => {
    const own = kind.replace(" ", "-"), name = document.getElementById("mark-" + own) ? own : "other",
      space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg"), use = document.createElementNS(space, "use");
    svg.setAttribute("class", "symbol " + name);
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", "#mark-" + name);
    svg.append(use);
    return svg;
  };
  /** How many of the ascending `list` are <= x. */
  const countUpTo = (list, x) => {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= x) low = middle + 1; else high = middle;
    }
    return low;
  };

  function timeline(root, model, number) {
    const times = model.t, first = model.from, end = model.end, span = end - first;
    const expand = ([at, to]) => {
      const out = new Int32Array(times.length);
      for (let i = 0, k = 0, v = 0; i < out.length; i++) {
        if (at[k] === i) v = to[k++];
        out[i] = v;
      }
      return out;
    };
    const lanes = model.s.map(s => ({s: expand(s.s), p: expand(s.p), u: expand(s.u)}));
    const wanted = expand(model.w);
    const events = model.e.map(e => ({t: e[0], kind: model.k[e[1]], text: e[3]}));
    const eventTimes = events.map(e => e.t);
    const find = selector => root.querySelector(selector);
    const range = find("input[type=range]"), stage = find(".stage"), overlay = find(".overlay");
    const cursor = find(".cursor"), output = find("output"), sum = find(".sum"), near = find(".near ol");
    const tickBox = find(".axis .ticks"), windowText = find(".window");
    const areas = [...root.querySelectorAll("svg.areas")];
    const patterns = [...root.querySelectorAll("pattern")];
    const markRows = [...root.querySelectorAll(".lane.marks")].map(lane =>
      ({box: lane.querySelector(".row"), events: events.filter(e => e.kind === lane.dataset.kind)}));
    const rows = [...root.querySelectorAll(".counts tbody tr")].map(row => {
      const cells = row.querySelectorAll("td");
      return {cells, most: +cells[3].dataset.most, bars: cells[3].querySelectorAll("i")};
    });
    const state = {t: times[model.start], from: first, to: end};

    near.replaceChildren();
    const items = Array.from({length: 10}, () => {
      const item = {event: null, time: make("time"), mark: make("span"), text: make("span"),
        distance: make("small")};
      item.button = make("button", {type: "button"}, item.time, item.mark, item.text, item.distance);
      item.button.addEventListener("click", () => item.event && zoomTo(item.event));
      item.line = make("li", {}, item.button);
      near.append(item.line);
      return item;
    });

    const within = t => Math.min(end, Math.max(first, t));
    const share = t => (t - state.from) / (state.to - state.from) * 100;

    function show(t, quiet) {
      state.t = within(t);
      if (state.t < state.from || state.t > state.to) {
        const width = state.to - state.from;
        look(state.t - width / 2, width);
      }
      const index = Math.max(0, countUpTo(times, state.t) - 1), now = clock(state.t);
      cursor.style.left = share(state.t) + "%";
      cursor.firstElementChild.textContent = now;
      output.textContent = now;
      const total = [0, 0, 0];
      rows.forEach((row, i) => {
        const lane = lanes[i];
        const counts = lane ? [lane.s[index], lane.p[index], lane.u[index]] : total;
        if (lane) counts.forEach((n, k) => { total[k] += n; });
        counts.forEach((n, k) => { row.cells[k].textContent = whole(n); });
        [counts[0], counts[2], counts[1]].forEach((n, k) => {
          row.bars[k].style.width = n / row.most * 100 + "%";
        });
      });
      sum.textContent = whole(total[0]) + " of " + whole(wanted[index]) + " wanted replicas serve.";
      range.value = state.t;
      range.setAttribute("aria-valuetext", now + ", " + total[0] + " of " + wanted[index] + " serving");
      const past = countUpTo(eventTimes, state.t + 1e-6);
      const start = Math.max(0, Math.min(past - 5, events.length - items.length));
      items.forEach((item, i) => {
        const event = events[start + i];
        item.event = event || null;
        item.line.hidden = !event;
        if (!event) return;
        item.time.textContent = clock(event.t);
        item.mark.replaceChildren(symbol(event.kind));
        item.text.textContent = event.text;
        item.distance.textContent = ago(event.t - state.t);
        item.button.className =
          start + i >= past ? "future" : start + i === past - 1 ? "latest" : "";
        item.button.title = event.kind + ": zoom to it";
      });
      if (!quiet) remember(number, state.t);
    }

    function look(from, width) {
      const size = Math.min(span, Math.max(Math.min(10, span), width));
      state.from = Math.max(first, Math.min(end - size, from));
      state.to = state.from + size;
      draw();
    }

    function zoom(factor, about) {
      const width = (state.to - state.from) / factor;
      look(about - width / 2, width);
      show(state.t);
    }

    function zoomTo(event) {
      const width = Math.min(state.to - state.from, Math.max(span / 12, Math.min(600, span)));
      look(event.t - width / 2, width);
      show(event.t);
    }

    function draw() {
      const width = state.to - state.from, box = areas[0].getBoundingClientRect();
      const pixels = box.width || 900, height = box.height || 84;
      for (const area of areas) {
        area.setAttribute("viewBox", (state.from - first) + " 0 " + width + " 1000");
      }
      for (const pattern of patterns) {
        pattern.setAttribute("patternTransform", "scale(" + width / pixels + " " + 1000 / height + ")");
      }
      const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
        86400, 172800, 432000, 864000, 2592000, 7776000, 31536000];
      const wish = width / Math.max(2, Math.min(8, pixels / 110));
      const step = steps.find(s => s >= wish) || steps[steps.length - 1];
      tickBox.replaceChildren();
      for (let t = Math.ceil(state.from / step) * step; t <= state.to + 1e-9; t += step) {
        const tick = make("span", {textContent: shortDuration(t)});
        tick.style.left = share(t) + "%";
        tickBox.append(tick);
      }
      for (const row of markRows) {
        row.box.replaceChildren();
        let group = null;
        const flush = () => {
          if (!group) return;
          const {events: members, x} = group, event = members[0];
          const text = members.length === 1 ? clock(event.t) + " " + event.text
            : members.length + " × " + event.kind + ", " + clock(event.t) + " to " +
              clock(members[members.length - 1].t);
          const button = make("button", {type: "button", title: text, tabIndex: -1}, symbol(event.kind));
          button.setAttribute("aria-label", text);
          if (members.length > 1) button.append(make("sup", {textContent: members.length}));
          button.style.left = x + "%";
          button.addEventListener("click", () => zoomTo(event));
          row.box.append(button);
        };
        for (const event of row.events) {
          if (event.t < state.from || event.t > state.to) continue;
          const x = share(event.t);
          if (group && (x - group.x) / 100 * pixels < 24) { group.events.push(event); continue; }
          flush();
          group = {x, events: [event]};
        }
        flush();
      }
      range.min = state.from;
      range.max = state.to;
      range.step = width / 1000;
      const isWhole = width >= span - 1e-9;
      windowText.textContent = isWhole ? "" :
        "showing " + clock(state.from) + " to " + clock(state.to);
      for (const button of root.querySelectorAll(".tools button")) {
        const action = button.dataset.do;
        button.disabled = (action === "out" || action === "whole") && isWhole ||
          action === "in" && width <= 10 || (action === "previous" || action === "next") && !events.length;
      }
      cursor.style.left = share(state.t) + "%";
    }

    const actions = {
      previous() {
        const i = countUpTo(eventTimes, state.t - 1e-3) - 1;
        if (i >= 0) show(events[i].t);
      },
      next() {
        const i = countUpTo(eventTimes, state.t + 1e-3);
        if (i < events.length) show(events[i].t);
      },
      in() { zoom(4, state.t); },
      out() { zoom(1 / 4, state.t); },
      whole() { look(first, span); show(state.t); },
    };
    for (const button of root.querySelectorAll(".tools button")) {
      button.addEventListener("click", () => actions[button.dataset.do]());
    }
    const keys = {",": "previous", ".": "next", "+": "in", "=": "in", "-": "out", "0": "whole",
      Escape: "whole"};
    root.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      event.preventDefault();
      actions[keys[event.key]]();
    });
    range.addEventListener("input", () => show(+range.value));

    const timeAt = event => {
      const box = areas[0].getBoundingClientRect();
      return state.from + (event.clientX - box.left) / box.width * (state.to - state.from);
    };
    let dragging = false;
    overlay.addEventListener("pointerdown", event => {
      if (event.button !== 0) return;
      dragging = true;
      overlay.setPointerCapture(event.pointerId);
      show(timeAt(event));
      range.focus({preventScroll: true});
      event.preventDefault();
    });
    overlay.addEventListener("pointermove", event => {
      if (dragging) show(Math.max(state.from, Math.min(state.to, timeAt(event))));
    });
    for (const name of ["pointerup", "pointercancel"]) {
      overlay.addEventListener(name, () => { dragging = false; });
    }
    overlay.addEventListener("dblclick", event => zoom(4, timeAt(event)));
    if (window.ResizeObserver) new ResizeObserver(draw).observe(stage);

    draw();
    show(state.t, true);
    return {show, state};
  }

  // The address bar holds the instant, so that a link leads to it: #t=5400, or #t=5400&timeline=2.
  let pending = 0;
  function remember(number, t) {
    clearTimeout(pending);
    pending = setTimeout(() => {
      const fragment = "#t=" + +t.toFixed(1) + (number > 0 ? "&timeline=" + (number + 1) : "");
      try { history.replaceState(null, "", fragment); } catch (error) { /* some file viewers forbid it */ }
    }, 250);
  }
  const timelines = [...document.querySelectorAll(".timeline")].map((root, i) =>
    timeline(root, data.timelines[i], i));
  function follow() {
    const fragment = new URLSearchParams(location.hash.slice(1));
    const t = parseFloat(fragment.get("t")), number = parseInt(fragment.get("timeline") || "1", 10) - 1;
    if (Number.isFinite(t) && timelines[number]) timelines[number].show(t, true);
  }
  follow();
  window.addEventListener("hashchange", follow);

  const table = document.getElementById("metrics");
  if (table) {
    const body = table.tBodies[0], rows = [...body.rows], original = rows.slice();
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      heading.querySelector("button").addEventListener("click", () => {
        const order = heading.getAttribute("aria-sort") === "ascending" ? "descending"
          : heading.getAttribute("aria-sort") === "descending" ? null : "ascending";
        headings.forEach(h => h.removeAttribute("aria-sort"));
        if (order) heading.setAttribute("aria-sort", order);
        const sign = order === "descending" ? -1 : 1;
        const key = row => row.cells[column].dataset.value;
        const sorted = !order ? original : rows.slice().sort((a, b) => {
          const [x, y] = [key(a), key(b)];
          if (x !== undefined && y !== undefined) return sign * (x - y);
          if (x !== undefined || y !== undefined) return x !== undefined ? -1 : 1;
          return sign * a.cells[column].textContent.localeCompare(b.cells[column].textContent, "en");
        });
        body.append(...sorted);
      });
    });
    const filter = document.getElementById("filter"), shown = document.getElementById("shown");
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every(word => text.includes(word));
        if (!row.hidden) count++;
      }
      shown.textContent = (words.length ? whole(count) + " of " : "") + whole(rows.length) + " rows";
    });
  }
  })();
  """#
