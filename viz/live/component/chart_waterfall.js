/* Why the two differ: from the baseline's value to the room's, one bar for each cause, with its interval. */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
    const number = (value, view) => {
      if (!Charts.finite(value)) return "\u2013";
      const text = Charts.plain(value, Math.abs(value) < 9.95 ? 1 : 0);
      return (value < 0 && /[1-9]/.test(text) ? "\u2212" : "") + text;
    };
    const signed = (value, view) =>
      (Charts.finite(value) && value > 0 && /[1-9]/.test(number(value)) ? "+" : "") + number(value, view);

    function progress(data, view) {
      const why = data.why,
        font = view.font,
        theme = view.theme,
        width = Math.min(view.width - 2 * font, font * 24),
        x = (view.width - width) / 2;
      const y = view.height / 2,
        part = Math.max(0, Math.min(1, why.progress || 0));
      return (
        Charts.tag("rect", {
          x,
          y,
          width,
          height: font * 0.7,
          rx: font * 0.35,
          fill: theme.hole,
          stroke: theme.muted,
          "stroke-width": 1,
        }) +
        Charts.tag("rect", {
          x,
          y,
          width: Math.max(font * 0.7, width * part),
          height: font * 0.7,
          rx: font * 0.35,
          fill: theme.now,
        }) +
        Charts.wrapped(why.words || "", width, font, false, 2)
          .map((text, i) =>
            Charts.tag(
              "text",
              { x: view.width / 2, y: y + font * (2.2 + 1.3 * i), "text-anchor": "middle", fill: theme.ink },
              Charts.escape(text),
            ),
          )
          .join("")
      );
    }

    /* Rows from the first bar down: {label, from, to, kind, low, high}, in the unit of the answer. */
    function bars(why) {
      const rows = [{ kind: "base", label: why.from.label, from: 0, to: why.from.value, value: why.from.value }];
      let at = why.from.value;
      for (const row of why.rows || []) {
        const to = at + (Charts.finite(row.value) ? row.value : 0);
        rows.push({
          kind: "cause",
          label: row.label,
          from: at,
          to,
          value: row.value,
          low: row.low,
          high: row.high,
          start: at,
        });
        at = to;
      }
      rows.push({ kind: "now", label: why.to.label, from: 0, to: why.to.value, value: why.to.value });
      return rows;
    }

    /* One bar with its name before it and its number after it; `x` gives the place of a value. */
    function bar(row, y, height, names, x, view, worse) {
      const theme = view.theme,
        font = view.font,
        size = font * 0.9,
        ends = [x(row.from), x(row.to)],
        thick = height * 0.6,
        middle = y + height / 2;
      const loss = row.kind === "cause" && row.to < row.from;
      const fill =
        row.kind === "base" || row.kind === "loss"
          ? theme.base
          : row.kind === "now"
            ? theme.now
            : loss
              ? "url(#" + worse + ")"
              : theme.better;
      const lines = Charts.wrapped(row.label, names - font * 0.8, size, true, height > size * 2.1 ? 2 : 1);
      let out = lines
        .map((text, i) =>
          Charts.tag(
            "text",
            {
              x: names - font * 0.6,
              y: middle + size * (0.35 + 1.02 * (i - (lines.length - 1) / 2)),
              "text-anchor": "end",
              "font-size": size,
              "font-weight": row.kind === "cause" || row.kind === "loss" ? 600 : 800,
              fill: theme.ink,
            },
            Charts.escape(text),
          ),
        )
        .join("");
      out += Charts.tag("rect", {
        x: Math.min(...ends),
        y: middle - thick / 2,
        width: Math.max(1.5, Math.abs(ends[1] - ends[0])),
        height: thick,
        fill,
        stroke: loss ? theme.worse : null,
        "stroke-width": loss ? 1.5 : null,
      });
      let edge = Math.max(...ends);
      if (Charts.finite(row.low) && Charts.finite(row.high)) {
        const a = x(row.start + row.low),
          b = x(row.start + row.high),
          cap = thick * 0.22;
        const [up, down] = [middle - cap, middle + cap];
        const d = Charts.steps("M", a, up, "V", down, "M", a, middle, "H", b, "M", b, up, "V", down);
        out +=
          Charts.tag("path", {
            class: "interval",
            d,
            fill: "none",
            stroke: theme.card,
            "stroke-width": 4.5,
            "stroke-opacity": 0.8,
          }) + Charts.tag("path", { class: "interval", d, fill: "none", stroke: theme.ink, "stroke-width": 1.8 });
        edge = Math.max(edge, a, b);
      }
      const colour =
        row.kind === "base" || row.kind === "loss"
          ? theme.base_text
          : row.kind === "now"
            ? theme.now_text
            : loss
              ? theme.worse_text
              : theme.better_text;
      out += Charts.tag(
        "text",
        {
          x: edge + font * 0.45,
          y: middle + font * 0.38,
          "font-size": font * 1.05,
          "font-weight": 800,
          fill: colour,
          ...Charts.halo(view, font),
        },
        Charts.escape(row.kind === "cause" ? signed(row.value, view) : number(row.value, view)),
      );
      const told = Charts.finite(row.low)
        ? " (from " + signed(row.low, view) + " to " + signed(row.high, view) + ")"
        : "";
      return Charts.tag("g", { class: "bar" }, Charts.title(row.label + ": " + number(row.value, view) + told) + out);
    }

    /* What the bars of mechanisms mean, in as many lines as it takes (two at most). */
    const section_lines = (why, view) =>
      Charts.wrapped(
        Charts.words(view).mechanisms + " \u2026 " + (why.unit || ""),
        view.width - view.font,
        view.font,
        true,
        2,
      );

    const section = (lines, y, view) =>
      lines
        .map((text, i) =>
          Charts.tag(
            "text",
            {
              x: view.font * 0.4,
              y: y + 1.25 * i * view.font,
              "font-weight": 800,
              "font-size": view.font,
              fill: view.theme.ink,
            },
            Charts.escape(text),
          ),
        )
        .join("");

    /* What the size of the difference would lose without each mechanism: more than nothing is neither good nor bad. */
    function losses(why) {
      const sign = why.to.value < why.from.value ? -1 : 1,
        turned = (value) => (Charts.finite(value) ? sign * value : value);
      return (why.mechanisms || []).map((one) => ({
        kind: "loss",
        apart: true,
        label: one.label,
        from: 0,
        to: turned(one.value) || 0,
        value: turned(one.value),
        low: turned(sign < 0 ? one.high : one.low),
        high: turned(sign < 0 ? one.low : one.high),
        start: 0,
      }));
    }

    /* A group of bars on one scale, which leaves room for the number after the longest. */
    function group(rows, top, height, view, worse) {
      const font = view.font,
        names = Math.min(view.width * 0.46, font * 15),
        end = view.width - font * 4;
      const seen = rows
        .flatMap((row) => [
          row.from,
          row.to,
          ...(Charts.finite(row.low) ? [row.start + row.low, row.start + row.high] : []),
        ])
        .filter(Charts.finite);
      const low = Math.min(0, ...seen),
        high = Math.max(0, ...seen),
        span = high - low || 1;
      const x = (value) => names + (((Charts.finite(value) ? value : 0) - low) / span) * Math.max(10, end - names);
      let out = Charts.tag("line", {
        x1: x(0),
        x2: x(0),
        y1: top,
        y2: top + rows.length * height,
        stroke: view.theme.muted,
        "stroke-width": 1.2,
      });
      rows.forEach((row, i) => {
        const y = top + i * height,
          next = rows[i + 1];
        if (next && row.kind !== "now" && !row.apart) {
          out += Charts.tag("line", {
            x1: x(row.to),
            x2: x(row.to),
            y1: y + height * 0.8,
            y2: y + height * 1.2,
            stroke: view.theme.muted,
            "stroke-width": 1.2,
          });
        }
        out += bar(row, y, height, names, x, view, worse);
      });
      return out;
    }

    function waterfall(data, view) {
      const why = data.why || {},
        theme = view.theme,
        font = view.font,
        words = Charts.words(view);
      if (Charts.hides(view)) return Charts.empty("waterfall", data, view, words.hidden_said);
      if (why.status === "working") return Charts.sheet("waterfall", data, view, progress(data, view));
      if (why.status === "same") return Charts.empty("waterfall", data, view, why.words || words.same);
      if (why.status !== "done" || !why.from || !why.to)
        return Charts.empty("waterfall", data, view, why.words || words.why);
      const rows = bars(why),
        mechanisms = losses(why),
        said = section_lines(why, view),
        heading = 0.85 + 1.25 * said.length;
      const free = view.height - font * (mechanisms.length ? 0.5 + heading : 0.6);
      const tallest = Math.min(font * 3.2, free / (rows.length + mechanisms.length)),
        height = Math.max(font * 1.15, tallest);
      const fit = Math.max(0, Math.min(mechanisms.length, Math.floor((free - rows.length * height) / height + 1e-6)));
      const size = font * 0.4,
        id = "waterfall-worse-" + theme.name;
      let inner = Charts.tag(
        "defs",
        {},
        Charts.tag(
          "pattern",
          { id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: "rotate(-45)" },
          Charts.tag("rect", { width: size, height: size, fill: theme.card }) +
            Charts.tag("line", { x1: 0, x2: 0, y1: 0, y2: size, stroke: theme.worse, "stroke-width": size * 1.3 }),
        ),
      );
      inner += group(rows, font * 0.3, height, view, id);
      if (fit) {
        const top = font * 0.3 + rows.length * height;
        inner +=
          section(said, top + font * 1.3, view) +
          group(mechanisms.slice(0, fit), top + font * heading, height, view, id);
      }
      const told = {
        ...data,
        shown: { ...(data.shown || {}), said: { waterfall: (why.sentences || []).join(" ") || why.title } },
      };
      return Charts.sheet("waterfall", told, view, inner);
    }

    return { waterfall };
  })(),
);
