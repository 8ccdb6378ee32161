/* What happened when: the room's acts as numbered flags, and the scenario's own orders, changes of
   government and events, with as many labels as have room; the others are told on pointing. */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
    const PENNANTS = ["order", "due", "law", "ban", "enforcement"];
    const ORDER = ["order", "law", "ban", "enforcement", "government", "due", "austerity", "attack", "outage"];
    const ROOMS = { act: [28, 20, 13, 6], mark: [16, 11] };

    /* How much a mark matters: 0 most. */
    const rank = (mark) => (ORDER.includes(mark.kind) ? ORDER.indexOf(mark.kind) : ORDER.length);

    /* Marks whose line runs through the field: what government does. */
    const important = (mark) => PENNANTS.includes(mark.kind) || mark.kind === "government";

    /* A small sign on the rail: a pennant for orders and law, a diamond for a change of government, else a square:
     rings are the record's. */
    function sign(mark, view, x, y) {
      const size = view.font * 0.34,
        fill = view.theme.mark,
        wide = size * 1.1,
        high = size * 1.3;
      if (PENNANTS.includes(mark.kind)) {
        const d = Charts.steps("M", x, y - size * 1.5, "l", size * 2, size, "l", -size * 2, size, "Z");
        return Charts.tag("path", { fill, d });
      }
      if (mark.kind === "government") {
        const d = Charts.steps("M", x, y - high, "l", wide, high, "l", -wide, high, "l", -wide, -high, "Z");
        return Charts.tag("path", { fill, d });
      }
      const square = { width: size * 1.4, height: size * 1.4, fill: view.theme.card, stroke: fill, "stroke-width": 1.6 };
      return Charts.tag("rect", { x: x - size * 0.7, y: y - size * 0.7, ...square });
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
      const ranked = marks.map((mark, i) => ({ mark, i })).sort((a, b) => rank(a.mark) - rank(b.mark) || a.i - b.i);
      let lines = "",
        labels = "";
      for (const { mark, i } of ranked) {
        const x = Charts.x_of(mark.month || 0, view),
          told = Charts.month_said((view.months || [])[mark.month]) + ": " + (mark.text || mark.label);
        const found = place(rows, mark.label, x, view.font * 0.3, view, false);
        const from = found ? y_of_row(found.row) + size * 0.1 : rail;
        lines += Charts.tag("line", {
          x1: x,
          x2: x,
          y1: from,
          y2: important(mark) ? bottom : rail,
          stroke: theme.mark,
          "stroke-width": 1,
          "stroke-opacity": important(mark) ? 0.45 : 0.6,
          "stroke-dasharray": important(mark) ? null : "2 3",
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
