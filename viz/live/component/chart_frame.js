/* The one time axis of all charts, the value axis, and what is known at a month.

   view.month       the cursor, months since the first (may be fractional while playing)
   view.hidden_from first month that the room may not see yet (null: none); view.revealed shows it again
   view.veil        0 to 1: how much the months after the cursor are covered (1 while playing, 0 at rest) */
var Charts = Charts || {};

Object.assign(Charts, (function () {
  /* Margins that every chart over time shares, so that one month stands at one x in all of them. */
  function frame(view) {
    const font = view.font, narrow = view.width < 34 * font;
    const left = Math.round(font * (narrow ? 3.3 : 4.2)), edge = Math.round(font * (narrow ? 6.2 : 8.4));
    return { left, right: Math.max(left + 10, view.width - edge), edge };
  }

  const months_of = (view) => view.months || [];
  const last_month = (view) => Math.max(0, months_of(view).length - 1);

  function x_of(month, view) {
    const { left, right } = frame(view);
    return left + (month / Math.max(1, last_month(view))) * (right - left);
  }

  /* The month at `x`, fractional, never outside the run. */
  function month_at(x, view) {
    const { left, right } = frame(view);
    const month = ((x - left) / (right - left)) * Math.max(1, last_month(view));
    return Math.max(0, Math.min(last_month(view), month));
  }

  /* The months from the first hidden one on: their count is what no chart may tell. */
  function known(view) {
    const n = months_of(view).length, hidden = view.hidden_from;
    if (view.revealed || hidden === null || hidden === undefined) return n;
    return Math.max(0, Math.min(n, Math.ceil(hidden)));
  }

  const hides = (view) => known(view) < months_of(view).length;

  /* The cursor, never on a hidden month. */
  const cursor = (view) => Math.max(0, Math.min(view.month || 0, Math.max(0, known(view) - 1)));
  const whole = (view) => Math.floor(cursor(view) + 1e-6);

  function series(side, measure, view) {
    const values = side && side.series && side.series[measure];
    return Array.isArray(values) ? values.slice(0, known(view)) : null;
  }

  /* The value at a month between two, or NaN. */
  function at(values, month) {
    if (!values || !values.length) return NaN;
    const low = Math.floor(month), part = month - low;
    const here = values[low], next = part > 1e-9 ? values[low + 1] : here;
    if (!Charts.finite(here)) return NaN;
    return Charts.finite(next) ? here + (next - here) * part : here;
  }

  function measure_of(data, view) {
    const found = ((data.about && data.about.measures) || []).find((m) => m.name === view.measure);
    return found || { name: view.measure, label: view.measure, unit: "", form: "share" };
  }

  function ribbon(data, view, side) {
    const band = data.band;
    if (!band || !band[side] || (data.shown && band.n !== data.shown.n)) return null;
    const found = band[side][view.measure];
    if (!found || !Array.isArray(found.low) || !Array.isArray(found.high)) return null;
    return { low: found.low.slice(0, known(view)), high: found.high.slice(0, known(view)) };
  }

  const STEPS = [1, 2, 2.5, 5, 10];

  function round_step(span, count) {
    const rough = span / count, power = Math.pow(10, Math.floor(Math.log10(rough)));
    return STEPS.find((step) => step * power >= rough * 0.999) * power;
  }

  /* Lowest and highest value of the axis, and its ticks.  Nothing hidden has a say in it. */
  function domain(data, view) {
    const measure = measure_of(data, view), rows = view.height < 15 * view.font ? 2 : 4;
    if (measure.form === "share") {
      return { low: 0, high: 1, ticks: rows === 2 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1] };
    }
    const scale = /^(\d+) to (\d+)$/.exec(measure.unit || "");
    if (scale) {
      const ticks = [];
      for (let value = +scale[1]; value <= +scale[2]; value++) ticks.push(value);
      return { low: +scale[1], high: +scale[2], ticks };
    }
    let low = 0, high = 0;
    const see = (values) => (values || []).forEach((value) => {
      if (Charts.finite(value)) { low = Math.min(low, value); high = Math.max(high, value); }
    });
    for (const side of ["current", "baseline"]) {
      see(series(data.shown && data.shown[side], view.measure, view));
      const band = ribbon(data, view, side);
      if (band) { see(band.low); see(band.high); }
    }
    // A room that guesses needs space above what it has seen.
    if (hides(view)) { high *= 2; low *= 2; }
    if (view.guess) see(view.guess.map((point) => point[1]));
    if (high - low < 1e-12) high = low + 1;
    const step = round_step(high - low, rows), ticks = [];
    const first = Math.floor(low / step + 1e-9), steps = Math.ceil(high / step - 1e-9);
    for (let k = first; k <= steps; k++) ticks.push(k * step);
    return { low: first * step, high: steps * step, ticks };
  }

  /* Where the field of the curve begins and ends, and how many rows of flags stand above it. */
  function field(view) {
    const rows = view.height < 13 * view.font ? 1 : view.height < 21 * view.font ? 2 : 3;
    return { rows, top: Math.round(view.font * (1.1 + 1.4 * rows)), bottom: Math.round(view.height - view.font * 2) };
  }

  function y_of(value, view, data) {
    const { low, high } = domain(data || {}, view), { top, bottom } = field(view);
    return bottom - ((value - low) / (high - low)) * (bottom - top);
  }

  /* The value at `y`, never outside the axis. */
  function value_at(y, view, data) {
    const { low, high } = domain(data || {}, view), { top, bottom } = field(view);
    return Math.max(low, Math.min(high, low + ((bottom - y) / (bottom - top)) * (high - low)));
  }

  /* The years below the field: a tick each January, and as many numbers as have room. */
  function years(view, y) {
    const size = view.font * 0.9, theme = view.theme, { right } = frame(view), starts = [];
    months_of(view).forEach((month, i) => { if (i === 0 || /-01$/.test(month)) starts.push(i); });
    const room = starts.length > 1 ? (right - frame(view).left) / starts.length : Infinity;
    const step = Math.max(1, Math.ceil((size * 3.1) / room));
    let out = "", free = -Infinity;
    starts.forEach((i, k) => {
      const x = x_of(i, view), year = String(months_of(view)[i]).slice(0, 4);
      out += Charts.tag("line", { x1: x, x2: x, y1: y, y2: y + size * 0.35, stroke: theme.muted, "stroke-width": 1 });
      if (k % step || x - size * 1.2 < free) return;
      free = x + size * 1.4;
      out += Charts.tag("text", { x, y: y + size * 1.35, "text-anchor": "middle", "font-size": size, fill: theme.muted },
        Charts.escape(year));
    });
    return out;
  }

  /* Labels moved apart: each {y, height} gets a centre `at` between `low` and `high`, in the order of y. */
  function spread(labels, low, high) {
    const sorted = labels.slice().sort((a, b) => a.y - b.y);
    let edge = low;
    for (const label of sorted) {
      label.at = Math.max(label.y, edge + label.height / 2);
      edge = label.at + label.height / 2;
    }
    edge = high;
    for (const label of sorted.slice().reverse()) {
      label.at = Math.min(label.at, edge - label.height / 2);
      edge = label.at - label.height / 2;
    }
    return labels;
  }

  /* A line through the finite values; it breaks where there is none.  `y` gives the height of a value. */
  function line(values, view, y) {
    let out = "", open = false;
    (values || []).forEach((value, i) => {
      if (!Charts.finite(value)) { open = false; return; }
      out += (open ? "L" : "M") + Charts.number(x_of(i, view)) + "," + Charts.number(y(value));
      open = true;
    });
    return out;
  }

  /* The area between two series of [month, value] points of the same months. */
  function area(over, under, view, y) {
    const point = ([month, value]) => Charts.number(x_of(month, view)) + "," + Charts.number(y(value));
    if (over.length < 2) return "";
    return "M" + over.map(point).join("L") + "L" + under.slice().reverse().map(point).join("L") + "Z";
  }

  /* The runs of months at which both series have a value, as lists of [month, one, other]. */
  function runs(one, other) {
    const found = [];
    let open = null;
    for (let i = 0; i < Math.min(one.length, other.length); i++) {
      if (!Charts.finite(one[i]) || !Charts.finite(other[i])) { open = null; continue; }
      if (!open) found.push((open = []));
      open.push([i, one[i], other[i]]);
    }
    return found;
  }

  /* Hatching of what is not known. */
  function hatch(view, name) {
    const size = view.font * 0.6, id = name + "-hatch-" + view.theme.name;
    const pattern = Charts.tag("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)" },
      Charts.tag("rect", { width: size, height: size, fill: view.theme.hole }) +
      Charts.tag("line", { x1: 0, x2: 0, y1: 0, y2: size, stroke: view.theme.grid, "stroke-width": size * 0.55 }));
    return { defs: Charts.tag("defs", {}, pattern), fill: "url(#" + id + ")" };
  }

  /* The hidden months as a hatched field with a question mark. */
  function hidden(view, name, top, bottom) {
    if (!hides(view)) return "";
    const { fill, defs } = hatch(view, name), { right } = frame(view), n = known(view);
    const from = n ? x_of(n - 1, view) : frame(view).left, font = view.font, guessed = (view.guess || []).length > 0;
    // The labels of the last known month stand at the left of what is hidden.
    const middle = Math.min((from + right) / 2 + font * 2, right - font);
    let out = defs + Charts.tag("rect", { x: from, y: top, width: Math.max(0, right - from), height: bottom - top, fill });
    if (right - from > 3 * font && !(guessed && name === "curve")) {
      const size = Math.min(4.5 * font, (bottom - top) * 0.5), asks = Charts.words(view).hidden;
      out += Charts.tag("text", { x: middle, y: (top + bottom) / 2 + size * 0.35, "text-anchor": "middle",
        "font-size": size, "font-weight": 800, fill: view.theme.muted, ...Charts.halo(view, size * 0.4) }, "?");
      if (bottom - top > 9 * font && Charts.width_of(asks, font, true) < 2 * (right - middle)) {
        out += Charts.tag("text", { x: middle, y: (top + bottom) / 2 + size * 0.35 + font * 1.5, "text-anchor": "middle",
          "font-size": font, "font-weight": 700, fill: view.theme.muted, ...Charts.halo(view, font) }, Charts.escape(asks));
      }
    }
    return out;
  }

  /* The whole drawing: its name, its size, and what it shows for who cannot see it. */
  function sheet(kind, data, view, inner) {
    const told = hides(view) ? Charts.words(view).hidden_said
      : ((data.shown && data.shown.said) || {})[kind] || "";
    return Charts.tag("svg", { xmlns: "http://www.w3.org/2000/svg", class: "chart", "data-chart": kind, role: "img",
      width: view.width, height: view.height, viewBox: "0 0 " + Charts.number(view.width) + " " + Charts.number(view.height),
      "aria-label": told, "font-family": Charts.FAMILY, "font-size": view.font, "font-weight": 500 }, inner);
  }

  /* A chart without anything to show says so. */
  function empty(kind, data, view, text) {
    const lines = Charts.wrapped(text, view.width - 2 * view.font, view.font, false, 3);
    return sheet(kind, data, view, lines.map((words, i) => Charts.tag("text", { x: view.width / 2,
      y: view.height / 2 + i * view.font * 1.3, "text-anchor": "middle", fill: view.theme.muted }, Charts.escape(words))).join(""));
  }

  return { frame, x_of, month_at, y_of, value_at, known, hides, cursor, whole, series, at, measure_of, ribbon, domain,
    field, years, spread, line, area, runs, hatch, hidden, sheet, empty, last_month };
})());
