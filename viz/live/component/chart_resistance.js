/* Resistance over time, built up from its five components, with the baseline's total as a grey line. */
var Charts = Charts || {};
Charts.moving = Charts.moving || {};

Object.assign(
  Charts,
  (function () {
    const PARTS = [
      "resistance_habit",
      "resistance_hierarchy",
      "resistance_discretion",
      "resistance_jobs",
      "resistance_distrust",
    ];
    const TOTAL = "resistance",
      SHARE = { form: "share" };

    const side_of = (data, side) => data.shown && data.shown[side];

    /* The components that the run has, each as values that are never missing. */
    function components(data, view) {
      return PARTS.map((name, i) => ({ name, i, values: Charts.series(side_of(data, "current"), name, view) }))
        .filter((part) => part.values)
        .map((part) => ({ ...part, values: part.values.map((v) => (Charts.finite(v) ? v : 0)) }));
    }

    function scale(data, view) {
      const top = Math.round(view.font * 1.2),
        bottom = Math.max(top + 1, Math.round(view.height - view.font * 2));
      let most = 0;
      for (const side of ["current", "baseline"]) {
        for (const value of Charts.series(side_of(data, side), TOTAL, view) || [])
          if (Charts.finite(value)) most = Math.max(most, value);
      }
      const parts = components(data, view);
      if (parts.length)
        parts[0].values.forEach((_, m) => {
          most = Math.max(
            most,
            parts.reduce((sum, p) => sum + p.values[m], 0),
          );
        });
      const high = Math.max(0.2, Math.ceil(most * 10 - 1e-9) / 10);
      return { top, bottom, high, y: (value) => bottom - (value / high) * (bottom - top) };
    }

    const label_of = (data, name) => {
      const found = ((data.about && data.about.measures) || []).find((measure) => measure.name === name);
      return found ? found.label : name;
    };

    Charts.moving.resistance = function (data, view) {
      const out = Charts.axis_moving(view),
        month = Charts.whole(view),
        at = (side, name) => {
          const values = Charts.series(side_of(data, side), name, view);
          return values ? values[month] : NaN;
        };
      components(data, view).forEach((part) => {
        out["value-" + part.name] = { text: Charts.said(at("current", part.name), SHARE) };
      });
      out.heading = { text: Charts.month_said((view.months || [])[month]) };
      out["value-current"] = { text: Charts.said(at("current", TOTAL), SHARE) };
      out["value-baseline"] = { text: Charts.said(at("baseline", TOTAL), SHARE) };
      return out;
    };

    /* A block of a name and a value that follows the month. */
    function block(label, view, moving) {
      const font = view.font,
        size = font * 0.9,
        x = Charts.frame(view).right + font * 0.7;
      let y = label.at - label.height / 2 + size * 0.95,
        out = "";
      label.lines.forEach((text, i) => {
        const last = i === label.lines.length - 1,
          beside = last && label.inline;
        const value = (dx) =>
          Charts.moved("value-" + label.key, "tspan", { "font-weight": 800, ...(dx || {}) }, moving);
        out += Charts.tag(
          "text",
          { x, y: y + i * size * 1.15, "font-size": size, fill: label.colour, "font-weight": label.bold ? 750 : 500 },
          Charts.tag("tspan", {}, Charts.escape(text + (beside ? " " : ""))) + (beside ? value() : ""),
        );
        if (last && !beside) {
          out += Charts.tag(
            "text",
            { x, y: y + (i + 1) * size * 1.15, "font-size": size * 1.05, fill: label.colour },
            value(),
          );
        }
      });
      return Charts.tag("g", { "data-end": label.key }, Charts.title(label.full) + out);
    }

    function resistance(data, view) {
      const theme = view.theme,
        font = view.font,
        size = font * 0.9,
        parts = components(data, view);
      if (!parts.length) return Charts.empty("resistance", data, view, Charts.words(view).nothing);
      const { top, bottom, high, y } = scale(data, view),
        { left, right, edge } = Charts.frame(view),
        moving = Charts.moving.resistance(data, view);
      const months = parts[0].values.length,
        last = months - 1,
        words = Charts.words(view),
        labels = [];
      const step = high <= 0.3 ? 0.1 : 0.2;
      let inner = "",
        sums = new Array(months).fill(0),
        layers = "";
      for (let tick = 0; tick <= high + 1e-9; tick += step) {
        inner +=
          Charts.tag("line", {
            x1: left,
            x2: right,
            y1: y(tick),
            y2: y(tick),
            stroke: theme.grid,
            "stroke-width": 1,
          }) +
          Charts.tag(
            "text",
            {
              x: left - size * 0.5,
              y: y(tick) + size * 0.35,
              "text-anchor": "end",
              "font-size": size,
              fill: theme.muted,
            },
            Charts.escape(Charts.said(tick, SHARE)),
          );
      }
      const room = edge - font * 0.9,
        tall = bottom - top > 19 * font;
      parts.forEach((part) => {
        const under = sums.map((sum, m) => [m, sum]),
          over = part.values.map((value, m) => [m, sums[m] + value]);
        sums = over.map(([, value]) => value);
        layers += Charts.tag("path", {
          class: part.name,
          d: Charts.area(over, under, view, y),
          fill: theme.parts[part.i],
          stroke: theme.card,
          "stroke-width": 1.5,
        });
        if (last < 0) return;
        const name = label_of(data, part.name),
          lines = Charts.wrapped(name, room, font * 0.9, false, 2);
        labels.push({
          key: part.name,
          y: y((under[last][1] + over[last][1]) / 2),
          colour: theme.ink,
          lines,
          full: name,
          short: words.parts[part.name] || name,
          swatch: theme.parts[part.i],
          inline: Charts.width_of(lines[lines.length - 1] + " 10.0\u00a0%", font * 0.9, true) <= room,
        });
      });
      const lines_of = {
        current: Charts.series(side_of(data, "current"), TOTAL, view) || sums,
        baseline: Charts.series(side_of(data, "baseline"), TOTAL, view),
      };
      for (const side of ["current", "baseline"]) {
        const values = lines_of[side];
        if (!values || last < 0 || !Charts.finite(values[last])) continue;
        if (side === "baseline" && Charts.alike(data, view, TOTAL)) continue;
        const lines = Charts.wrapped(words[side], room, font * 0.9, true, 1);
        labels.push({
          key: side,
          y: y(values[last]) - font * 0.5,
          colour: side === "current" ? theme.now_text : theme.base_text,
          bold: true,
          lines,
          full: words[side],
          inline: Charts.width_of(lines[0] + " 100\u00a0%", font * 0.9, true) <= room,
        });
      }
      for (const label of labels)
        label.height = font * 0.9 * 1.15 * (label.lines.length + (label.inline ? 0 : 1)) + font * 0.22;
      const needed = () => labels.reduce((sum, label) => sum + label.height, 0),
        free = bottom - font * 1.3;
      if (!tall || needed() > free) {
        // Less room: one line for the name and one for the value.
        for (const label of labels) {
          label.lines = [Charts.shortened(label.short || label.full, room, font * 0.9, label.bold)];
          label.inline = Charts.width_of(label.lines[0] + " 100\u00a0%", font * 0.9, true) <= room;
          label.height = font * 0.9 * 1.15 * (label.inline ? 1 : 2) + font * 0.12;
        }
      }
      if (needed() > free) {
        for (const label of labels) {
          label.lines = [Charts.shortened(label.short || label.full, room - font * 3, font * 0.9, label.bold)];
          label.inline = true;
          label.height = font * 1.05;
        }
      }
      Charts.spread(labels, font * 1.5, bottom + font * 0.2);
      inner +=
        Charts.years(view, bottom) +
        Charts.hidden(view, "resistance", top, bottom) +
        layers +
        Charts.tag("path", {
          class: "base",
          d: Charts.line(lines_of.baseline, view, y),
          fill: "none",
          stroke: theme.card,
          "stroke-width": 5 * theme.weight,
          "stroke-opacity": 0.7,
        }) +
        Charts.tag("path", {
          class: "base",
          d: Charts.line(lines_of.baseline, view, y),
          fill: "none",
          stroke: theme.base_text,
          "stroke-width": 2.6 * theme.weight,
          "stroke-dasharray": Charts.number(font * 0.6) + " " + Charts.number(font * 0.3),
        }) +
        Charts.tag("path", {
          class: "now",
          d: Charts.line(lines_of.current, view, y),
          fill: "none",
          stroke: theme.now,
          "stroke-width": 3.2 * theme.weight,
        }) +
        Charts.veil(view, moving, top - 2, bottom - 1);
      inner += Charts.moved(
        "heading",
        "text",
        { x: right + font * 0.7, y: font * 1.1, "font-size": font * 0.9, fill: theme.muted },
        moving,
      );
      for (const label of labels) {
        if (label.swatch) {
          inner += Charts.tag("rect", {
            x: right + font * 0.12,
            y: label.at - label.height / 2 + font * 0.1,
            width: font * 0.34,
            height: label.height - font * 0.2,
            fill: label.swatch,
          });
        }
        inner += block(label, view, moving);
      }
      inner += Charts.cursor_line(view, moving, top, bottom) + Charts.cursor_date(view, moving, bottom);
      return Charts.sheet("resistance", data, view, inner);
    }

    return { resistance };
  })(),
);
