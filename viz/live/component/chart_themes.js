/* Colours of the three themes.  Text stands at 4.5 to 1 or more on its card, lines at 3 to 1; wherever two
   colours mean different things their lightness differs too, so that a grey print still reads.
   The hues are those of viz/style.py (Okabe and Ito). */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
    const LIGHT = {
      name: "light",
      weight: 1,
      paper: "#F3F5F7",
      card: "#FFFFFF",
      ink: "#1A1A1A",
      muted: "#5F5F5F",
      grid: "#D9D9D9",
      hole: "#ECECEC",
      base: "#8A8A8A",
      base_text: "#5F5F5F",
      now: "#0072B2",
      now_text: "#005F96",
      better: "#005F96",
      worse: "#E8702A",
      better_text: "#005F96",
      worse_text: "#B04A00",
      act: "#B04A00",
      on_act: "#FFFFFF",
      mark: "#5F5F5F",
      guess: "#E69F00",
      guess_text: "#855A00",
      record: "#1A1A1A",
      modes: { paper: "#C9B79C", hybrid: "#56B4E9", digital: "#00507D" },
      use: [
        [241, 243, 245],
        [176, 214, 236],
        [86, 160, 208],
        [0, 101, 158],
        [0, 44, 78],
      ],
      less: [
        [244, 244, 244],
        [240, 178, 136],
        [176, 74, 0],
      ],
      more: [
        [244, 244, 244],
        [126, 184, 219],
        [0, 72, 116],
      ],
      parts: ["#00507D", "#A9D6F2", "#B4521B", "#F7CF7A", "#00694D"],
    };
    const PROJECTOR = Object.assign({}, LIGHT, {
      name: "projector",
      weight: 1.3,
      paper: "#FFFFFF",
      ink: "#000000",
      muted: "#3A3A3A",
      grid: "#C8C8C8",
      hole: "#E4E4E4",
      base: "#7E7E7E",
      base_text: "#4A4A4A",
      now: "#005C94",
      now_text: "#004D80",
      better: "#004D80",
      better_text: "#004D80",
      worse_text: "#9A3F00",
      act: "#9A3F00",
      mark: "#3A3A3A",
      guess: "#D98E00",
      guess_text: "#6F4A00",
      record: "#000000",
    });
    const DARK = {
      name: "dark",
      weight: 1.1,
      paper: "#0B1218",
      card: "#15202A",
      ink: "#F4F7F9",
      muted: "#B7C3CC",
      grid: "#31404C",
      hole: "#1E2B36",
      base: "#84909A",
      base_text: "#B7C3CC",
      now: "#7CC8F5",
      now_text: "#8CD0F8",
      better: "#8CD0F8",
      worse: "#D9691E",
      better_text: "#8CD0F8",
      worse_text: "#FF9D5C",
      act: "#FF8F66",
      on_act: "#15202A",
      mark: "#B7C3CC",
      guess: "#CF9420",
      guess_text: "#F2B32E",
      record: "#F4F7F9",
      modes: { paper: "#8A7B63", hybrid: "#3D8FC2", digital: "#C9E9FB" },
      use: [
        [32, 45, 57],
        [26, 84, 128],
        [52, 134, 190],
        [132, 200, 240],
        [236, 248, 255],
      ],
      less: [
        [32, 45, 57],
        [150, 76, 24],
        [255, 150, 84],
      ],
      more: [
        [32, 45, 57],
        [48, 120, 168],
        [170, 222, 252],
      ],
      parts: ["#8CD0F8", "#2B6A97", "#F29A63", "#8A6420", "#3FC79F"],
    };
    const themes = { light: LIGHT, dark: DARK, projector: PROJECTOR };

    /* Relative luminance of a colour "#RRGGBB", 0 to 1, and the contrast of two, 1 to 21 (WCAG). */
    function luminance(colour) {
      const channel = (at) => {
        const value = parseInt(colour.slice(at, at + 2), 16) / 255;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
      };
      return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    }

    function contrast(one, other) {
      const a = luminance(one),
        b = luminance(other);
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    /* [r, g, b] at `share` (0 to 1) along a list of colours. */
    function between(colours, share) {
      const at = Math.max(0, Math.min(1, Number.isFinite(share) ? share : 0)) * (colours.length - 1);
      const low = Math.min(colours.length - 2, Math.floor(at)),
        part = at - low;
      return colours[low].map((value, i) => Math.round(value + (colours[low + 1][i] - value) * part));
    }

    /* Real use of 0 to 1, and a difference of -1 to 1 of the widest, as "rgb(r,g,b)". */
    const use_colour = (theme, share) => "rgb(" + between(theme.use, share).join(",") + ")";
    const diverging = (theme, share) => between(share < 0 ? theme.less : theme.more, Math.abs(share));
    const difference_colour = (theme, share) => "rgb(" + diverging(theme, share).join(",") + ")";

    return { themes, luminance, contrast, between, use_colour, diverging, difference_colour };
  })(),
);
