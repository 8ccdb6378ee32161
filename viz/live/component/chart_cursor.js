/* The month on screen on the curve: a line, a dot on each run, and the two values where they hide nothing. */
var Charts = Charts || {};
Charts.moving = Charts.moving || {};

Object.assign(
  Charts,
  (function () {
    const SIDES = ["current", "baseline"];

    const TOO_MUCH = 1000;

    /* How many months of the lines a label of `width` at `middle` would hide to one side (`way` -1 or 1) of x;
     what is veiled counts nothing, and a place beyond the edges too much: right of the field stand the labels at
     the ends, unless the veil lies over them. */
    function crowding(middle, width, way, x, lines, view) {
      const font = view.font,
        edge = x + way * (font * 0.8 + width),
        { left, right } = Charts.frame(view),
        { top } = Charts.field(view);
      if (edge < left || edge > (view.veil ? view.width - 2 : right) || middle < top) return TOO_MUCH;
      if (view.veil && way > 0) return 0;
      const from = Math.ceil(Charts.month_at(Math.min(x, edge), view)),
        to = Math.floor(Charts.month_at(Math.max(x, edge), view));
      let hidden = 0;
      for (const heights of lines) {
        for (let m = from; m <= to; m++) if (Math.abs(heights[m] - middle) < font * 0.85) hidden += 1;
      }
      return hidden;
    }

    /* Where the values at the cursor stand: {side: {way, at, told}}.  The higher stands above its dot, the lower
     below; each as near as it can without hiding a line.  Where both say the same, one is enough; where there
     is no room, none. */
    function value_labels(runs, x, y, month, view, measure) {
      const font = view.font,
        { top, bottom } = Charts.field(view),
        labels = [];
      for (const side of SIDES) {
        const value = Charts.at(runs[side], month);
        if (!Charts.finite(value)) continue;
        labels.push({ side, value, height: font * 1.45, told: Charts.said(runs[side][Charts.whole(view)], measure) });
      }
      if (labels.length === 2 && labels[0].told === labels[1].told) labels.pop();
      const highest = Math.max(...labels.map((label) => label.value));
      const lines = SIDES.map((side) => (runs[side] || []).map(y));
      for (const label of labels) {
        const width = Charts.width_of(label.told, font * 1.25, true),
          up = label.value === highest ? -1 : 1;
        let least = TOO_MUCH;
        for (const far of [1.1, 1.9, 2.8]) {
          for (const way of [1, -1]) {
            const at = Math.max(top + font * 0.7, Math.min(bottom - font * 0.7, y(label.value) + up * far * font));
            const cost = crowding(at, width, way, x, lines, view) + (far - 1.1) * 0.5 + (way < 0 ? 0.2 : 0);
            if (cost < least) {
              least = cost;
              label.y = at;
              label.way = way;
            }
          }
        }
      }
      return Charts.spread(
        labels.filter((label) => label.way),
        top,
        bottom,
      );
    }

    /* The values at the cursor, beside their dots; they step aside for the labels at the ends. */
    Charts.moving.curve = function (data, view) {
      const y = Charts.heights(view, data),
        font = view.font,
        measure = Charts.measure_of(data, view),
        month = Charts.cursor(view);
      const out = Charts.axis_moving(view),
        { bottom } = Charts.field(view),
        known = Charts.known(view),
        runs = {};
      // The labels of the last known month stand on the field where the future is hidden.
      const room = Charts.hides(view) ? font * 6 : 0;
      const at_end =
        known < 1 || month > known - 1.01 || Charts.x_of(known - 1, view) - Charts.x_of(month, view) < room;
      for (const side of SIDES) {
        runs[side] = Charts.series(data.shown && data.shown[side], view.measure, view);
        const value = Charts.at(runs[side], month),
          there = Charts.finite(value) ? 1 : 0;
        out[side + "-dot"] = { cy: there ? y(value) : bottom, "fill-opacity": there, "stroke-opacity": there };
      }
      const labels = value_labels(runs, Charts.x_of(month, view), y, month, view, measure);
      for (const side of SIDES) {
        const label = labels.find((one) => one.side === side) || { way: 1, at: bottom, told: "" };
        out[side + "-value"] = {
          x: label.way * font * 0.8,
          y: label.at + font * 0.4,
          "text-anchor": label.way < 0 ? "end" : "start",
          opacity: at_end ? 0 : 1,
          text: label.told,
        };
      }
      out.ends = { opacity: view.veil && !at_end ? 0 : 1 };
      return out;
    };

    /* The line, the dots and the values of the month on screen. */
    function at_cursor(view, moving, top, bottom) {
      const theme = view.theme,
        font = view.font;
      const dot = (side, colour, radius) =>
        Charts.moved(
          side + "-dot",
          "circle",
          { r: radius, fill: colour, stroke: theme.card, "stroke-width": 2 },
          moving,
        );
      const value = (side, colour, size) =>
        Charts.moved(
          side + "-value",
          "text",
          { "font-size": size, "font-weight": 800, fill: colour, ...Charts.halo(view, size) },
          moving,
        );
      return (
        Charts.cursor_line(
          view,
          moving,
          top,
          bottom,
          dot("baseline", theme.base, font * 0.36) +
            dot("current", theme.now, font * 0.44) +
            value("baseline", theme.base_text, font * 1.05) +
            value("current", theme.now_text, font * 1.25),
        ) + Charts.cursor_date(view, moving, bottom)
      );
    }

    return { at_cursor };
  })(),
);
