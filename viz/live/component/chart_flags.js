/* What happened when: the room's acts as numbered flags, and the scenario's own orders, changes of
   government and events, with as many labels as have room; the others are told on pointing. */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
    const WEIGHT = { order: 1, mandate: 1, law: 1, ban: 1, government: 2, transition: 2 };
    const ROOMS = { act: [28, 20, 13, 6], mark: [16, 11] };

    /* A small sign on the rail: a pennant for orders and law, a diamond for a change of government, else a dot. */
    function sign(mark, view, x, y) {
      const size = view.font * 0.34,
        weight = WEIGHT[mark.kind] || 3,
        fill = view.theme.mark,
        n = Charts.number;
      if (weight === 1) {
        return Charts.tag("path", {
          fill,
          d:
            "M" +
            n(x) +
            "," +
            n(y - size * 1.5) +
            "l" +
            n(size * 2) +
            "," +
            n(size) +
            "l" +
            n(-size * 2) +
            "," +
            n(size) +
            "Z",
        });
      }
      if (weight === 2) {
        return Charts.tag("path", {
          fill,
          d:
            "M" +
            n(x) +
            "," +
            n(y - size * 1.3) +
            "l" +
            n(size * 1.1) +
            "," +
            n(size * 1.3) +
            "l" +
            n(-size * 1.1) +
            "," +
            n(size * 1.3) +
            "l" +
            n(-size * 1.1) +
            "," +
            n(-size * 1.3) +
            "Z",
        });
      }
      return Charts.tag("circle", {
        cx: x,
        cy: y,
        r: size * 0.75,
        fill: view.theme.card,
        stroke: fill,
        "stroke-width": 1.6,
      });
    }

    /* Room on one row: keeps what is taken as [from, to] in pixels. */
    function row() {
      const taken = [];
      const free = (from, to) => taken.every(([a, b]) => to <= a || from >= b);
      return { free, take: (from, to) => taken.push([from, to]) };
    }

    /* A place for a label of `text` beside x on one of `rows`: its full length if that fits anywhere, else less. */
    function place(rows, text, x, head, view, bold) {
      const size = view.font * 0.88,
        gap = view.font * 0.45,
        { left } = Charts.frame(view),
        end = view.width - 2;
      // After its flag, even if shortened, before any place on the other side.
      for (const after of [true, false]) {
        for (const room of bold ? ROOMS.act : ROOMS.mark) {
          const short = Charts.shortened(text, room * view.font, size, bold);
          if (!short) continue;
          const width = Charts.width_of(short, size, bold);
          for (let i = 0; i < rows.length; i++) {
            const from = after ? x - head : x - head - width - gap,
              to = after ? x + head + width + gap : x + head;
            if (from < (after ? 0 : left - view.font * 3) || to > end || !rows[i].free(from - gap, to + gap))
              continue;
            rows[i].take(from, to);
            return { row: i, text: short, x: after ? x + head : x - head, anchor: after ? "start" : "end" };
          }
        }
      }
      return null;
    }

    function act_flags(acts, rows, view, y_of_row, bottom) {
      const radius = view.font * 0.72,
        theme = view.theme,
        size = view.font * 0.88;
      let out = "";
      acts.forEach((act, i) => {
        const x = Charts.x_of(act.month || 0, view),
          found = place(rows, act.text || act.kind, x, radius * 1.25, view, true);
        let at = found ? found.row : rows.findIndex((one) => one.free(x - radius, x + radius));
        if (at < 0) at = 0;
        if (!found) rows[at].take(x - radius, x + radius);
        const y = y_of_row(at),
          told =
            i +
            1 +
            ". " +
            (act.text || act.kind) +
            " (" +
            Charts.month_said((view.months || [])[act.month || 0]) +
            ")";
        out += Charts.tag(
          "g",
          { "data-act": act.id, class: "flag", style: "cursor:pointer" },
          Charts.title(told) +
            Charts.tag("line", {
              x1: x,
              x2: x,
              y1: y,
              y2: bottom,
              stroke: theme.act,
              "stroke-width": 1.6 * theme.weight,
              "stroke-dasharray": "1 " + Charts.number(view.font * 0.3),
              "stroke-linecap": "round",
            }) +
            Charts.tag("circle", { cx: x, cy: y, r: radius, fill: theme.act }) +
            Charts.tag(
              "text",
              {
                x,
                y: y + size * 0.35,
                "text-anchor": "middle",
                "font-size": size,
                "font-weight": 800,
                fill: theme.on_act,
              },
              Charts.escape(i + 1),
            ) +
            (found
              ? Charts.tag(
                  "text",
                  {
                    x: found.x,
                    y: y + size * 0.35,
                    "text-anchor": found.anchor,
                    "font-size": size,
                    "font-weight": 700,
                    fill: theme.act,
                    ...Charts.halo(view, size),
                  },
                  Charts.escape(found.text),
                )
              : ""),
        );
      });
      return out;
    }

    function mark_flags(marks, rows, view, y_of_row, rail, bottom) {
      const theme = view.theme,
        size = view.font * 0.88;
      const ranked = marks
        .map((mark, i) => ({ mark, i }))
        .sort((a, b) => (WEIGHT[a.mark.kind] || 3) - (WEIGHT[b.mark.kind] || 3) || a.i - b.i);
      let lines = "",
        labels = "";
      for (const { mark, i } of ranked) {
        const x = Charts.x_of(mark.month || 0, view),
          told = Charts.month_said((view.months || [])[mark.month]) + ": " + (mark.text || mark.label),
          important = (WEIGHT[mark.kind] || 3) < 3;
        const found = place(rows, mark.label, x, view.font * 0.3, view, false);
        const from = found ? y_of_row(found.row) + size * 0.1 : rail;
        lines += Charts.tag("line", {
          x1: x,
          x2: x,
          y1: from,
          y2: important ? bottom : rail,
          stroke: theme.mark,
          "stroke-width": 1,
          "stroke-opacity": important ? 0.45 : 0.6,
          "stroke-dasharray": important ? null : "2 3",
        });
        labels += Charts.tag(
          "g",
          { class: "mark", "data-mark": i, style: "cursor:pointer" },
          Charts.title(told) +
            Charts.tag("rect", {
              x: x - view.font * 0.5,
              y: rail - view.font * 0.6,
              width: view.font,
              height: view.font * 1.2,
              fill: "transparent",
            }) +
            sign(mark, view, x, rail) +
            (found
              ? Charts.tag(
                  "text",
                  {
                    x: found.x,
                    y: y_of_row(found.row) + size * 0.35,
                    "text-anchor": found.anchor,
                    "font-size": size,
                    fill: theme.mark,
                    ...Charts.halo(view, size),
                  },
                  Charts.escape(found.text),
                )
              : ""),
        );
      }
      return { lines, labels };
    }

    /* All flags above the field of the curve, and their lines through it: {under, over}. */
    function flags(data, view) {
      const { rows: n, top, bottom } = Charts.field(view),
        rows = Array.from({ length: n }, row);
      const y_of_row = (i) => view.font * (0.85 + 1.4 * i),
        rail = top - view.font * 0.45;
      const acts = data.acts || (data.state && data.state.acts) || [];
      const marks = (data.shown && data.shown.marks) || (data.about && data.about.marks) || [];
      const over = act_flags(acts, rows, view, y_of_row, bottom);
      const { lines, labels } = mark_flags(marks, rows, view, y_of_row, rail, bottom);
      return { under: lines, over: labels + over };
    }

    return { flags };
  })(),
);
