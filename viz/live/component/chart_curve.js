/* The curve: the baseline in grey, the room's policy in blue, the difference shaded, and what each ends at. */
var Charts = Charts || {};
Charts.moving = Charts.moving || {};

Object.assign(Charts, (function () {
  const LESS_IS_BETTER = /^(share_hybrid|resistance)/;

  /* 1 where more of a measure is better, -1 where less is. */
  function good(measure) {
    return measure.form === "days" || measure.form === "money" || LESS_IS_BETTER.test(measure.name || "") ? -1 : 1;
  }

  /* Points of two series with those added at which they cross: [month, one, other]. */
  function with_crossings(run) {
    const out = [];
    run.forEach((point, i) => {
      if (i) {
        const [m0, a0, b0] = run[i - 1], [, a1, b1] = point, d0 = a0 - b0, d1 = a1 - b1;
        if (d0 * d1 < 0) {
          const part = d0 / (d0 - d1), value = a0 + (a1 - a0) * part;
          out.push([m0 + part, value, value]);
        }
      }
      out.push(point);
    });
    return out;
  }

  /* The difference: plain where it is for the better, hatched where it is for the worse. */
  function shading(current, baseline, measure, view, y) {
    if (!current || !baseline) return "";
    const theme = view.theme, id = "curve-worse-" + theme.name, size = view.font * 0.5;
    let better = "", worse = "";
    for (const run of Charts.runs(current, baseline)) {
      const points = with_crossings(run), other = points.map(([m, , b]) => [m, b]);
      const above = Charts.area(points.map(([m, a, b]) => [m, Math.max(a, b)]), other, view, y);
      const below = Charts.area(points.map(([m, a, b]) => [m, Math.min(a, b)]), other, view, y);
      better += good(measure) > 0 ? above : below;
      worse += good(measure) > 0 ? below : above;
    }
    const pattern = Charts.tag("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(-45)" },
      Charts.tag("rect", { width: size, height: size, fill: theme.worse, "fill-opacity": 0.16 }) +
      Charts.tag("line", { x1: 0, x2: 0, y1: 0, y2: size, stroke: theme.worse, "stroke-width": size * 0.45 }));
    return Charts.tag("defs", {}, pattern) +
      Charts.tag("path", { class: "better", d: better, fill: theme.better, "fill-opacity": 0.2 }) +
      Charts.tag("path", { class: "worse", d: worse, fill: "url(#" + id + ")" });
  }

  function ribbon(data, view, side, y) {
    const band = Charts.ribbon(data, view, side);
    if (!band) return "";
    let d = "";
    for (const run of Charts.runs(band.high, band.low)) {
      d += Charts.area(run.map(([m, high]) => [m, high]), run.map(([m, , low]) => [m, low]), view, y);
    }
    const colour = side === "current" ? view.theme.now : view.theme.base;
    return Charts.tag("path", { class: "band-" + side, d, fill: colour, "fill-opacity": 0.22, stroke: colour,
      "stroke-opacity": 0.35, "stroke-width": 1 });
  }

  function axis(data, view) {
    const theme = view.theme, { left, right } = Charts.frame(view), { bottom } = Charts.field(view);
    const measure = Charts.measure_of(data, view), size = view.font * 0.9, { ticks } = Charts.domain(data, view);
    const lines = ticks.map((tick) => {
      const y = Charts.y_of(tick, view, data);
      return Charts.tag("line", { x1: left, x2: right, y1: y, y2: y, stroke: theme.grid,
        "stroke-width": tick === 0 ? 1.6 : 1 }) +
        Charts.tag("text", { x: left - size * 0.5, y: y + size * 0.35, "text-anchor": "end", "font-size": size,
          fill: theme.muted }, Charts.escape(tick_said(tick, ticks, measure)));
    });
    return lines.join("") + Charts.years(view, bottom);
  }

  function tick_said(tick, ticks, measure) {
    if (measure.form === "share") return Charts.said(tick, measure);
    const most = Math.max(...ticks.map(Math.abs));
    if (measure.form === "money") {
      const [by, word] = most >= 1e9 ? [1e9, "bn"] : [1e6, "m"];
      return (tick < 0 ? "\u2212" : "") + Charts.plain(tick / by, 2) + (tick ? "\u00a0" + word : "");
    }
    const unit = measure.form === "days" && tick === Math.max(...ticks) ? "\u00a0days" : "";
    return (tick < 0 ? "\u2212" : "") + Charts.plain(tick, 2) + unit;
  }

  const last_finite = (values) => {
    for (let i = (values || []).length - 1; i >= 0; i--) if (Charts.finite(values[i])) return i;
    return -1;
  };

  /* Blocks of text at the ends of the lines: what the line is, its last value, and its range over many runs. */
  function end_labels(data, view, y) {
    const words = Charts.words(view), theme = view.theme, font = view.font, measure = Charts.measure_of(data, view);
    const { right } = Charts.frame(view), { top, bottom } = Charts.field(view), size = font * 0.88;
    const tall = bottom - top > 9 * font, labels = [], ends = {};
    for (const side of ["current", "baseline"]) {
      const values = Charts.series(data.shown && data.shown[side], view.measure, view), i = last_finite(values);
      if (i < 0) continue;
      const band = Charts.ribbon(data, view, side), x = Math.min(right, Charts.x_of(i, view));
      const room = Math.max(view.width - x - font, font * 5), colour = side === "current" ? theme.now_text : theme.base_text;
      const range = band && tall && !Charts.hides(view) && Charts.finite(band.low[i]) ? span(band.low[i], band.high[i], measure) : "";
      ends[side] = values[i];
      labels.push({ side, x: x + font * 0.55, y: y(values[i]), colour, room, full: words[side],
        lines: [{ text: Charts.shortened(words[side], room, size, true), size, weight: 700 },
          { text: Charts.said(values[i], measure), size: font * (side === "current" ? 1.35 : 1.15), weight: 800 },
          ...(range && Charts.width_of(range, font * 0.85, false) <= room ? [{ text: range, size: font * 0.85, weight: 500 }] : [])] });
    }
    const gap = ends.current - ends.baseline;
    if (Charts.hides(view) && labels.length === 2 && labels[0].lines[1].text === labels[1].lines[1].text) labels.pop();
    if (Charts.finite(gap) && tall && !Charts.hides(view)) {
      const better = gap * good(measure) > 0, text = Charts.differs(gap, measure);
      labels.push({ side: "difference", x: labels[0].x, y: y((ends.current + ends.baseline) / 2), room: labels[0].room,
        colour: Math.abs(gap) < 1e-12 || /^no/.test(text) ? theme.muted : better ? theme.better_text : theme.worse_text,
        lines: [{ text, size: font, weight: 800 }] });
    }
    const guess = guess_end(data, view, y);
    if (guess && guess.at_end) labels.push(guess.label);
    for (const label of labels) label.height = label.lines.reduce((sum, l) => sum + l.size * 1.16, 0) + font * 0.25;
    let needed = labels.reduce((sum, label) => sum + label.height, 0);
    const room = view.height - font * 1.2;
    // Where all cannot stand one above the other the least important go first.
    for (const drop of ["difference", "guess"]) {
      const at = labels.findIndex((label) => label.side === drop);
      if (needed > room && at >= 0) { needed -= labels[at].height; labels.splice(at, 1); }
    }
    if (needed > room) {
      for (const label of labels) {
        const text = label.lines[1] ? label.lines[1].text : label.lines[0].text;
        label.lines = [{ text, size: font, weight: 800 }];
        label.height = font * 1.2;
      }
    }
    return Charts.spread(labels, font * 0.2, Charts.hides(view) ? bottom + font * 0.3 : view.height - font * 0.2);
  }

  function span(low, high, measure) {
    const to = Charts.said(high, measure), from = Charts.said(low, measure);
    if (measure.form !== "share") return "";
    return from.replace(/\u00a0%$/, "") + "\u2013" + to;
  }

  function draw_label(label, view) {
    let y = label.at - label.height / 2 + view.font * 0.12, out = "";
    for (const line of label.lines) {
      y += line.size * 1.16;
      out += Charts.tag("text", { x: label.x, y: y - line.size * 0.24, "font-size": line.size, "font-weight": line.weight,
        fill: label.colour, ...Charts.halo(view, line.size) }, Charts.escape(line.text));
    }
    return Charts.tag("g", { class: "end", "data-end": label.side }, (label.full ? Charts.title(label.full) : "") + out);
  }

  /* The guess as points from the left; it begins where the room's knowledge ended. */
  function guess_points(data, view) {
    const points = (view.guess || []).filter((p) => Array.isArray(p) && Charts.finite(p[0]) && Charts.finite(p[1]))
      .slice().sort((a, b) => a[0] - b[0]);
    const start = view.hidden_from - 1, run = Charts.series(data.shown && data.shown.current, view.measure, view);
    const known = points.length && start >= 0 && run && start < points[0][0] ? run[start] : NaN;
    return Charts.finite(known) ? [[start, known], ...points] : points;
  }

  /* Where the guess ends, what it says there, and how far the run turns out from it once it may be seen. */
  function guess_end(data, view, y) {
    const points = guess_points(data, view), measure = Charts.measure_of(data, view), font = view.font, theme = view.theme;
    if (!points.length) return null;
    const [month, value] = points[points.length - 1], { right } = Charts.frame(view), x = Charts.x_of(month, view);
    const run = Charts.series(data.shown && data.shown.current, view.measure, view);
    const actual = run && month <= run.length - 1 ? Charts.at(run, month) : NaN, at_end = x > right - font * 5;
    const lines = [{ text: Charts.words(view).guess, size: font * 0.88, weight: 700 },
      { text: Charts.said(value, measure), size: font * 1.15, weight: 800 }];
    if (Charts.finite(actual)) {
      const gap = Charts.differs(value - actual, measure);
      const text = /^no/.test(gap) ? "spot on" : gap.replace(/^[+\u2212]/, "") + (value > actual ? " too high" : " too low");
      lines.push(...Charts.wrapped(text, at_end ? Charts.frame(view).edge - font : font * 9, font * 0.88, false, 2)
        .map((line) => ({ text: line, size: font * 0.88, weight: 600 })));
    }
    return { month, value, actual, at_end, label: { side: "guess", x: (at_end ? right : x) + font * 0.6, y: y(value),
      colour: theme.guess_text, lines } };
  }

  /* The month that a typed guess is for, while the room guesses. */
  function asked(view) {
    if (!Charts.finite(view.guess_month) || !Charts.hides(view)) return "";
    const x = Charts.x_of(view.guess_month, view), { top, bottom } = Charts.field(view), half = view.font * 0.45, n = Charts.number;
    return Charts.tag("line", { x1: x, x2: x, y1: top, y2: bottom, stroke: view.theme.guess_text, "stroke-width": 1.5, "stroke-dasharray": "2 4" }) +
      Charts.tag("path", { d: "M" + n(x) + "," + n(bottom - half * 1.5) + "l" + n(half) + "," + n(half * 1.5) + "h" + n(-2 * half) + "Z",
        fill: view.theme.guess_text });
  }

  function guess(data, view, y) {
    const end = guess_end(data, view, y), theme = view.theme, font = view.font;
    if (!end) return "";
    const points = guess_points(data, view);
    const d = points.map(([m, v], i) => (i ? "L" : "M") + Charts.number(Charts.x_of(m, view)) + "," + Charts.number(y(v))).join("");
    const x = Charts.x_of(end.month, view);
    let out = Charts.tag("path", { class: "guess", d, fill: "none", stroke: theme.guess, "stroke-width": 3.2 * theme.weight,
      "stroke-dasharray": Charts.number(font * 0.7) + " " + Charts.number(font * 0.4), "stroke-linejoin": "round" });
    if (Charts.finite(end.actual)) {
      out += Charts.tag("line", { x1: x, x2: x, y1: y(end.value), y2: y(end.actual), stroke: theme.guess_text,
        "stroke-width": 2, "stroke-dasharray": "2 2" });
    }
    out += Charts.tag("circle", { cx: x, cy: y(end.value), r: font * 0.42, fill: theme.guess, stroke: theme.card, "stroke-width": 2 });
    if (end.at_end) return out;
    const label = end.label, size = font;
    label.height = label.lines.reduce((sum, l) => sum + l.size * 1.16, 0) + size * 0.25;
    const { top, bottom } = Charts.field(view);
    // Away from the run, so that neither hides the other.
    label.y += (Charts.finite(end.actual) && end.actual > end.value ? 1 : -1) * label.height * 0.6;
    Charts.spread([label], top, bottom);
    return out + draw_label(label, view);
  }

  /* The values at the cursor, beside their dots; they step aside for the labels at the ends. */
  Charts.moving.curve = function (data, view) {
    const y = (value) => Charts.y_of(value, view, data), font = view.font, measure = Charts.measure_of(data, view);
    const month = Charts.cursor(view), n = Charts.known(view), { right, left } = Charts.frame(view), { top, bottom } = Charts.field(view);
    const out = Charts.axis_moving(view), x = Charts.x_of(month, view), values = {}, labels = [];
    const at_end = n < 1 || month > n - 1.01;
    for (const side of ["current", "baseline"]) {
      const run = Charts.series(data.shown && data.shown[side], view.measure, view);
      values[side] = Charts.at(run, month);
      const shown = Charts.finite(values[side]);
      out[side + "-dot"] = { cy: shown ? y(values[side]) : bottom, "fill-opacity": shown ? 1 : 0, "stroke-opacity": shown ? 1 : 0 };
      const told = run ? run[Charts.whole(view)] : NaN;
      if (shown) labels.push({ side, value: values[side], height: font * 1.45, told: Charts.said(told, measure) });
    }
    // The higher of the two stands above its dot and the lower below; where both say the same, one is enough.
    if (labels.length === 2 && labels[0].told === labels[1].told) labels.pop();
    const highest = Math.max(...labels.map((label) => label.value));
    labels.forEach((label) => { label.y = y(label.value) + (label.value === highest ? -font : font) * 1.1; });
    Charts.spread(labels, top, bottom);
    const lines = ["current", "baseline"].map((side) => Charts.series(data.shown && data.shown[side], view.measure, view)).filter(Boolean);
    // How much of the lines a label at `middle` would hide from x on to either side; what is veiled counts nothing.
    const hides = (middle, width, way) => {
      const edge = x + way * (font * 0.8 + width), [a, b] = [Math.min(x, edge), Math.max(x, edge)];
      const from = Math.ceil(Charts.month_at(a, view)), to = view.veil && way > 0 ? -1 : Math.floor(Charts.month_at(b, view));
      let n = a < left || b > view.width - 2 ? 1000 : 0;
      for (const values of lines) {
        for (let m = from; m <= to; m++) if (Math.abs(y(values[m]) - middle) < font * 0.75) n += 1;
      }
      return n;
    };
    for (const side of ["current", "baseline"]) {
      const label = labels.find((one) => one.side === side);
      const width = label ? Charts.width_of(label.told, font * 1.25, true) : 0;
      const before = label && hides(label.at, width, -1) < hides(label.at, width, 1) + (x > right - font * 5 ? 1 : 0);
      out[side + "-value"] = { x: before ? -font * 0.8 : font * 0.8, y: label ? label.at + font * 0.4 : bottom,
        "text-anchor": before ? "end" : "start", opacity: label && !at_end ? 1 : 0,
        text: label ? label.told : "" };
    }
    out.ends = { opacity: view.veil && !at_end ? 0 : 1 };
    return out;
  };

  function curve(data, view) {
    const theme = view.theme, font = view.font, y = (value) => Charts.y_of(value, view, data), measure = Charts.measure_of(data, view);
    const current = Charts.series(data.shown && data.shown.current, view.measure, view);
    const baseline = Charts.series(data.shown && data.shown.baseline, view.measure, view);
    const { top, bottom } = Charts.field(view), moving = Charts.moving.curve(data, view), flags = Charts.flags(data, view);
    const dot = (side, colour, radius) => Charts.moved(side + "-dot", "circle", { r: radius, fill: colour, stroke: theme.card,
      "stroke-width": 2 }, moving);
    const value = (side, colour, size) => Charts.moved(side + "-value", "text", { "font-size": size, "font-weight": 800,
      fill: colour, ...Charts.halo(view, size) }, moving);
    const stroke = (name, values, colour, width, dashes) => Charts.tag("path", { class: name, d: Charts.line(values, view, y),
      fill: "none", stroke: colour, "stroke-width": width * theme.weight, "stroke-dasharray": dashes,
      "stroke-linejoin": "round", "stroke-linecap": dashes ? "butt" : "round" });
    const labels = end_labels(data, view, y);
    const inner = axis(data, view) + Charts.hidden(view, "curve", top, bottom) + flags.under +
      ribbon(data, view, "baseline", y) + ribbon(data, view, "current", y) + shading(current, baseline, measure, view, y) +
      stroke("base", baseline, theme.base, Math.max(2, font * 0.15), Charts.number(font * 0.55) + " " + Charts.number(font * 0.22)) +
      stroke("now", current, theme.now, Math.max(3, font * 0.27), null) +
      Charts.record(data, view) + Charts.veil(view, moving, top - font * 0.2, bottom - 1) +
      asked(view) + guess(data, view, y) + Charts.record_key(data, view, [current, baseline]) +
      Charts.moved("ends", "g", {}, moving, labels.map((label) => draw_label(label, view)).join("")) +
      Charts.cursor_line(view, moving, top, bottom, dot("baseline", theme.base, font * 0.36) +
        dot("current", theme.now, font * 0.44) + value("baseline", theme.base_text, font * 1.05) +
        value("current", theme.now_text, font * 1.25)) +
      Charts.cursor_date(view, moving, bottom) + flags.over;
    return Charts.sheet("curve", data, view, inner);
  }

  return { curve, good };
})());
