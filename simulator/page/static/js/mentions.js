/** What stands in angle brackets: people, channels, groups, dates, links. */

import { html, useContext } from "./dom.js";
import { slackDate } from "./dates.js";
import { Desk } from "./desk.js";
import { unescaped } from "./text.js";

export function Token({ token, reader, names }) {
  const desk = useContext(Desk);
  const [target, ...rest] = token.split("|");
  const label = rest.join("|");
  if (target.startsWith("!date^")) return html`<${Moment} ...${{ target, label, reader, names, desk }} />`;
  if (target.startsWith("!subteam^")) return group(target.slice(9), reader, names);
  if (target[0] === "!") return html`<span class="mention mine">@${target.slice(1)}</span>`;
  if (target[0] === "@") return person(target.slice(1), reader, names);
  if (target[0] === "#") return html`<${Channel} id=${target.slice(1)} label=${label} names=${names} />`;
  return html`<${Link} href=${unescaped(target)}>${unescaped(label || target.replace(/^mailto:/, ""))}<//>`;
}

function person(id, reader, names) {
  return html`<span class=${id === reader ? "mention mine" : "mention"}>@${names.of(id)}</span>`;
}

function group(id, reader, names) {
  const mine = names.store.get("group", id)?.users.includes(reader);
  return html`<span class=${mine ? "mention mine" : "mention"}>@${names.of(id)}</span>`;
}

function Channel({ id, label, names }) {
  const desk = useContext(Desk);
  const known = names.store.get("channel", id);
  if (!known) return html`<span class="mention">#${label || id}</span>`;
  return html`<button type="button" class="mention link" onClick=${() => desk.go({ place: id })}>#${known.name}</button>`;
}

function Moment({ target, label, reader, names, desk }) {
  const [, unix, tokens, link] = target.split("^");
  const said = slackDate(unix, unescaped(tokens), names.zone(reader), desk.store.now());
  const shown = html`<time datetime=${new Date(unix * 1000).toISOString()} title=${unescaped(label)}>${said}</time>`;
  return link ? html`<${Link} href=${link}>${shown}<//>` : shown;
}

/** A link to a message of this workspace stays in the page. */
export function Link({ href, children, ...rest }) {
  const desk = useContext(Desk);
  if (!/^(https?:|mailto:|tel:|\/)/.test(href)) return html`<span>${children}</span>`;
  const follow = (event) => desk.follow(href) && event.preventDefault();
  return html`<a href=${href} target="_blank" rel="noreferrer" onClick=${follow} ...${rest}>${children}</a>`;
}
