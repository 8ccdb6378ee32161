/* The curve: the baseline in grey, the room's policy in blue, the difference shaded, and what each ends at. */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
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
          const [m0, a0, b0] = run[i - 1],
            [, a1, b1] = point,
            d0 = a0 - b0,
            d1 = a1 - b1;
          if (d0 * d1 < 0) {
            const part = d0 / (d0 - d1),
              value = a0 + (a1 - a0) * part;
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
      const theme = view.theme,
        id = "curve-worse-" + theme.name,
        size = view.font * 0.5;
      let better = "",
        worse = "";
      for (const run of Charts.runs(current, baseline)) {
        const points = with_crossings(run),
          other = points.map(([m, , b]) => [m, b]);
        const above = Charts.area(
          points.map(([m, a, b]) => [m, Math.max(a, b)]),
          other,
          view,
          y,
        );
        const below = Charts.area(
          points.map(([m, a, b]) => [m, Math.min(a, b)]),
          other,
          view,
          y,
        );
        better += good(measure) > 0 ? above : below;
        worse += good(measure) > 0 ? below : above;
      }
      const pattern = Charts.tag(
        "pattern",
        { id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: "rotate(-45)" },
        Charts.tag("rect", { width: size, height: size, fill: theme.worse, "fill-opacity": 0.16 }) +
          Charts.tag("line", { x1: 0, x2: 0, y1: 0, y2: size, stroke: theme.worse, "stroke-width": size * 0.45 }),
      );
      return (
        Charts.tag("defs", {}, pattern) +
        Charts.tag("path", { class: "better", d: better, fill: theme.better, "fill-opacity": 0.2 }) +
        Charts.tag("path", { class: "worse", d: worse, fill: "url(#" + id + ")" })
      );
    }

    function ribbon(data, view, side, y) {
      const band = Charts.ribbon(data, view, side);
      if (!band) return "";
      let d = "";
      for (const run of Charts.runs(band.high, band.low)) {
        d += Charts.area(
          run.map(([m, high]) => [m, high]),
          run.map(([m, , low]) => [m, low]),
          view,
          y,
        );
      }
      const colour = side === "current" ? view.theme.now : view.theme.base;
      return Charts.tag("path", {
        class: "band-" + side,
        d,
        fill: colour,
        "fill-opacity": 0.22,
        stroke: colour,
        "stroke-opacity": 0.35,
        "stroke-width": 1,
      });
    }

    function axis(data, view, height) {
      const theme = view.theme,
        { left, right } = Charts.frame(view),
        { bottom } = Charts.field(view);
      const measure = Charts.measure_of(data, view),
        size = view.font * 0.9,
        { ticks } = Charts.domain(data, view);
      const lines = ticks.map((tick) => {
        const y = height(tick);
        return (
          Charts.tag("line", {
            x1: left,
            x2: right,
            y1: y,
            y2: y,
            stroke: theme.grid,
            "stroke-width": tick === 0 ? 1.6 : 1,
          }) +
          Charts.tag(
            "text",
            { x: left - size * 0.65, y: y + size * 0.35, "text-anchor": "end", "font-size": size, fill: theme.muted },
            Charts.escape(tick_said(tick, ticks, measure)),
          )
        );
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

    const SIDES = ["current", "baseline"];

    function line(name, values, view, y, colour, width, dashes) {
      return Charts.tag("path", {
        class: name,
        d: Charts.line(values, view, y),
        fill: "none",
        stroke: colour,
        "stroke-width": width * view.theme.weight,
        "stroke-dasharray": dashes,
        "stroke-linejoin": "round",
        "stroke-linecap": dashes ? "butt" : "round",
      });
    }

    function curve(data, view) {
      const theme = view.theme,
        font = view.font,
        y = Charts.heights(view, data),
        measure = Charts.measure_of(data, view);
      const [current, baseline] = SIDES.map((side) =>
        Charts.series(data.shown && data.shown[side], view.measure, view),
      );
      const { top, bottom } = Charts.field(view),
        moving = Charts.moving.curve(data, view),
        flags = Charts.flags(data, view);
      const dashes = Charts.number(font * 0.55) + " " + Charts.number(font * 0.22);
      return Charts.sheet(
        "curve",
        data,
        view,
        axis(data, view, y) +
          Charts.hidden(view, "curve", top, bottom) +
          flags.under +
          ribbon(data, view, "baseline", y) +
          ribbon(data, view, "current", y) +
          shading(current, baseline, measure, view, y) +
          line("base", baseline, view, y, theme.base, Math.max(2, font * 0.18), dashes) +
          line("now", current, view, y, theme.now, Math.max(3, font * 0.27), null) +
          Charts.record(data, view) +
          Charts.veil(view, moving, top - font * 0.2, bottom - 1) +
          Charts.asked(view) +
          Charts.guess(data, view, y) +
          Charts.record_key(data, view, [current, baseline]) +
          Charts.moved("ends", "g", {}, moving, Charts.draw_labels(data, view, y)) +
          Charts.at_cursor(view, moving, top, bottom) +
          flags.over,
      );
    }

    return { curve, good };
  })(),
);
