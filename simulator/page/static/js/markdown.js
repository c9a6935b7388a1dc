/** The markdown block: headings, lists, quotes, code, links and styles of standard Markdown. */

import { html } from "./dom.js";
import { Link } from "./mentions.js";

const INLINE = [
  [/`([^`]+)`/, (found) => html`<code>${found[1]}</code>`],
  [/\[([^\]]+)\]\((\S+?)\)/, (found) => html`<${Link} href=${found[2]}>${inline(found[1])}<//>`],
  [/\*\*(.+?)\*\*/, (found) => html`<strong>${inline(found[1])}</strong>`],
  [/~~(.+?)~~/, (found) => html`<s>${inline(found[1])}</s>`],
  [/\*([^*\s](?:[^*]*[^*\s])?)\*/, (found) => html`<em>${inline(found[1])}</em>`],
];

export const Markdown = ({ block }) => html`<div class="block rich">${pieces(block.text)}</div>`;

function pieces(text) {
  const parts = text.split(/^```\w*\n([\s\S]*?)^```$/m);
  return parts.map((part, index) =>
    index % 2 ? html`<pre><code>${part.replace(/\n$/, "")}</code></pre>` : part.split(/\n{2,}|\n(?=#)/).map(paragraph),
  );
}

function paragraph(text) {
  const lines = text.split("\n").filter((line) => line.trim());
  if (!lines.length) return null;
  const heading = /^(#{1,6})\s+(.*)/.exec(lines[0]);
  if (heading) {
    const said = html`<p class="heading" role="heading" aria-level=${Math.min(6, heading[1].length + 3)}>${inline(heading[2])}</p>`;
    return [said, paragraph(lines.slice(1).join("\n"))];
  }
  return whole(lines, /^>\s?/, (said) => html`<blockquote>${rows(said)}</blockquote>`)
    ?? whole(lines, /^\s*[-*+]\s+/, (said) => html`<ul>${items(said)}</ul>`)
    ?? whole(lines, /^\s*\d+[.)]\s+/, (said) => html`<ol>${items(said)}</ol>`)
    ?? html`<p>${rows(lines)}</p>`;
}

function whole(lines, mark, made) {
  if (!lines.every((line) => mark.test(line))) return null;
  return made(lines.map((line) => line.replace(mark, "")));
}

const items = (lines) => lines.map((line) => html`<li>${inline(line)}</li>`);
const rows = (lines) => lines.map((line, index) => [index > 0 && html`<br />`, inline(line)]);

function inline(text) {
  for (const [pattern, made] of INLINE) {
    const found = pattern.exec(text);
    if (found) {
      return [inline(text.slice(0, found.index)), made(found), inline(text.slice(found.index + found[0].length))];
    }
  }
  return text;
}
