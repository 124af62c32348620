/* The capstone chapter's figure: a table's rows in blocks of a size that the reader chooses (an example). */
(function () {
  "use strict";
  const { svg, slider, figure, shades } = window.course;
  const SIDE = 14, ACROSS = 32;

  figure("capstone", function ({ controls, canvas, says }) {
    const rows = slider("Rows:", 0, 256, 1, 100, String, () => draw());
    const size = slider("Rows in a block:", 1, 64, 1, 16, String, () => draw());
    controls.append(rows.node, size.node);

    function draw() {
      const height = Math.max(1, Math.ceil(rows.value / ACROSS)) * SIDE;
      const picture = svg("svg", { viewBox: `0 0 ${ACROSS * SIDE} ${height}`, role: "img", "aria-label": "rows, shaded by block" });
      for (let row = 0; row < rows.value; row++) {
        const block = Math.floor(row / size.value);
        picture.append(svg("rect", { x: (row % ACROSS) * SIDE, y: Math.floor(row / ACROSS) * SIDE,
          width: SIDE - 2, height: SIDE - 2, fill: shades[block % 2] }));
      }
      canvas.replaceChildren(picture);
      const blocks = Math.ceil(rows.value / size.value);
      says.textContent = `${rows.value} rows fill ${blocks} blocks of ${size.value} rows.`;
    }

    draw();
  });
})();
