/* The one time axis of all charts, the value axis, and what is known at a month.

   view.month       the cursor, months since the first (may be fractional while playing)
   view.hidden_from first month that was hidden from the room (null: none); view.revealed shows it again,
   view.rests_at    up to this month (null: to the end)
   view.veil        0 to 1: how much the months after the cursor are covered (1 while playing, 0 at rest) */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
    /* Margins that every chart over time shares, so that one month stands at one x in all of them. */
    function frame(view) {
      const font = view.font,
        narrow = view.width < 34 * font;
      const left = Math.round(font * (narrow ? 3.3 : 4.2)),
        edge = Math.round(font * (narrow ? 6.2 : 8.4));
      return { left, right: Math.max(left + 10, view.width - edge), edge };
    }

    const months_of = (view) => view.months || [];
    const last_month = (view) => Math.max(0, months_of(view).length - 1);

    function x_of(month, view) {
      const { left, right } = frame(view);
      return left + (month / Math.max(1, last_month(view))) * (right - left);
    }

    /* The month at `x`, fractional, never outside the run. */
    function month_at(x, view) {
      const { left, right } = frame(view);
      const month = ((x - left) / (right - left)) * Math.max(1, last_month(view));
      return Math.max(0, Math.min(last_month(view), month));
    }

    /* The months from the first hidden one on: their count is what no chart may tell. */
    function known(view) {
      const n = months_of(view).length,
        hidden = view.hidden_from;
      if (hidden === null || hidden === undefined) return n;
      const rest = view.revealed ? view.rests_at : hidden - 1;
      return rest === null || rest === undefined ? n : Math.max(0, Math.min(n, Math.ceil(rest) + 1));
    }

    const hides = (view) => known(view) < months_of(view).length;

    /* The cursor, never on a hidden month. */
    const cursor = (view) => Math.max(0, Math.min(view.month || 0, Math.max(0, known(view) - 1)));
    const whole = (view) => Math.floor(cursor(view) + 1e-6);

    function series(side, measure, view) {
      const values = side && side.series && side.series[measure];
      return Array.isArray(values) ? values.slice(0, known(view)) : null;
    }

    /* The value at a month between two, or NaN. */
    function at(values, month) {
      if (!values || !values.length) return NaN;
      const low = Math.floor(month),
        part = month - low;
      const here = values[low],
        next = part > 1e-9 ? values[low + 1] : here;
      if (!Charts.finite(here)) return NaN;
      return Charts.finite(next) ? here + (next - here) * part : here;
    }

    /* Whether the two sides are the same in all that is known of the measure, as of a scenario against itself. */
    function alike(data, view, measure) {
      const [one, other] = ["current", "baseline"].map((side) =>
        series(data.shown && data.shown[side], measure || view.measure, view),
      );
      return Boolean(one && other) && one.length === other.length && one.every((value, m) => value === other[m]);
    }

    function measure_of(data, view) {
      const found = ((data.about && data.about.measures) || []).find((m) => m.name === view.measure);
      return found || { name: view.measure, label: view.measure, unit: "", form: "share" };
    }

    function ribbon(data, view, side) {
      const band = data.band;
      if (!band || !band[side] || (data.shown && band.n !== data.shown.n)) return null;
      const found = band[side][view.measure];
      if (!found || !Array.isArray(found.low) || !Array.isArray(found.high)) return null;
      return { low: found.low.slice(0, known(view)), high: found.high.slice(0, known(view)) };
    }

    const STEPS = [1, 2, 2.5, 5, 10];

    function round_step(span, count) {
      const rough = span / count,
        power = Math.pow(10, Math.floor(Math.log10(rough)));
      return STEPS.find((step) => step * power >= rough * 0.999) * power;
    }

    /* What a run would end at if it went on as in the last year that is known: enough room for a guess. */
    function carried_on(data, view, side) {
      const values = (series(data.shown && data.shown[side], view.measure, view) || []).filter(Charts.finite),
        n = values.length;
      if (!n) return 0;
      // A sum begins at nothing, so its first month tells its pace.
      const before = n > 1 ? values[Math.max(0, n - 13)] : /^cumulative/.test(view.measure) ? 0 : values[0];
      const pace = (values[n - 1] - before) / Math.max(1, Math.min(12, n - 1));
      return values[n - 1] + pace * (last_month(view) - n + 1);
    }

    /* Lowest and highest value of the axis, and its ticks.  Nothing hidden has a say in it. */
    function domain(data, view) {
      const measure = measure_of(data, view),
        rows = view.height < 15 * view.font ? 2 : 4;
      if (measure.form === "share") {
        return { low: 0, high: 1, ticks: rows === 2 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1] };
      }
      const scale = /^(\d+) to (\d+)$/.exec(measure.unit || "");
      if (scale) {
        const ticks = [];
        for (let value = +scale[1]; value <= +scale[2]; value++) ticks.push(value);
        return { low: +scale[1], high: +scale[2], ticks };
      }
      let low = 0,
        high = 0;
      const see = (values) =>
        (values || []).forEach((value) => {
          if (Charts.finite(value)) {
            low = Math.min(low, value);
            high = Math.max(high, value);
          }
        });
      for (const side of ["current", "baseline"]) {
        see(series(data.shown && data.shown[side], view.measure, view));
        const band = ribbon(data, view, side);
        if (band) {
          see(band.low);
          see(band.high);
        }
      }
      // A room that guesses needs space above what it has seen.
      if (hides(view)) {
        const reach = Math.max(...["current", "baseline"].map((side) => carried_on(data, view, side)));
        high = Math.max(2 * high, 1.6 * reach);
        low *= 2;
      }
      if (view.guess && (!view.guess_measure || view.guess_measure === view.measure))
        see(view.guess.map((point) => point[1]));
      if (high - low < 1e-12) high = low + 1;
      const step = round_step(high - low, rows),
        ticks = [];
      const first = Math.floor(low / step + 1e-9),
        steps = Math.ceil(high / step - 1e-9);
      for (let k = first; k <= steps; k++) ticks.push(k * step);
      return { low: first * step, high: steps * step, ticks };
    }

    /* Where the field of the curve begins and ends, and how many rows of flags stand above it. */
    function field(view) {
      const rows = view.height < 13 * view.font ? 1 : view.height < 21 * view.font ? 2 : 3;
      const top = Math.round(view.font * (1.1 + 1.4 * rows));
      // A box too low for any curve still gets a drawing without heights below nothing.
      return { rows, top, bottom: Math.max(top + 1, Math.round(view.height - view.font * 2)) };
    }

    /* The height of any value: a function that has measured the axis once. */
    function heights(view, data) {
      const { low, high } = domain(data || {}, view),
        { top, bottom } = field(view);
      return (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
    }

    const y_of = (value, view, data) => heights(view, data)(value);

    /* The value at `y`, never outside the axis. */
    function value_at(y, view, data) {
      const { low, high } = domain(data || {}, view),
        { top, bottom } = field(view);
      return Math.max(low, Math.min(high, low + ((bottom - y) / (bottom - top)) * (high - low)));
    }

    return {
      frame,
      x_of,
      month_at,
      y_of,
      heights,
      value_at,
      known,
      hides,
      cursor,
      whole,
      series,
      at,
      alike,
      measure_of,
      ribbon,
      domain,
      field,
      last_month,
    };
  })(),
);
