/** Rich text: the tree of sections, lists, quotes and code that people's messages are made of. */

import { html } from "./dom.js";
import { Link, Token } from "./mentions.js";

export function RichText({ block, ...how }) {
  return html`<div class="rich">${block.elements.map((each, index) => html`<${Part} key=${index} part=${each} ...${how} />`)}</div>`;
}

function Part({ part, ...how }) {
  const inner = (part.elements ?? []).map((each, index) => html`<${Leaf} key=${index} leaf=${each} ...${how} />`);
  switch (part.type) {
    case "rich_text_list":
      return list(part, how);
    case "rich_text_quote":
      return html`<blockquote>${inner}</blockquote>`;
    case "rich_text_preformatted":
      return html`<pre><code>${inner}</code></pre>`;
    default:
      return html`<p>${inner}</p>`;
  }
}

function list(part, how) {
  const Kind = part.style === "ordered" ? "ol" : "ul";
  return html`<${Kind} class=${`level${part.indent ?? 0}`}>
    ${part.elements.map((each, index) => html`<li key=${index}><${Part} part=${each} ...${how} /></li>`)}
  <//>`;
}

function Leaf({ leaf, reader, names }) {
  const token = tokenOf(leaf);
  if (token) return html`<${Token} token=${token} reader=${reader} names=${names} />`;
  if (leaf.type === "link") return html`<${Link} href=${leaf.url}>${leaf.text ?? leaf.url}<//>`;
  if (leaf.type === "emoji") return leaf.unicode ? emoji(leaf.unicode) : `:${leaf.name}:`;
  return styled(leaf.text ?? "", leaf.style ?? {});
}

const emoji = (codes) => String.fromCodePoint(...codes.split("-").map((code) => parseInt(code, 16)));

function tokenOf(leaf) {
  if (leaf.type === "user") return `@${leaf.user_id}`;
  if (leaf.type === "channel") return `#${leaf.channel_id}`;
  if (leaf.type === "usergroup") return `!subteam^${leaf.usergroup_id}`;
  if (leaf.type === "broadcast") return `!${leaf.range}`;
  if (leaf.type === "date") return `!date^${leaf.timestamp}^${leaf.format}|${leaf.fallback ?? ""}`;
  return "";
}

const TAGS = { bold: "strong", italic: "em", strike: "s", code: "code" };

function styled(text, style) {
  return Object.keys(TAGS)
    .filter((name) => style[name])
    .reduce((inner, name) => html`<${TAGS[name]}>${inner}<//>`, text);
}

/** The plain text of a rich text, and the rich text of a plain one, for its input. */
export const textOf = (block) =>
  (block?.elements ?? []).map((part) => (part.elements ?? []).map((each) => each.text ?? "").join("")).join("\n");

export function richOf(text) {
  if (!text) return null;
  const sections = [{ type: "rich_text_section", elements: [{ type: "text", text }] }];
  return { type: "rich_text", elements: sections };
}
