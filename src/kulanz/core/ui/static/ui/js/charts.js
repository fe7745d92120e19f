// Charts told from the tables beside them: <figure data-chart="id of the table">. Each <th data-series> of the
// head is a column to draw ("bar" or "line", named by data-series-name); its cells say data-value, the row's
// heading is the label. Colours are the page's own neutral ones, so that a chart never looks like a state.
/* global echarts */

const shown = new Map();

function read(table) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const number = (cell) => (cell?.dataset.value ? Number(cell.dataset.value) : null);
  return {
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    series: heads.map((head, at) => ({ kind: head.dataset.series, name: head.dataset.seriesName, values: rows.map((row) => number(row.cells[at])) })).filter((one) => one.kind),
  };
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return { ink: of("--ink"), text: of("--ink-2"), faint: of("--line"), bar: of("--neutral"), line: of("--ink"), font: of("--font"), under: of("--surface") };
}

function option(figure, { labels, series }) {
  const colour = colours();
  const language = document.documentElement.lang || "de";
  const wide = figure.clientWidth > 620;
  const sideways = figure.dataset.chartSideways !== undefined;
  const text = (value, digits = 2) => (value === null || value === undefined ? "" : value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  const digits = Number(figure.dataset.chartDigits ?? 2);
  const unit = figure.dataset.chartUnit ? ` ${figure.dataset.chartUnit}` : "";
  const names = { type: "category", data: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: colour.faint } }, axisLabel: { color: colour.text, interval: wide || sideways ? 0 : 2 }, inverse: sideways };
  const values = { type: "value", splitNumber: 4, minInterval: digits ? 0 : 1, axisLabel: { color: colour.text, formatter: (value) => text(value, value % 1 ? 1 : 0) + unit }, splitLine: { lineStyle: { color: colour.faint } } };
  return {
    animation: false,
    textStyle: { fontFamily: colour.font, color: colour.text },
    grid: { left: 8, right: series.some((one) => one.kind === "line") ? 112 : 48, top: 28, bottom: 8, containLabel: true },
    xAxis: sideways ? values : names,
    yAxis: sideways ? names : values,
    series: series.map((one, at) => (one.kind === "line" ? {
      type: "line", name: one.name, data: one.values, symbolSize: 5, connectNulls: true, z: 3,
      lineStyle: { color: colour.line, width: 2, type: [5, 4] }, itemStyle: { color: colour.line },
      endLabel: { show: true, distance: 26, formatter: one.name, color: colour.text, width: 84, overflow: "break", fontSize: 12 },
    } : {
      type: "bar", name: one.name, data: one.values, barMaxWidth: 44, itemStyle: { color: at ? colour.faint : colour.bar, borderColor: colour.bar, borderWidth: at ? 1 : 0 },
      label: { show: wide || sideways, position: sideways ? "right" : "insideBottom", color: sideways || at ? colour.ink : colour.under, fontSize: 12, formatter: (point) => text(point.value, digits) },
    })),
  };
}

function draw(figure) {
  const table = document.getElementById(figure.dataset.chart);
  const box = figure.querySelector(".chart-canvas");
  if (!table || !box || !window.echarts) return;
  const chart = shown.get(figure) ?? echarts.init(box, null, { renderer: "canvas" });
  shown.set(figure, chart);
  chart.resize();
  chart.setOption(option(figure, read(table)), true);
}

function drawAll() {
  for (const figure of document.querySelectorAll("figure[data-chart]")) draw(figure);
}

drawAll();
const size = new ResizeObserver(drawAll);
for (const figure of document.querySelectorAll("figure[data-chart]")) size.observe(figure);
new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
