/* A chart to take home: SVG text that stands alone, and the same as PNG. */
var Charts = Charts || {};

Object.assign(
  Charts,
  (function () {
    /* `svg` under `view.title`, above `view.source` (scenario, seed, redtape), on the card's colour. */
    function svg_file(svg, view) {
      const font = view.font,
        theme = view.theme,
        edge = font * 1.2,
        width = view.width + 2 * edge;
      const title = Charts.wrapped(view.title || "", view.width, font * 1.3, true, 2).filter(Boolean);
      const source = Charts.wrapped(view.source || "", view.width, font * 0.85, false, 3).filter(Boolean);
      const head = edge + title.length * font * 1.7,
        height = head + view.height + source.length * font * 1.2 + edge * 1.2;
      const lines = (texts, y, size, weight, colour) =>
        texts
          .map((text, i) =>
            Charts.tag(
              "text",
              { x: edge, y: y + i * size * 1.3, "font-size": size, "font-weight": weight, fill: colour },
              Charts.escape(text),
            ),
          )
          .join("");
      return (
        '<?xml version="1.0" encoding="UTF-8"?>\n' +
        Charts.tag(
          "svg",
          {
            xmlns: "http://www.w3.org/2000/svg",
            width,
            height,
            viewBox: "0 0 " + Charts.number(width) + " " + Charts.number(height),
            "font-family": Charts.FAMILY,
          },
          (view.title ? Charts.title(view.title) : "") +
            Charts.tag("rect", { width: "100%", height: "100%", fill: theme.card }) +
            lines(title, edge + font * 1.1, font * 1.3, 800, theme.ink) +
            Charts.tag(
              "g",
              { transform: "translate(" + Charts.number(edge) + "," + Charts.number(head) + ")" },
              svg,
            ) +
            lines(source, head + view.height + font * 1.2, font * 0.85, 500, theme.muted),
        ) +
        "\n"
      );
    }

    /* SVG text as a PNG of `scale` pixels for each of its own: a Promise of a Blob. */
    function png_blob(text, scale) {
      return new Promise((done, failed) => {
        const picture = new Image(),
          address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
        picture.onload = () => {
          const canvas = document.createElement("canvas");
          canvas.width = Math.round(picture.naturalWidth * (scale || 2));
          canvas.height = Math.round(picture.naturalHeight * (scale || 2));
          canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
          URL.revokeObjectURL(address);
          canvas.toBlob(
            (blob) => (blob ? done(blob) : failed(new Error("The picture could not be made."))),
            "image/png",
          );
        };
        picture.onerror = () => {
          URL.revokeObjectURL(address);
          failed(new Error("The picture could not be read."));
        };
        picture.src = address;
      });
    }

    /* Hands a file to the browser, which saves it under `name`. */
    function save(name, blob) {
      const link = document.createElement("a"),
        address = URL.createObjectURL(blob);
      link.href = address;
      link.download = name;
      document.body.appendChild(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    }

    return { svg_file, png_blob, save };
  })(),
);
