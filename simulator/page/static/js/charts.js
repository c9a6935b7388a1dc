/** Charts: bars, lines and areas over categories, and pies, as SVG with their figures in a table for screen readers. */

import { html, useId } from "./dom.js";

const WIDTH = 560;
const HEIGHT = 220;
const LEFT = 40;
const BOTTOM = 44;
const TOP = 8;
const COLOURS = 6;

export function Chart({ block }) {
  const { title, chart } = block;
  const id = useId();
  return html`<figure class="block chart" aria-labelledby=${id}>
    <figcaption id=${id}>${title}</figcaption>
    ${chart.type === "pie" ? html`<${Pie} chart=${chart} />` : html`<${Axes} chart=${chart} />`}
    <${Legend} names=${(chart.series ?? chart.segments).map((each) => each.name ?? each.label)} />
    <${Figures} chart=${chart} />
  </figure>`;
}

const tint = (index) => `series s${index % COLOURS}`;

function Axes({ chart }) {
  const { categories, x_label, y_label } = chart.axis_config;
  const rows = chart.series.map((series) => categories.map((category) => valueOf(series, category)));
  const highest = Math.max(1, ...rows.flat());
  const step = (WIDTH - LEFT) / categories.length;
  const x = (at) => LEFT + step * (at + 0.5);
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / highest);
  return html`<svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
    ${[0, 0.5, 1].map((part) => html`<g key=${part}>
      <line class="grid" x1=${LEFT} x2=${WIDTH} y1=${y(highest * part)} y2=${y(highest * part)} />
      <text class="tick" x=${LEFT - 6} y=${y(highest * part) + 4} text-anchor="end">${rounded(highest * part)}</text>
    </g>`)}
    ${categories.map((category, at) => html`<text key=${category} class="tick" x=${x(at)} y=${HEIGHT - BOTTOM + 16} text-anchor="middle">${category}</text>`)}
    ${x_label && html`<text class="tick" x=${(LEFT + WIDTH) / 2} y=${HEIGHT - 6} text-anchor="middle">${x_label}</text>`}
    ${y_label && html`<text class="tick" x="10" y=${(HEIGHT - BOTTOM) / 2} text-anchor="middle" transform=${`rotate(-90 10 ${(HEIGHT - BOTTOM) / 2})`}>${y_label}</text>`}
    ${chart.type === "bar" ? bars(rows, step, x, y) : lines(rows, x, y, chart.type === "area")}
  </svg>`;
}

function bars(rows, step, x, y) {
  const wide = (step * 0.8) / rows.length;
  return rows.flatMap((row, series) =>
    row.map((value, at) => html`<rect key=${`${series}-${at}`} class=${tint(series)} x=${x(at) - step * 0.4 + wide * series}
      y=${y(value)} width=${Math.max(1, wide - 1)} height=${Math.max(0, y(0) - y(value))} />`),
  );
}

function lines(rows, x, y, filled) {
  return rows.map((row, series) => {
    const points = row.map((value, at) => `${x(at)},${y(value)}`).join(" ");
    const area = `${x(0)},${y(0)} ${points} ${x(row.length - 1)},${y(0)}`;
    return html`<g key=${series} class=${tint(series)}>
      ${filled && html`<polygon class="area" points=${area} />`}
      <polyline points=${points} />
      ${row.map((value, at) => html`<circle key=${at} cx=${x(at)} cy=${y(value)} r="3" />`)}
    </g>`;
  });
}

function Pie({ chart }) {
  const total = chart.segments.reduce((sum, each) => sum + each.value, 0) || 1;
  let begun = 0;
  return html`<svg class="pie" viewBox="-1 -1 2 2" aria-hidden="true">
    ${chart.segments.map((each, index) => {
      const from = begun;
      begun += each.value / total;
      return html`<path key=${each.label} class=${tint(index)} d=${slice(from, begun)} />`;
    })}
  </svg>`;
}

function slice(from, to) {
  const at = (part) => `${Math.sin(2 * Math.PI * part)} ${-Math.cos(2 * Math.PI * part)}`;
  const end = Math.min(to, from + 0.9999);
  return `M 0 0 L ${at(from)} A 1 1 0 ${end - from > 0.5 ? 1 : 0} 1 ${at(end)} Z`;
}

function Legend({ names }) {
  if (names.length < 2) return null;
  return html`<ul class="legend">
    ${names.map((name, index) => html`<li key=${name}><i class=${tint(index)} aria-hidden="true"></i>${name}</li>`)}
  </ul>`;
}

/** The same figures for those who do not see the picture. */
function Figures({ chart }) {
  if (chart.type === "pie")
    return html`<table class="unseen"><tbody>
      ${chart.segments.map((each) => html`<tr key=${each.label}><th scope="row">${each.label}</th><td>${each.value}</td></tr>`)}
    </tbody></table>`;
  const { categories } = chart.axis_config;
  return html`<table class="unseen">
    <thead><tr><td></td>${categories.map((each) => html`<th key=${each} scope="col">${each}</th>`)}</tr></thead>
    <tbody>${chart.series.map((series) => html`<tr key=${series.name}><th scope="row">${series.name}</th>
      ${categories.map((each) => html`<td key=${each}>${valueOf(series, each)}</td>`)}</tr>`)}</tbody>
  </table>`;
}

const valueOf = (series, category) => series.data.find((point) => point.label === category)?.value ?? 0;

const rounded = (value) => Math.round(value * 10) / 10;
