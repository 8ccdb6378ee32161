/* Real use of every office in every month: decoded, sorted, and as a small picture. */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
    const decoded = new Map();

    /* Shares of all offices by month from base64: a list of bytes, month after month, 255 = all. */
    function shares(text) {
      if (!text) return null;
      let found = decoded.get(text);
      if (!found) {
        const binary = atob(text);
        found = new Uint8Array(binary.length);
        for (let i = 0; i < binary.length; i++) found[i] = binary.charCodeAt(i);
        if (decoded.size > 8) decoded.clear();
        decoded.set(text, found);
      }
      return found;
    }

    const offices_of = (data) => (data.about && data.about.offices) || [];

    /* Real use of each office at a month, 0 to 1, or its difference from the baseline; null where unknown. */
    function use_of(data, view, month) {
      const n = offices_of(data).length,
        now = shares(data.shown && data.shown.current && data.shown.current.real);
      const base = view.difference ? shares(data.shown && data.shown.baseline && data.shown.baseline.real) : null;
      if (!now || (month + 1) * n > now.length || (view.difference && !base)) return null;
      return Array.from({ length: n }, (_, i) => (now[month * n + i] - (base ? base[month * n + i] : 0)) / 255);
    }

    /* Numbers of the offices from the first row down. */
    function order(data, view) {
      const offices = offices_of(data),
        rows = offices.map((_, i) => i),
        months = Charts.known(view);
      const by_size = (a, b) => (offices[b].size || 0) - (offices[a].size || 0) || a - b;
      if (view.sort === "tier") {
        const ranks = ((data.about && data.about.tiers) || []).map((tier) => tier.code);
        const rank = (i) => {
          const at = ranks.indexOf(offices[i].tier);
          return at < 0 ? ranks.length : at;
        };
        return rows.sort((a, b) => rank(a) - rank(b) || by_size(a, b));
      }
      if (view.sort === "difference") {
        const gain = new Float64Array(rows.length);
        for (let month = 0; month < months; month++) {
          const row = use_of(data, { ...view, difference: true }, month);
          if (row)
            row.forEach((value, i) => {
              gain[i] += value;
            });
        }
        return rows.sort((a, b) => gain[b] - gain[a] || by_size(a, b));
      }
      return rows.sort(by_size);
    }

    const widths = new Map();

    /* The widest difference of any office in any month that may be seen, rounded up to ten points. */
    function widest(data, view) {
      const shown = data.shown || {},
        key = [(shown.current || {}).real, (shown.baseline || {}).real, Charts.known(view)].join("|");
      if (!widths.has(key)) {
        if (widths.size > 8) widths.clear();
        widths.set(key, computed_widest(data, view));
      }
      return widths.get(key);
    }

    function computed_widest(data, view) {
      let most = 0;
      for (let month = 0; month < Charts.known(view); month++) {
        const row = use_of(data, { ...view, difference: true }, month);
        if (row) for (const value of row) most = Math.max(most, Math.abs(value));
      }
      return Math.max(0.1, Math.ceil(most * 10 - 1e-9) / 10);
    }

    const images = new Map();

    /* The map as a picture of a few pixels for each office and month; losses carry a checked texture,
     so that a grey print tells them from gains. */
    function image(data, view, rows) {
      const months = Charts.known(view),
        shown = data.shown || {},
        theme = view.theme,
        fine = view.difference ? 2 : 1;
      const key = [
        theme.name,
        view.difference,
        months,
        rows.join(),
        (shown.current || {}).real,
        view.difference ? (shown.baseline || {}).real : "",
      ].join("|");
      if (images.has(key)) return images.get(key);
      if (!months || !rows.length) return null;
      const canvas = document.createElement("canvas");
      canvas.width = months * fine;
      canvas.height = rows.length * fine;
      const pen = canvas.getContext("2d"),
        picture = pen.createImageData(canvas.width, canvas.height),
        most = view.difference ? widest(data, view) : 1;
      const card = [1, 3, 5].map((at) => parseInt(theme.card.slice(at, at + 2), 16));
      for (let month = 0; month < months; month++) {
        const use = use_of(data, view, month);
        if (!use) return null;
        rows.forEach((office, row) => {
          const value = use[office] / most,
            colour = view.difference ? Charts.diverging(theme, value) : Charts.between(theme.use, value);
          for (let dy = 0; dy < fine; dy++) {
            for (let dx = 0; dx < fine; dx++) {
              const pale = value < -0.02 && dx === dy,
                at = 4 * ((row * fine + dy) * canvas.width + month * fine + dx);
              for (let c = 0; c < 3; c++)
                picture.data[at + c] = pale ? Math.round((colour[c] + card[c]) / 2) : colour[c];
              picture.data[at + 3] = 255;
            }
          }
        });
      }
      pen.putImageData(picture, 0, 0);
      const address = canvas.toDataURL("image/png");
      if (images.size > 12) images.clear();
      images.set(key, address);
      return address;
    }

    return { shares, use_of, order, widest, heat_image: image };
  })(),
);
