/** Slack's mrkdwn as elements; what was escaped stays text. */

import { html } from "./dom.js";
import { Token } from "./mentions.js";
import { unescaped } from "./text.js";

const FENCE = /```\n?([\s\S]+?)\n?```/;
const QUOTE = /^(?:&gt;|>)\s?/;
const KEPT = /`([^`\n]+)`|<([^<>\n]+)>/g;
const EDGE = "(^|[\\s([{\"'’«“.,;:!?/–—\\-])";
const STYLES = [
  ["strong", new RegExp(`${EDGE}\\*(?=[^\\s*])([^*\\n]*[^\\s*])\\*(?![\\w*])`)],
  ["em", new RegExp(`${EDGE}_(?=[^\\s_])([^_\\n]*[^\\s_])_(?![\\w_])`)],
  ["s", new RegExp(`${EDGE}~(?=[^\\s~])([^~\\n]*[^\\s~])~(?![\\w~])`)],
];
const ADDRESS = /\bhttps?:\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)]/;
const MARK = /[\uE000-\uF8FF]/;
const MARKS = /[\uE000-\uF8FF]/g;

export function Mrkdwn({ text, reader, names, verbatim = false }) {
  return html`<span class="mrkdwn">${parts(text.trimEnd().replace(MARKS, "\uFFFD"), { reader, names, verbatim })}</span>`;
}

function parts(text, how) {
  const fence = FENCE.exec(text);
  if (!fence) return lines(text, how);
  const before = text.slice(0, fence.index).replace(/\n$/, "");
  const after = text.slice(fence.index + fence[0].length).replace(/^\n/, "");
  const code = html`<pre><code>${unescaped(fence[1])}</code></pre>`;
  return [before && lines(before, how), code, after && parts(after, how)];
}

function lines(text, how) {
  const groups = [];
  for (const line of text.split("\n")) {
    const quoted = QUOTE.test(line);
    const said = quoted ? line.replace(QUOTE, "") : line;
    if (groups.at(-1)?.quoted === quoted) groups.at(-1).lines.push(said);
    else groups.push({ quoted, lines: [said] });
  }
  return groups.map(({ quoted, lines: said }) => {
    const inner = inline(said.join("\n"), how);
    return quoted ? html`<blockquote>${inner}</blockquote>` : inner;
  });
}

/** Code and what stands in angle brackets are set aside first: no style begins within them. */
function inline(text, how) {
  const kept = [];
  const marked = text.replace(KEPT, (whole, code, token) => {
    kept.push(
      code === undefined
        ? html`<${Token} token=${token} reader=${how.reader} names=${how.names} />`
        : html`<code>${unescaped(code)}</code>`,
    );
    return String.fromCharCode(0xe000 + kept.length - 1);
  });
  return styled(marked, kept, how);
}

function styled(text, kept, how) {
  for (const [tag, pattern] of STYLES) {
    const found = pattern.exec(text);
    if (!found) continue;
    const start = found.index + found[1].length;
    return [
      styled(text.slice(0, start), kept, how),
      html`<${tag}>${styled(found[2], kept, how)}<//>`,
      styled(text.slice(found.index + found[0].length), kept, how),
    ];
  }
  return plain(text, kept, how);
}

function plain(text, kept, how) {
  const mark = MARK.exec(text);
  if (mark) {
    const at = mark.index;
    const held = kept[mark[0].charCodeAt(0) - 0xe000];
    return [plain(text.slice(0, at), kept, how), held, plain(text.slice(at + 1), kept, how)];
  }
  const address = how.verbatim ? null : ADDRESS.exec(text);
  if (!address) return unescaped(text);
  const at = address.index;
  return [
    unescaped(text.slice(0, at)),
    html`<${Token} token=${address[0]} reader=${how.reader} names=${how.names} />`,
    plain(text.slice(at + address[0].length), kept, how),
  ];
}
