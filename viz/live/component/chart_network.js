/* Who sends files to whom: offices as discs, coloured by real use at the month on screen. */
var Charts = Charts || {};
Charts.moving = Charts.moving || {};

Object.assign(
  Charts,
  (function () {
    const TURNS = 60,
      SHARE_OF_FIELD = 0.17,
      STRENGTHS = 5,
      CHOSEN = 99;

    const offices_of = (data) => (data.about && data.about.offices) || [];

    const laid_out = new WeakMap();

    /* Centres and radii in pixels, worked out once for each network and size. */
    function layout(data, view) {
      const network = data.about && data.about.network,
        size = [view.width, view.height, view.font].join();
      if (!network) return moved_apart(data, view);
      if (!laid_out.has(network) || laid_out.get(network).size !== size) {
        laid_out.set(network, { size, nodes: moved_apart(data, view) });
      }
      return laid_out.get(network).nodes;
    }

    /* Discs that overlap are moved apart, the same way each time. */
    function moved_apart(data, view) {
      const list = offices_of(data),
        { xy = [], hubs = [] } = (data.about && data.about.network) || {},
        font = view.font;
      const hub = new Set(hubs),
        top = font * 2.2,
        bottom = view.height - font * 0.6,
        side = font * 0.8;
      const room = Math.max(1, (bottom - top) * (view.width - 2 * side));
      const total = list.reduce((sum, office) => sum + (office.size || 0), 0) || 1;
      // The network fills its field, whatever part of its own square it takes.
      const placed = list.map((_, i) => xy[i] || [0, 0]);
      const share = (axis) => {
        const values = placed.map((point) => point[axis]),
          low = Math.min(...values),
          span = Math.max(...values) - low;
        return (i) => (span > 0 ? (placed[i][axis] - low) / span : 0.5);
      };
      const [across, up] = [share(0), share(1)];
      const nodes = list.map((office, i) => {
        const r = Math.sqrt((((office.size || 0) / total) * room * SHARE_OF_FIELD) / Math.PI);
        const radius = Math.max(font * 0.35, Math.min(font * 2.6, Math.min(view.width, view.height) * 0.16, r));
        return {
          x: side + radius + across(i) * (view.width - 2 * (side + radius)),
          y: top + radius + (1 - up(i)) * (bottom - top - 2 * radius),
          radius,
        };
      });
      for (let turn = 0; turn < TURNS; turn++) {
        let moved = false;
        for (let i = 0; i < nodes.length; i++) {
          for (let j = i + 1; j < nodes.length; j++) {
            const a = nodes[i],
              b = nodes[j],
              apart =
                a.radius + b.radius + font * (hub.has(i) && hub.has(j) ? 2.6 : hub.has(i) || hub.has(j) ? 1 : 0.35);
            let dx = b.x - a.x,
              dy = b.y - a.y,
              far = Math.hypot(dx, dy);
            if (far >= apart) continue;
            if (far < 1e-6) {
              dx = Math.cos(i + j);
              dy = Math.sin(i + j);
              far = 1;
            }
            const push = (apart - far) / 2 / far;
            a.x -= dx * push;
            a.y -= dy * push;
            b.x += dx * push;
            b.y += dy * push;
            moved = true;
          }
        }
        for (const node of nodes) {
          node.x = Math.max(side + node.radius, Math.min(view.width - side - node.radius, node.x));
          node.y = Math.max(top + node.radius, Math.min(bottom - node.radius, node.y));
        }
        if (!moved) break;
      }
      return nodes;
    }

    function edges(data, view, nodes) {
      const list = ((data.about && data.about.network) || {}).edges || [],
        theme = view.theme;
      const most = list.reduce((high, edge) => Math.max(high, edge[2] || 0), 0) || 1,
        drawn = new Map();
      for (const [from, to, share] of list) {
        if (!nodes[from] || !nodes[to] || from === to) continue;
        const key = Math.min(from, to) + "-" + Math.max(from, to);
        drawn.set(key, { from, to, share: Math.max(share || 0, (drawn.get(key) || { share: 0 }).share) });
      }
      const paths = new Map();
      for (const { from, to, share } of drawn.values()) {
        const chosen = from === view.selected || to === view.selected,
          strength = chosen ? CHOSEN : Math.ceil((share / most) * STRENGTHS);
        const d = "M" + [nodes[from], nodes[to]].map((n) => Charts.number(n.x) + "," + Charts.number(n.y)).join("L");
        paths.set(strength, (paths.get(strength) || "") + d);
      }
      return Array.from(paths.keys())
        .sort((a, b) => a - b)
        .map((strength) => {
          const chosen = strength === CHOSEN,
            share = strength / STRENGTHS;
          return Charts.tag("path", {
            d: paths.get(strength),
            fill: "none",
            stroke: chosen ? theme.act : theme.muted,
            "stroke-opacity": chosen ? 0.9 : 0.07 + 0.2 * share,
            "stroke-width": chosen ? 2 * theme.weight : 0.5 + 2 * share,
          });
        })
        .join("");
    }

    /* Names of the chosen office and the hubs, beside, above or below their discs, where they hide no other name. */
    function labels(data, view, nodes) {
      const theme = view.theme,
        size = view.font * 0.9,
        taken = [],
        list = offices_of(data);
      const hubs = ((data.about && data.about.network) || {}).hubs || [];
      const wanted = [view.selected, ...hubs].filter((i, at, all) => nodes[i] && all.indexOf(i) === at);
      let out = "";
      for (const office of wanted) {
        const { x, y, radius } = nodes[office],
          chosen = office === view.selected,
          name = list[office].name;
        const text = Charts.shortened(name, view.font * 12, size, true),
          width = Charts.width_of(text, size, true);
        const places = [
          [x, y - radius - size * 0.3, "middle"],
          [x, y + radius + size * 1.05, "middle"],
          [x + radius + size * 0.3, y + size * 0.35, "start"],
          [x - radius - size * 0.3, y + size * 0.35, "end"],
        ];
        // Best a place that hides no disc, else any that hides no name.
        const tries = [...places.map((p) => [...p, true]), ...places.map((p) => [...p, false])];
        for (const [px, py, anchor, clear] of tries) {
          let from = anchor === "middle" ? px - width / 2 : anchor === "start" ? px : px - width;
          if (anchor === "middle") from = Math.max(2, Math.min(view.width - width - 2, from));
          const box = [from, py - size, from + width, py + size * 0.3];
          if (box[0] < 1 || box[2] > view.width - 1 || box[1] < view.font * 1.7 || box[3] > view.height - 1) continue;
          if (taken.some((b) => box[0] < b[2] + 4 && b[0] < box[2] + 4 && box[1] < b[3] && b[1] < box[3])) continue;
          const hides = ({ x: cx, y: cy, radius: r }) =>
            cx + r > box[0] && cx - r < box[2] && cy + r > box[1] && cy - r < box[3];
          if (clear && nodes.some((node, i) => i !== office && hides(node))) continue;
          taken.push(box);
          out += Charts.tag(
            "text",
            {
              class: "hub",
              x: from,
              y: py,
              "font-size": size,
              "font-weight": 750,
              "pointer-events": "none",
              fill: chosen ? theme.act : theme.ink,
              ...Charts.halo(view, size * 1.1),
            },
            Charts.title(name) + Charts.escape(text),
          );
          break;
        }
      }
      return out;
    }

    Charts.moving.network = function (data, view) {
      const use = Charts.known(view) ? Charts.use_of(data, view, Charts.whole(view)) : null,
        theme = view.theme,
        out = {};
      const most = view.difference ? Charts.widest(data, view) : 1,
        measure = { form: "share" };
      offices_of(data).forEach((_, i) => {
        const value = use ? use[i] : null;
        out["disc" + i] = {
          fill:
            value === null
              ? theme.hole
              : view.difference
                ? Charts.difference_colour(theme, value / most)
                : Charts.use_colour(theme, value),
        };
        if (view.difference) out["loss" + i] = { opacity: value !== null && value < -0.02 ? 1 : 0 };
      });
      const month = Charts.month_said((view.months || [])[Charts.whole(view)]),
        chosen = offices_of(data)[view.selected];
      const value = chosen && use ? use[view.selected] : NaN;
      const says = view.difference ? Charts.differs(value, measure) : Charts.said(value, measure);
      const room = view.width - Charts.scale_width(view),
        name = chosen ? Charts.shortened(chosen.name, Math.max(0, room - view.font * 9), view.font * 0.95, true) : "";
      out.month = { text: chosen ? (name ? name + ": " : "") + says + ", " + month : month };
      return out;
    };

    function network(data, view) {
      const list = offices_of(data),
        theme = view.theme,
        font = view.font;
      if (!list.length) return Charts.empty("network", data, view, Charts.words(view).nothing);
      const nodes = layout(data, view),
        moving = Charts.moving.network(data, view);
      const tiers = (data.about && data.about.tiers) || [],
        order = nodes.map((_, i) => i).sort((a, b) => nodes[b].radius - nodes[a].radius);
      let inner = edges(data, view, nodes);
      for (const i of order) {
        const { x, y, radius } = nodes[i],
          { name, tier, size } = list[i],
          chosen = i === view.selected;
        const found = tiers.find((one) => one.code === tier);
        const told = name + " (" + (found ? found.name + ", " : "") + Charts.plain(size || 0, 0) + " posts)";
        inner += Charts.tag(
          "g",
          { "data-office": i, style: "cursor:pointer" },
          Charts.title(told) +
            (chosen
              ? Charts.tag("circle", {
                  cx: x,
                  cy: y,
                  r: radius + font * 0.32,
                  fill: "none",
                  stroke: theme.act,
                  "stroke-width": 3.5 * theme.weight,
                })
              : "") +
            Charts.moved(
              "disc" + i,
              "circle",
              { cx: x, cy: y, r: radius, stroke: theme.muted, "stroke-width": 1.2 },
              moving,
            ) +
            (view.difference
              ? Charts.moved(
                  "loss" + i,
                  "line",
                  {
                    x1: x - radius * 0.55,
                    x2: x + radius * 0.55,
                    y1: y,
                    y2: y,
                    stroke: theme.ink,
                    "stroke-width": Math.max(2, radius * 0.22),
                  },
                  moving,
                )
              : ""),
        );
      }
      inner += labels(data, view, nodes);
      const most = view.difference ? Charts.widest(data, view) : 1;
      inner += Charts.moved(
        "month",
        "text",
        { x: font * 0.3, y: font * 1.15, "font-size": font * 0.95, "font-weight": 700, fill: theme.ink },
        moving,
      );
      inner += Charts.scale(view, view.width - font * 0.3, font * 0.85, most, true);
      return Charts.sheet("network", data, view, inner);
    }

    return { network, network_layout: layout };
  })(),
);
