/* What every chart writes: one way to escape, to measure, to shorten, and to say a number or a month.

   All parts `chart_*.js` share one object, `Charts`; each adds to it, in any order.  They take data and
   a view and give SVG text; they keep nothing and fetch nothing. */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
    const FAMILY = "Inter, Roboto, 'Segoe UI', 'Liberation Sans', Arial, Helvetica, sans-serif";
    const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const ENTITY = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
    const NO_BREAK = "\u00a0",
      MINUS = "\u2212",
      DASH = "\u2013",
      DOTS = "\u2026";

    /* Words of the charts' own; `view.words` replaces any of them. */
    const WORDS = {
      baseline: "Baseline",
      current: "Your policy",
      both: "as the baseline",
      guess: "Your guess",
      hidden: "What happens next?",
      hidden_said: "The months from here on are hidden until the reveal.",
      self_report: "as the offices report them",
      verified: "checked by others",
      published: "Published figures",
      unpublished: "No published figure tells real use: this is the model's alone",
      large: "large",
      small: "small",
      gains: "gains most",
      loses: "loses most",
      parts: {
        resistance_habit: "Habit",
        resistance_hierarchy: "Superiors",
        resistance_discretion: "Discretion",
        resistance_jobs: "Jobs",
        resistance_distrust: "Distrust",
      },
      real: "real use",
      nothing: "Nothing to show yet.",
      mechanisms: "Without it, the difference would be smaller by",
      why: "Ask why, and the difference is taken apart here.",
      same: "Both scenarios are the same: there is no difference to explain.",
    };

    function escape(text) {
      // Characters that no XML file may hold would spoil a saved picture.
      const clean = String(text === null || text === undefined ? "" : text).replace(
        /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
        "\ufffd",
      );
      return clean.replace(/[&<>"']/g, (sign) => ENTITY[sign]);
    }

    function number(value) {
      const rounded = Math.round(value * 100) / 100;
      return Object.is(rounded, -0) ? "0" : String(rounded);
    }

    /* One element: every value of an attribute is escaped here; `inner` is markup already. */
    function tag(name, attributes, inner) {
      let written = "<" + name;
      for (const key in attributes) {
        const value = attributes[key];
        if (value === null || value === undefined) continue;
        written += " " + key + '="' + (typeof value === "number" ? number(value) : escape(value)) + '"';
      }
      return inner === undefined ? written + "/>" : written + ">" + inner + "</" + name + ">";
    }

    /* The commands of a path from letters and numbers. */
    const steps = (...parts) => parts.map((part) => (typeof part === "number" ? number(part) : part)).join(" ");

    const title = (text) => tag("title", {}, escape(text));

    let pen = null;
    const widths = new Map();

    /* Width of `text` in pixels at `size`, set in the charts' letters. */
    function width_of(text, size, bold) {
      const key = (bold ? "b" : "n") + text;
      let width = widths.get(key);
      if (width === undefined) {
        pen = pen || document.createElement("canvas").getContext("2d");
        pen.font = (bold ? "700" : "500") + " 100px " + FAMILY;
        width = pen.measureText(text).width / 100;
        if (widths.size > 5000) widths.clear();
        widths.set(key, width);
      }
      return width * size;
    }

    /* `text`, or its beginning and an ellipsis, within `room` pixels; nothing where not even two letters fit. */
    function shortened(text, room, size, bold) {
      text = String(text === null || text === undefined ? "" : text);
      if (width_of(text, size, bold) <= room) return text;
      const letters = Array.from(text);
      let low = 0,
        high = letters.length;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (width_of(letters.slice(0, middle).join("").trimEnd() + DOTS, size, bold) <= room) low = middle;
        else high = middle - 1;
      }
      return low < 2 ? "" : letters.slice(0, low).join("").trimEnd() + DOTS;
    }

    /* Lines of at most `room` pixels, at most `most` of them; the last is shortened. */
    function wrapped(text, room, size, bold, most) {
      const lines = [];
      let rest = String(text === null || text === undefined ? "" : text).split(/ +/);
      while (rest.length && lines.length < most - 1) {
        let taken = 1;
        while (taken < rest.length && width_of(rest.slice(0, taken + 1).join(" "), size, bold) <= room) taken += 1;
        lines.push(shortened(rest.slice(0, taken).join(" "), room, size, bold));
        rest = rest.slice(taken);
      }
      if (rest.length) lines.push(shortened(rest.join(" "), room, size, bold));
      return lines;
    }

    /* Text with a rim of the card's colour, so that lines may pass behind it. */
    function halo(view, size) {
      return {
        "paint-order": "stroke",
        stroke: view.theme.card,
        "stroke-width": size * 0.34,
        "stroke-linejoin": "round",
      };
    }

    const finite = (value) => typeof value === "number" && Number.isFinite(value);

    function plain(value, decimals) {
      return Math.abs(value).toLocaleString("en-GB", { minimumFractionDigits: 0, maximumFractionDigits: decimals });
    }

    const signed = (value, text) => (text.replace(/[^1-9]/g, "") === "" ? "" : value < 0 ? MINUS : "") + text;

    function rupees(value, short) {
      const size = Math.abs(value);
      const [by, word] = size >= 999.5e6 ? [1e9, short ? "bn" : "billion"] : [1e6, short ? "m" : "million"];
      const scaled = size / by;
      return signed(value, "Rs" + NO_BREAK + plain(scaled, scaled < 9.95 ? 1 : 0) + NO_BREAK + word);
    }

    /* A value with its unit, as a label says it; a dash where there is none. */
    function said(value, measure) {
      if (!finite(value)) return DASH;
      const form = measure && measure.form;
      if (form === "money") return rupees(value, true);
      if (form === "days") return signed(value, plain(value, Math.abs(value) < 9.95 ? 1 : 0) + NO_BREAK + "days");
      if (form === "share")
        return signed(value, plain(value * 100, Math.abs(value) < 0.0995 ? 1 : 0) + NO_BREAK + "%");
      return signed(value, plain(value, form === "count" ? 0 : 2));
    }

    /* A difference with its sign: points for shares. */
    function differs(value, measure) {
      if (!finite(value)) return DASH;
      const form = measure && measure.form;
      const text =
        form === "share"
          ? plain(value * 100, Math.abs(value) < 0.0095 ? 1 : 0) + NO_BREAK + "points"
          : said(Math.abs(value), measure);
      return /[1-9]/.test(text) ? (value > 0 ? "+" : MINUS) + text : "no difference";
    }

    /* "2024-05" in words: May 2024. */
    function month_said(month) {
      const found = /^(\d{4})-(\d{2})$/.exec(month || "");
      return found ? (MONTHS[found[2] - 1] || "") + " " + found[1] : String(month || "");
    }

    const words = (view) => Object.assign({}, WORDS, view.words);

    return {
      FAMILY,
      escape,
      number,
      tag,
      steps,
      title,
      width_of,
      shortened,
      wrapped,
      halo,
      finite,
      plain,
      said,
      differs,
      rupees,
      month_said,
      words,
    };
  })(),
);
