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

    /* Where a label of `text` may stand beside x, best first: after its flag, even if shortened, before any place
       on the other side.  `head` is what the flag itself takes to either side. */
    function* places(text, x, head, view, bold) {
      const size = view.font * 0.9,
        gap = view.font * 0.45,
        { left, right } = Charts.frame(view),
        // Beside the field stand the labels at the ends of the lines.
        end = Charts.hides(view) ? view.width - 2 : right + gap;
      for (const after of [true, false]) {
        // An act's label goes on as far as the field does; a mark's rather stands on the other side.
        const most = bold && after ? Math.max(0, end - x - head - gap) : Infinity;
        for (const room of bold ? ROOMS.act : ROOMS.mark) {
          const short = Charts.shortened(text, Math.min(room * view.font, most), size, bold);
          if (!short) continue;
          const width = Charts.width_of(short, size, bold) + gap;
          const [from, to] = after ? [x + head, x + head + width] : [x - head - width, x - head];
          if (from < (after ? 0 : left - view.font * 3) || to > end) continue;
          yield { from, to, gap, after, text: short, x: after ? x + head : x - head, anchor: after ? "start" : "end" };
        }
      }
    }

    /* A place for the label of a mark, on any of `rows`, with its sign. */
    function place(rows, text, x, head, view) {
      for (const found of places(text, x, head, view, false)) {
        const from = Math.min(found.from, x - head),
          to = Math.max(found.to, x + head);
        for (let row = 0; row < rows.length; row++) {
          if (!rows[row].free(from - found.gap, to + found.gap)) continue;
          rows[row].take(from, to);
          return { ...found, row };
        }
      }
      return null;
    }

    /* The row of every act's disc, and its label where that has room there.  All discs are placed before any
       label, so that no label is covered; one near another goes to a row of its own, where its label has room. */
    function act_places(acts, rows, radius, view) {
      const head = radius * 1.25;
      const discs = acts.map((act) => {
        const x = Charts.x_of(act.month || 0, view),
          free = (room) => rows.findIndex((one) => one.free(x - head - room, x + head + room)),
          row = Math.max(0, [free(5 * view.font), free(0)].find((found) => found >= 0) || 0);
        rows[row].take(x - head, x + head);
        return { x, row };
      });
      return discs.map(({ x, row }, i) => {
        for (const found of places(acts[i].text || acts[i].kind, x, head, view, true)) {
          if (!rows[row].free(found.from, found.to)) continue;
          rows[row].take(found.from, found.to);
          return { x, row, label: found };
        }
        return { x, row, label: null };
      });
    }

    function act_flags(acts, rows, view, y_of_row, bottom) {
      const radius = view.font * 0.72;
      return act_places(acts, rows, radius, view)
        .map(({ x, row, label }, i) => act_flag(acts[i], i + 1, x, y_of_row(row), radius, label, view, bottom))
        .join("");
    }

    /* One act: its line through the field, its disc with its number, and its label. */
    function act_flag(act, number, x, y, radius, label, view, bottom) {
      const theme = view.theme,
        size = view.font * 0.9,
        named = act.text || act.kind,
        when = Charts.month_said((view.months || [])[act.month || 0]);
      const text = (at, anchor, weight, fill, words, rim) =>
        Charts.tag(
          "text",
          {
            x: at,
            y: y + size * 0.35,
            "text-anchor": anchor,
            "font-size": size,
            "font-weight": weight,
            fill,
            ...rim,
          },
          Charts.escape(words),
        );
      const line = {
        ...{ x1: x, x2: x, y1: y, y2: bottom, stroke: theme.act, "stroke-width": 1.6 * theme.weight },
        ...{ "stroke-dasharray": "1 " + Charts.number(view.font * 0.3), "stroke-linecap": "round" },
      };
      return Charts.tag(
        "g",
        { "data-act": act.id, class: "flag", style: "cursor:pointer" },
        Charts.title(number + ". " + named + " (" + when + ")") +
          Charts.tag("line", line) +
          Charts.tag("circle", { cx: x, cy: y, r: radius, fill: theme.act }) +
          text(x, "middle", 800, theme.on_act, number, {}) +
          (label ? text(label.x, label.anchor, 700, theme.act, label.text, Charts.halo(view, size)) : ""),
      );
    }

    function mark_flags(marks, rows, view, y_of_row, rail, bottom) {
      const theme = view.theme,
        size = view.font * 0.9;
      const ranked = marks.map((mark, i) => ({ mark, i })).sort((a, b) => rank(a.mark) - rank(b.mark) || a.i - b.i);
      let lines = "",
        labels = "";
      for (const { mark, i } of ranked) {
        const x = Charts.x_of(mark.month || 0, view),
          told = Charts.month_said((view.months || [])[mark.month]) + ": " + (mark.text || mark.label);
        const found = place(rows, mark.label, x, view.font * 0.3, view);
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
