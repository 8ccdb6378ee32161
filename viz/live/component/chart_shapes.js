/* What every chart draws alike: years, lines, areas, labels moved apart, what is hidden, and the sheet. */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
    /* The Januaries of a run (and its first month), and which of them have room for the number of their year. */
    function januaries(view) {
      const size = view.font * 0.9,
        { right } = Charts.frame(view),
        starts = [];
      (view.months || []).forEach((month, i) => {
        if (i === 0 || /-01$/.test(month)) starts.push(i);
      });
      const room = starts.length > 1 ? (right - Charts.frame(view).left) / starts.length : Infinity;
      const step = Math.max(1, Math.ceil((size * 3.1) / room));
      let free = -Infinity;
      return starts.map((i, k) => {
        const x = Charts.x_of(i, view),
          told = k % step === 0 && x - size * 1.2 >= free;
        if (told) free = x + size * 1.4;
        return { x, told, name: "year-" + i, year: String((view.months || [])[i]).slice(0, 4) };
      });
    }

    /* The years below the field: a tick each January, and the numbers, which give way to the month on screen. */
    function years(view, y) {
      const size = view.font * 0.9,
        theme = view.theme,
        moving = Charts.axis_moving(view);
      let out = "";
      for (const { x, told, name, year } of januaries(view)) {
        out += Charts.tag("line", {
          x1: x,
          x2: x,
          y1: y,
          y2: y + size * 0.35,
          stroke: theme.muted,
          "stroke-width": 1,
        });
        if (!told) continue;
        const still = { x, y: y + size * 1.35, "text-anchor": "middle", "font-size": size, fill: theme.muted };
        out += Charts.moved(name, "text", still, moving, Charts.escape(year));
      }
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
      let out = "",
        open = false;
      (values || []).forEach((value, i) => {
        if (!Charts.finite(value)) {
          open = false;
          return;
        }
        out += (open ? "L" : "M") + Charts.number(Charts.x_of(i, view)) + "," + Charts.number(y(value));
        open = true;
      });
      return out;
    }

    /* The area between two series of [month, value] points of the same months. */
    function area(over, under, view, y) {
      const point = ([month, value]) => Charts.number(Charts.x_of(month, view)) + "," + Charts.number(y(value));
      if (over.length < 2) return "";
      return "M" + over.map(point).join("L") + "L" + under.slice().reverse().map(point).join("L") + "Z";
    }

    /* The runs of months at which both series have a value, as lists of [month, one, other]. */
    function runs(one, other) {
      const found = [];
      let open = null;
      for (let i = 0; i < Math.min(one.length, other.length); i++) {
        if (!Charts.finite(one[i]) || !Charts.finite(other[i])) {
          open = null;
          continue;
        }
        if (!open) found.push((open = []));
        open.push([i, one[i], other[i]]);
      }
      return found;
    }

    /* Hatching of what is not known. */
    function hatch(view, name) {
      const size = view.font * 0.6,
        id = name + "-hatch-" + view.theme.name;
      const pattern = Charts.tag(
        "pattern",
        { id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        Charts.tag("rect", { width: size, height: size, fill: view.theme.hole }) +
          Charts.tag("line", { x1: 0, x2: 0, y1: 0, y2: size, stroke: view.theme.grid, "stroke-width": size * 0.55 }),
      );
      return { defs: Charts.tag("defs", {}, pattern), fill: "url(#" + id + ")" };
    }

    /* The hidden months as a hatched field with a question mark. */
    function hidden(view, name, top, bottom) {
      if (!Charts.hides(view)) return "";
      const { fill, defs } = hatch(view, name),
        { right } = Charts.frame(view),
        n = Charts.known(view);
      const from = n ? Charts.x_of(n - 1, view) : Charts.frame(view).left,
        font = view.font,
        guessed = (view.guess || []).length > 0;
      // The labels of the last known month stand at the left of what is hidden.
      const middle = Math.min((from + right) / 2 + font * 2, right - font);
      let out =
        defs + Charts.tag("rect", { x: from, y: top, width: Math.max(0, right - from), height: bottom - top, fill });
      if (right - from > 3 * font && !(guessed && name === "curve")) {
        const size = Math.min(4.5 * font, (bottom - top) * 0.5),
          asks = Charts.words(view).hidden;
        out += Charts.tag(
          "text",
          {
            x: middle,
            y: (top + bottom) / 2 + size * 0.35,
            "text-anchor": "middle",
            "font-size": size,
            "font-weight": 800,
            fill: view.theme.muted,
            ...Charts.halo(view, size * 0.4),
          },
          "?",
        );
        if (bottom - top > 9 * font && Charts.width_of(asks, font, true) < 2 * (right - middle)) {
          out += Charts.tag(
            "text",
            {
              x: middle,
              y: (top + bottom) / 2 + size * 0.35 + font * 1.5,
              "text-anchor": "middle",
              "font-size": font,
              "font-weight": 700,
              fill: view.theme.muted,
              ...Charts.halo(view, font),
            },
            Charts.escape(asks),
          );
        }
      }
      return out;
    }

    /* What a chart shows, in sentences: the curve of the measure on it, the explanation it draws. */
    function said_of(kind, data, view) {
      const said = (data.shown && data.shown.said) || {};
      if (kind === "curve") return (said.measures || {})[view.measure] || said.curve || "";
      if (kind === "waterfall") {
        const { words, title, sentences } = data.why || {};
        return [title || words, ...(sentences || [])].filter(Boolean).join(" ");
      }
      return said[kind] || "";
    }

    /* The whole drawing: its name, its size, and what it shows for who cannot see it. */
    function sheet(kind, data, view, inner) {
      const told = Charts.hides(view)
        ? Charts.words(view).hidden_said
        : said_of(kind, data, view);
      return Charts.tag(
        "svg",
        {
          xmlns: "http://www.w3.org/2000/svg",
          class: "chart",
          "data-chart": kind,
          role: "img",
          width: view.width,
          height: view.height,
          viewBox: "0 0 " + Charts.number(view.width) + " " + Charts.number(view.height),
          "aria-label": told,
          "font-family": Charts.FAMILY,
          "font-size": view.font,
          "font-weight": 500,
        },
        inner,
      );
    }

    /* A chart without anything to show says so. */
    function empty(kind, data, view, text) {
      const lines = Charts.wrapped(text, view.width - 2 * view.font, view.font, false, 3);
      return sheet(
        kind,
        data,
        view,
        lines
          .map((words, i) =>
            Charts.tag(
              "text",
              {
                x: view.width / 2,
                y: view.height / 2 + i * view.font * 1.3,
                "text-anchor": "middle",
                fill: view.theme.muted,
              },
              Charts.escape(words),
            ),
          )
          .join(""),
      );
    }

    return { januaries, years, spread, line, area, runs, hidden, sheet, empty };
  })(),
);
