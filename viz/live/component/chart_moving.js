/* What changes from month to month while a run is played, and nothing else.

   Each chart has a function from data and view to {name: {attribute: value, text}}; a fresh drawing writes
   these into its elements and `move` sets them on the elements that are there, so both show the same. */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
    const written = (value) => (typeof value === "number" ? Charts.number(value) : String(value));

    /* An element that `move` may change later; `still` holds what never changes. */
    function moved(name, element, still, moving, inner) {
      const { text, ...attributes } = moving[name];
      return Charts.tag(
        element,
        { "data-move": name, ...still, ...attributes },
        text === undefined ? inner || "" : Charts.escape(text),
      );
    }

    function parts_of(svg) {
      if (!svg._parts) {
        svg._parts = {};
        svg.querySelectorAll("[data-move]").forEach((node) => {
          svg._parts[node.getAttribute("data-move")] = { node, last: {} };
        });
      }
      return svg._parts;
    }

    /* Shows `month` on the chart inside `element` (or that is it), as a fresh drawing at that month would. */
    function move(element, month, view, data) {
      const svg =
        element && (element.matches("svg[data-chart]") ? element : element.querySelector("svg[data-chart]"));
      const moving = svg && Charts.moving[svg.getAttribute("data-chart")];
      if (!moving) return;
      const parts = parts_of(svg),
        wanted = moving(data, { ...view, month });
      for (const name in wanted) {
        const part = parts[name];
        if (!part) continue;
        for (const key in wanted[name]) {
          const value = written(wanted[name][key]);
          if (part.last[key] === value) continue;
          part.last[key] = value;
          if (key === "text") part.node.textContent = value;
          else part.node.setAttribute(key, value);
        }
      }
    }

    /* The veil over the months to come, and the line of the month on screen with its name below. */
    function axis_moving(view) {
      const { left, right } = Charts.frame(view),
        x = Charts.x_of(Charts.cursor(view), view),
        half = view.font * 2.6;
      const middle = Math.max(left - view.font * 2 + half, Math.min(right + half, x));
      const numbers = {};
      for (const { x: at, told, name } of Charts.januaries(view)) {
        if (told) numbers[name] = { opacity: Math.abs(at - middle) < half + view.font * 1.1 ? 0 : 1 };
      }
      return {
        ...numbers,
        veil: { x, width: Math.max(0, right - x + view.font * 0.5), "fill-opacity": view.veil || 0 },
        cursor: { transform: "translate(" + Charts.number(x) + ",0)" },
        date: { transform: "translate(" + Charts.number(middle) + ",0)" },
        month: { text: Charts.month_said((view.months || [])[Charts.whole(view)]) },
      };
    }

    const veil = (view, moving, top, bottom) =>
      Charts.moved("veil", "rect", { y: top, height: bottom - top, fill: view.theme.card }, moving);

    function cursor_line(view, moving, top, bottom, inner) {
      return moved(
        "cursor",
        "g",
        {},
        moving,
        Charts.tag("line", {
          x1: 0,
          x2: 0,
          y1: top,
          y2: bottom,
          stroke: view.theme.ink,
          "stroke-width": 1.5 * view.theme.weight,
        }) + (inner || ""),
      );
    }

    /* The month on screen, written over the years below the field. */
    function cursor_date(view, moving, bottom) {
      const font = view.font,
        half = font * 2.6;
      return moved(
        "date",
        "g",
        {},
        moving,
        Charts.tag("rect", {
          x: -half,
          y: bottom + font * 0.45,
          width: 2 * half,
          height: font * 1.42,
          rx: font * 0.3,
          fill: view.theme.ink,
        }) +
          moved(
            "month",
            "text",
            {
              y: bottom + font * 1.48,
              "text-anchor": "middle",
              "font-size": font * 0.92,
              "font-weight": 700,
              fill: view.theme.card,
            },
            moving,
          ),
      );
    }

    return { moving: Charts.moving || {}, moved, move, axis_moving, veil, cursor_line, cursor_date };
  })(),
);
