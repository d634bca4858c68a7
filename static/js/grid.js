// Arrow keys, Home and End move between the cells of a grid. Without this file the Tab key reaches every cell.
for (const table of document.querySelectorAll("table[data-grid]")) {
  const rows = () => [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("a.cell")]);
  table.addEventListener("keydown", (event) => {
    const here = event.target.closest("a.cell");
    if (!here) return;
    const cells = rows();
    const y = cells.findIndex((row) => row.includes(here));
    const x = cells[y].indexOf(here);
    const step = { ArrowUp: [y - 1, x], ArrowDown: [y + 1, x], ArrowLeft: [y, x - 1], ArrowRight: [y, x + 1], Home: [y, 0], End: [y, cells[y].length - 1] }[event.key];
    const target = step && cells[step[0]]?.[step[1]];
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
}
