/* The record's dots, only on the measure they belong to. */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
    /* Measures that count the offices above a threshold of an outcome; all others are means. */
    const COUNTED = { offices_on_platform: { outcome: "reported_use", threshold: 0.95 } };

    function belongs(dot, measure) {
      const counted = COUNTED[measure.name];
      if (counted) {
        return (
          dot.statistic === "share_of_offices" &&
          dot.outcome === counted.outcome &&
          Math.abs(dot.threshold - counted.threshold) < 1e-9
        );
      }
      return dot.outcome === measure.name && dot.statistic === "mean";
    }

    /* The dots of this measure that the room may see. */
    function dots_of(data, view) {
      const measure = Charts.measure_of(data, view);
      return ((data.about && data.about.record) || []).filter(
        (dot) =>
          belongs(dot, measure) && Charts.finite(dot.value) && dot.month >= 0 && dot.month < Charts.known(view),
      );
    }

    function told(dot, data, view) {
      const words = Charts.words(view),
        by = dot.self_report ? words.self_report : words.verified;
      return (
        Charts.month_said((view.months || [])[dot.month]) +
        ": " +
        Charts.said(dot.value, Charts.measure_of(data, view)) +
        ", " +
        by +
        (dot.text ? ". " + dot.text : "")
      );
    }

    /* Hollow where the offices report themselves, filled where someone checked; with one standard error. */
    function record(data, view) {
      const theme = view.theme,
        radius = view.font * 0.4,
        y = Charts.heights(view, data);
      const { low, high } = Charts.domain(data, view),
        inside = (value) => Math.max(low, Math.min(high, value));
      return dots_of(data, view)
        .map((dot) => {
          const x = Charts.x_of(dot.month, view),
            error = Charts.finite(dot.sd) ? dot.sd : 0;
          return Charts.tag(
            "g",
            { class: "record" },
            Charts.title(told(dot, data, view)) +
              Charts.tag("line", {
                x1: x,
                x2: x,
                y1: y(inside(dot.value - error)),
                y2: y(inside(dot.value + error)),
                stroke: theme.record,
                "stroke-width": 1.2,
                "stroke-opacity": 0.55,
              }) +
              Charts.tag("circle", {
                cx: x,
                cy: y(dot.value),
                r: radius,
                fill: dot.self_report ? theme.card : theme.record,
                stroke: theme.record,
                "stroke-width": 2 * theme.weight,
              }),
          );
        })
        .join("");
    }

    /* One line for each kind of dot that is drawn, in the corner of the field that is emptiest. */
    function record_key(data, view, lines) {
      const words = Charts.words(view),
        theme = view.theme,
        size = view.font * 0.9,
        dots = dots_of(data, view);
      const kinds = [true, false].filter((own) => dots.some((dot) => Boolean(dot.self_report) === own));
      const texts = kinds.map((own) => words.published + ", " + (own ? words.self_report : words.verified));
      // Where there are figures, but none of this, the room is told so.
      // Not beside a guess, whose name stands there.
      const open = !kinds.length && view.measure === "verified_use" && !(view.guess || []).length;
      const none = open && ((data.about || {}).record || []).length > 0;
      if (none) texts.push(words.unpublished);
      if (!texts.length) return "";
      const width = Math.max(...texts.map((text) => Charts.width_of(text, size, false))) + size * 1.6;
      const { left, right } = Charts.frame(view),
        { top, bottom } = Charts.field(view),
        height = size * 1.4 * texts.length;
      if (width > right - left - size) return "";
      const corners = [
        [left + size, top + size * 0.4],
        [left + size, bottom - height - size * 0.3],
        [right - width - size * 0.5, bottom - height - size * 0.3],
        [right - width - size * 0.5, top + size * 0.4],
      ];
      const height_at = Charts.heights(view, data);
      const crowd = ([x, y]) => {
        let n = 0;
        for (const values of lines) {
          (values || []).forEach((value, i) => {
            const px = Charts.x_of(i, view),
              py = height_at(value);
            if (px > x - size && px < x + width + size && py > y - size && py < y + height + size) n += 1;
          });
        }
        return n;
      };
      const [x, y] = corners.map((corner) => [crowd(corner), corner]).sort((a, b) => a[0] - b[0])[0][1];
      return texts
        .map((text, i) => {
          const middle = y + size * (0.7 + 1.4 * i);
          return (
            (none
              ? ""
              : Charts.tag("circle", {
                  cx: x + size * 0.5,
                  cy: middle,
                  r: size * 0.42,
                  fill: kinds[i] ? theme.card : theme.record,
                  stroke: theme.record,
                  "stroke-width": 2,
                })) +
            Charts.tag(
              "text",
              {
                x: x + size * (none ? 0 : 1.4),
                y: middle + size * 0.35,
                "font-size": size,
                fill: none ? theme.muted : theme.ink,
                ...Charts.halo(view, size),
              },
              Charts.escape(text),
            )
          );
        })
        .join("");
    }

    return { dots_of, record, record_key };
  })(),
);
