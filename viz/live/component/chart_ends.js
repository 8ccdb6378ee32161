/* What the lines end at, in words beside their ends, and the room's guess. */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
    const last_finite = (values) => {
      for (let i = (values || []).length - 1; i >= 0; i--) if (Charts.finite(values[i])) return i;
      return -1;
    };

    const tall_enough = (view) => {
      const { top, bottom } = Charts.field(view);
      return bottom - top > 9 * view.font;
    };

    /* What one line is, its last value, and the range that runs of other seeds end in. */
    function line_label(data, view, y, side) {
      const values = Charts.series(data.shown && data.shown[side], view.measure, view),
        i = last_finite(values);
      if (i < 0) return null;
      const font = view.font,
        theme = view.theme,
        size = font * 0.9,
        measure = Charts.measure_of(data, view);
      const x = Math.min(Charts.frame(view).right, Charts.x_of(i, view)),
        name = Charts.words(view)[side];
      const band = Charts.ribbon(data, view, side),
        room = Math.max(view.width - x - font, font * 5);
      const lines = [
        { text: Charts.shortened(name, room, size, true), size, weight: 700 },
        { text: Charts.said(values[i], measure), size: font * (side === "current" ? 1.35 : 1.15), weight: 800 },
      ];
      const range = band && tall_enough(view) && !Charts.hides(view) ? span(band.low[i], band.high[i], measure) : "";
      // Draws have parameters of their own: the line may lie outside what they end in.
      const told = data.band && data.band.drawn_from ? `draws ${range}` : range;
      if (range && Charts.width_of(told, font * 0.9, false) <= room)
        lines.push({ text: told, size: font * 0.9, weight: 500 });
      return {
        side,
        value: values[i],
        x: x + font * 0.55,
        y: y(values[i]),
        full: name,
        lines,
        colour: side === "current" ? theme.now_text : theme.base_text,
      };
    }

    /* How far the two ends are apart, between them. */
    function difference_label(current, baseline, y, measure, view) {
      const theme = view.theme,
        gap = current.value - baseline.value,
        text = Charts.differs(gap, measure);
      const better = gap * Charts.good(measure) > 0;
      return {
        side: "difference",
        x: current.x,
        y: y((current.value + baseline.value) / 2),
        colour: /^no/.test(text) ? theme.muted : better ? theme.better_text : theme.worse_text,
        lines: [{ text, size: view.font, weight: 800 }],
      };
    }

    const height_of = (label, view) =>
      label.lines.reduce((sum, line) => sum + line.size * 1.16, 0) + view.font * 0.25;

    /* Blocks of text at the ends of the lines, one above the other. */
    function end_labels(data, view, y) {
      const font = view.font,
        measure = Charts.measure_of(data, view),
        { top, bottom } = Charts.field(view),
        hides = Charts.hides(view),
        highest = hides ? top - font * 0.4 : font * 0.2; // beside the field there is room up to the edge
      const [current, baseline] = ["current", "baseline"].map((side) => line_label(data, view, y, side));
      let labels = [current, baseline].filter(Boolean);
      const alike = current && baseline && Charts.alike(data, view);
      if (alike || (current && baseline && hides && current.lines[1].text === baseline.lines[1].text)) labels = [current];
      const both = Charts.words(view).both;
      if (alike && !hides && Charts.width_of(both, font * 0.9, false) < view.width - current.x)
        current.lines.push({ text: both, size: font * 0.9, weight: 500 });
      if (!alike && current && baseline && !hides && tall_enough(view))
        labels.push(difference_label(current, baseline, y, measure, view));
      const guess = guess_end(data, view, y);
      if (guess && guess.at_end) labels.push(guess.label);
      for (const label of labels) label.height = height_of(label, view);
      const too_much = () => labels.reduce((sum, label) => sum + label.height, 0) > bottom - highest + font * 0.3;
      // Where all cannot stand one above the other the least important go first.
      for (const least of ["difference", "guess"])
        if (too_much()) labels = labels.filter((label) => label.side !== least);
      if (too_much()) {
        for (const label of labels) {
          label.lines = [{ text: label.lines[1].text, size: font, weight: 800 }];
          label.height = font * 1.2;
        }
      }
      // The month on screen is written below the field.
      return Charts.spread(labels, highest, bottom + font * 0.3);
    }

    function span(low, high, measure) {
      if (measure.form !== "share" || !Charts.finite(low) || !Charts.finite(high)) return "";
      const to = Charts.said(high, measure),
        from = Charts.said(low, measure);
      return from.replace(/\u00a0%$/, "") + "\u2013" + to;
    }

    function draw_label(label, view) {
      let y = label.at - label.height / 2 + view.font * 0.12,
        out = "";
      for (const line of label.lines) {
        y += line.size * 1.16;
        out += Charts.tag(
          "text",
          {
            x: label.x,
            y: y - line.size * 0.24,
            "font-size": line.size,
            "font-weight": line.weight,
            fill: label.colour,
            ...Charts.halo(view, line.size),
          },
          Charts.escape(line.text),
        );
      }
      return Charts.tag(
        "g",
        { class: "end", "data-end": label.side },
        (label.full ? Charts.title(label.full) : "") + out,
      );
    }

    /* The guess as points from the left; it begins where the room's knowledge ended. */
    function guess_points(data, view) {
      if (view.guess_measure && view.guess_measure !== view.measure) return [];
      const points = (view.guess || [])
        .filter((p) => Array.isArray(p) && Charts.finite(p[0]) && Charts.finite(p[1]))
        .slice()
        .sort((a, b) => a[0] - b[0]);
      const start = view.hidden_from - 1,
        run = Charts.series(data.shown && data.shown.current, view.measure, view);
      const known = points.length && start >= 0 && run && start < points[0][0] ? run[start] : NaN;
      return Charts.finite(known) ? [[start, known], ...points] : points;
    }

    /* Where the guess ends, what it says there, and how far the run turns out from it once it may be seen. */
    function guess_end(data, view, y) {
      const points = guess_points(data, view),
        measure = Charts.measure_of(data, view),
        font = view.font,
        theme = view.theme;
      if (!points.length) return null;
      const [month, value] = points[points.length - 1],
        { right } = Charts.frame(view),
        x = Charts.x_of(month, view);
      const run = Charts.series(data.shown && data.shown.current, view.measure, view);
      // While the veil lifts, nothing tells yet how it ends.
      const actual = run && !view.veil && month <= run.length - 1 ? Charts.at(run, month) : NaN;
      // Where the lines end there too, its words stand among theirs.
      const ends = [right, Charts.x_of(Charts.known(view) - 1, view)].find((end) => Math.abs(x - end) < font * 5),
        at_end = ends !== undefined;
      const lines = [
        { text: Charts.words(view).guess, size: font * 0.9, weight: 700 },
        { text: Charts.said(value, measure), size: font * 1.15, weight: 800 },
      ];
      if (Charts.finite(actual)) {
        const gap = Charts.differs(value - actual, measure);
        const text = /^no/.test(gap)
          ? "spot on"
          : gap.replace(/^[+\u2212]/, "") + (value > actual ? " too high" : " too low");
        lines.push(
          ...Charts.wrapped(text, at_end ? Charts.frame(view).edge - font : font * 9, font * 0.9, false, 2).map(
            (line) => ({ text: line, size: font * 0.9, weight: 600 }),
          ),
        );
      }
      return {
        month,
        value,
        actual,
        at_end,
        label: { side: "guess", x: (at_end ? ends : x) + font * 0.6, y: y(value), colour: theme.guess_text, lines },
      };
    }

    /* The month that a typed guess is for, while the room guesses. */
    function asked(view) {
      if (!Charts.finite(view.guess_month) || !Charts.hides(view)) return "";
      const x = Charts.x_of(view.guess_month, view),
        { top, bottom } = Charts.field(view),
        half = view.font * 0.45;
      return (
        Charts.tag("line", {
          x1: x,
          x2: x,
          y1: top,
          y2: bottom,
          stroke: view.theme.guess_text,
          "stroke-width": 1.5,
          "stroke-dasharray": "2 4",
        }) +
        Charts.tag("path", {
          d: Charts.steps("M", x, bottom - half * 1.5, "l", half, half * 1.5, "h", -2 * half, "Z"),
          fill: view.theme.guess_text,
        })
      );
    }

    function guess(data, view, y) {
      const end = guess_end(data, view, y),
        theme = view.theme,
        font = view.font;
      if (!end) return "";
      const points = guess_points(data, view);
      const d = points
        .map(([m, v], i) => (i ? "L" : "M") + Charts.number(Charts.x_of(m, view)) + "," + Charts.number(y(v)))
        .join("");
      const x = Charts.x_of(end.month, view);
      let out = Charts.tag("path", {
        class: "guess",
        d,
        fill: "none",
        stroke: theme.guess,
        "stroke-width": 3.2 * theme.weight,
        "stroke-dasharray": Charts.number(font * 0.7) + " " + Charts.number(font * 0.4),
        "stroke-linejoin": "round",
      });
      if (Charts.finite(end.actual)) {
        out += Charts.tag("line", {
          x1: x,
          x2: x,
          y1: y(end.value),
          y2: y(end.actual),
          stroke: theme.guess_text,
          "stroke-width": 2,
          "stroke-dasharray": "2 2",
        });
      }
      out += Charts.tag("circle", {
        cx: x,
        cy: y(end.value),
        r: font * 0.42,
        fill: theme.guess,
        stroke: theme.card,
        "stroke-width": 2,
      });
      if (end.at_end) return out;
      const label = end.label;
      label.height = height_of(label, view);
      const { top, bottom } = Charts.field(view);
      // Away from the run, so that neither hides the other.
      label.y += (Charts.finite(end.actual) && end.actual > end.value ? 1 : -1) * label.height * 0.6;
      Charts.spread([label], top, bottom);
      return out + draw_label(label, view);
    }

    const draw_labels = (data, view, y) =>
      end_labels(data, view, y)
        .map((label) => draw_label(label, view))
        .join("");

    return { draw_labels, asked, guess };
  })(),
);
