/* Every office over the same time axis, as a heat map: real use now, or what differs from the baseline. */
var Charts = Charts || {};
Charts.moving = Charts.moving || {};

Object.assign(
  Charts,
  (function () {
    const offices_of = (data) => (data.about && data.about.offices) || [];
    function field(view) {
      const top = Math.round(view.font * (view.scale === false ? 0.4 : 1.75));
      return { top, bottom: Math.max(top + 1, Math.round(view.height - view.font * 2)) };
    }

    /* From pale to full, with the numbers at its ends, at the upper right of a chart. */
    function scale(view, right, y, most, nameless) {
      const theme = view.theme,
        font = view.font,
        size = font * 0.9,
        width = Math.min(font * 7, view.width * 0.22),
        steps = 24;
      const name = view.difference ? "difference in real use" : Charts.words(view).real;
      const low = view.difference ? "\u2212" + Math.round(most * 100) : "0",
        high = view.difference ? "+" + Math.round(most * 100) + "\u00a0points" : "100\u00a0%";
      const end = right - Charts.width_of(high, size, false) - size * 0.4,
        from = end - width;
      let out = "";
      for (let i = 0; i < steps; i++) {
        const at = (i + 0.5) / steps,
          fill = view.difference ? Charts.difference_colour(theme, at * 2 - 1) : Charts.use_colour(theme, at);
        out += Charts.tag("rect", {
          x: from + (i * width) / steps,
          y: y - size * 0.4,
          width: width / steps + 0.6,
          height: size * 0.8,
          fill,
        });
        if (view.difference && at < 0.46 && i % 2) {
          out += Charts.tag("rect", {
            x: from + (i * width) / steps,
            y: y - size * 0.4,
            width: width / steps / 2,
            height: size * 0.8,
            fill: theme.card,
            "fill-opacity": 0.5,
          });
        }
      }
      out += Charts.tag("rect", {
        x: from,
        y: y - size * 0.4,
        width,
        height: size * 0.8,
        fill: "none",
        stroke: theme.muted,
        "stroke-width": 0.8,
      });
      const start = from - size * 0.4 - Charts.width_of(low, size, false) - size * 0.8;
      const word = (x, anchor, text) =>
        Charts.tag(
          "text",
          { x, y: y + size * 0.35, "text-anchor": anchor, "font-size": size, fill: theme.muted },
          Charts.escape(text),
        );
      out += word(end + size * 0.4, "start", high) + word(from - size * 0.4, "end", low);
      return nameless
        ? out
        : out + word(start, "end", Charts.shortened(name, Math.max(0, start - font * 0.3), size, false));
    }

    /* Pixels that the scale takes without its name. */
    const scale_width = (view) =>
      Math.min(view.font * 7, view.width * 0.22) + view.font * (view.difference ? 8.5 : 4.5);

    /* Names beside as many rows as have room: the chosen office first, then hubs, then by size. */
    function names(data, view, rows, selected) {
      const { top, bottom } = field(view),
        font = view.font,
        height = (bottom - top) / Math.max(1, rows.length),
        size = font * 0.9;
      const hubs = ((data.about && data.about.network) || {}).hubs || [],
        taken = [],
        offices = offices_of(data);
      const place = new Map(rows.map((office, row) => [office, top + (row + 0.5) * height]));
      const most = offices.map((_, i) => i).sort((a, b) => (offices[b].size || 0) - (offices[a].size || 0));
      const first = rows.length ? [rows[0], rows[rows.length - 1]] : [];
      const wanted =
        view.sort === "difference" ? [selected, ...first, ...hubs, ...most] : [selected, ...hubs, ...most];
      const out = [];
      for (const office of wanted) {
        if (!place.has(office)) continue;
        const y = Math.max(top + size * 0.5, Math.min(bottom - size * 0.5, place.get(office)));
        if (taken.some((other) => Math.abs(other - y) < size * 1.15)) continue;
        taken.push(y);
        out.push({ office, y, row: place.get(office) });
      }
      return out;
    }

    function left_labels(data, view, rows) {
      const { top, bottom } = field(view),
        font = view.font,
        size = font * 0.9,
        { left } = Charts.frame(view),
        words = Charts.words(view);
      const word = (y, text) =>
        Charts.tag(
          "text",
          { x: left - font * 0.5, y, "text-anchor": "end", "font-size": size, fill: view.theme.muted },
          Charts.title(text) + Charts.escape(Charts.shortened(text, left - font * 0.6, size, false)),
        );
      if (view.sort === "tier") {
        const offices = offices_of(data),
          height = (bottom - top) / Math.max(1, rows.length),
          tiers = (data.about && data.about.tiers) || [];
        let out = "",
          from = 0,
          free = -Infinity;
        rows.forEach((office, row) => {
          const last = row === rows.length - 1 || offices[rows[row + 1]].tier !== offices[office].tier;
          if (!last) return;
          const a = top + from * height,
            b = top + (row + 1) * height,
            found = tiers.find((tier) => tier.code === offices[office].tier);
          const middle = (a + b) / 2;
          from = row + 1;
          if (row < rows.length - 1) {
            out += Charts.tag("line", {
              x1: left - font * 3,
              x2: Charts.frame(view).right,
              y1: b,
              y2: b,
              stroke: view.theme.card,
              "stroke-width": 2,
            });
          }
          if (middle - size * 0.6 < free) return;
          free = middle + size * 0.6;
          out += Charts.tag(
            "text",
            {
              x: left - font * 0.5,
              y: middle + size * 0.35,
              "text-anchor": "end",
              "font-size": size,
              fill: view.theme.muted,
            },
            Charts.title(found ? found.name : offices[office].tier) +
              Charts.escape(Charts.shortened(offices[office].tier, left - font * 0.6, size, false)),
          );
        });
        return out;
      }
      const [one, other] = view.sort === "difference" ? [words.gains, words.loses] : [words.large, words.small];
      const room = left - font * 0.6,
        upper = Charts.wrapped(one, room, size, false, 2),
        lower = Charts.wrapped(other, room, size, false, 2);
      if (rows.length < 3) return "";
      return (
        upper.map((text, i) => word(top + size * (0.8 + 1.1 * i), text)).join("") +
        lower.map((text, i) => word(bottom - size * (0.15 + 1.1 * (lower.length - 1 - i)), text)).join("")
      );
    }

    Charts.moving.offices = function (data, view) {
      const out = Charts.axis_moving(view),
        use = Charts.use_of(data, view, Charts.whole(view));
      if (Charts.finite(view.selected)) {
        const value = use ? use[view.selected] : NaN,
          form = { form: "share" };
        // The scale says that differences are points.
        out.chosen = {
          text: view.difference
            ? Charts.differs(value, form).replace(/\u00a0points|no difference/, (found) =>
                found[0] === "n" ? "0" : "",
              )
            : Charts.said(value, form),
        };
      }
      return out;
    };

    function offices(data, view) {
      const list = offices_of(data),
        theme = view.theme,
        font = view.font,
        size = font * 0.9;
      if (!list.length) return Charts.empty("offices", data, view, Charts.words(view).nothing);
      const rows = Charts.order(data, view),
        { top, bottom } = field(view),
        { left, right } = Charts.frame(view),
        months = Charts.known(view);
      const height = (bottom - top) / rows.length,
        column = Charts.x_of(1, view) - Charts.x_of(0, view),
        moving = Charts.moving.offices(data, view);
      const address = Charts.heat_image(data, view, rows),
        tiers = (data.about && data.about.tiers) || [];
      const one_month = (view.months || []).length < 2,
        from = one_month ? left : Charts.x_of(-0.5, view),
        width = one_month ? right - left : months * column;
      let inner = Charts.tag("rect", {
        x: left,
        y: top,
        width: right - left,
        height: bottom - top,
        fill: theme.hole,
      });
      inner += Charts.hidden(view, "offices", top, bottom);
      if (address) {
        inner += Charts.tag("image", {
          x: from,
          y: top,
          width,
          height: bottom - top,
          href: address,
          preserveAspectRatio: "none",
          style: "image-rendering:pixelated",
        });
      }
      inner +=
        Charts.years(view, bottom) +
        (view.scale === false
          ? ""
          : scale(view, view.width - font * 0.3, font * 0.85, view.difference ? Charts.widest(data, view) : 1)) +
        Charts.veil({ ...view }, moving, top, bottom) +
        left_labels(data, view, rows);
      for (const { office, y, row } of names(data, view, rows, view.selected)) {
        const chosen = office === view.selected,
          name = list[office].name;
        inner += Charts.tag("line", {
          x1: right + font * 0.15,
          x2: right + font * 0.5,
          y1: row,
          y2: y,
          stroke: theme.muted,
          "stroke-width": 1,
        });
        const value = chosen
            ? Charts.width_of(view.difference ? "\u2212100" : "100\u00a0%", size, true) + size * 0.4
            : 0,
          room = view.width - right - font * 0.8;
        const text = Charts.shortened(name, chosen ? Math.max(room - value, size * 3) : room, size, chosen);
        inner += Charts.tag(
          "text",
          {
            x: right + font * 0.65,
            y: y + size * 0.35,
            "font-size": size,
            "font-weight": chosen ? 800 : 500,
            fill: chosen ? theme.act : theme.ink,
          },
          Charts.title(name) +
            Charts.tag("tspan", {}, Charts.escape(text + (chosen ? " " : ""))) +
            (chosen ? Charts.moved("chosen", "tspan", {}, moving) : ""),
        );
      }
      const chosen_row = rows.indexOf(view.selected);
      if (chosen_row >= 0) {
        inner += Charts.tag("rect", {
          x: left,
          y: top + chosen_row * height - 1,
          width: right - left,
          height: height + 2,
          fill: "none",
          stroke: theme.act,
          "stroke-width": 2.5 * theme.weight,
        });
      }
      inner += Charts.cursor_line(view, moving, top, bottom) + Charts.cursor_date(view, moving, bottom);
      rows.forEach((office, row) => {
        const { name, tier, size: posts } = list[office],
          found = tiers.find((one) => one.code === tier);
        const told = name + " (" + (found ? found.name + ", " : "") + Charts.plain(posts || 0, 0) + " posts)";
        inner += Charts.tag(
          "rect",
          {
            "data-office": office,
            x: left,
            y: top + row * height,
            width: view.width - left,
            height,
            fill: "transparent",
            style: "cursor:pointer",
          },
          Charts.title(told),
        );
      });
      return Charts.sheet("offices", data, view, inner);
    }

    return { offices, scale, scale_width };
  })(),
);
