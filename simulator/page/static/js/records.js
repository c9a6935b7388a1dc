/** Records: mails, posts to other programs, calls of the Web API, and what a real workspace would have refused. */

import { html, useState } from "./dom.js";
import { callDetails } from "./api.js";
import { moment, time } from "./dates.js";

const newestFirst = (store, kind) => store.list(kind).sort((one, other) => (one.at < other.at ? 1 : -1));
const pretty = (value) => JSON.stringify(value, null, 2);
const hour = (at, zone) => html`<time class="faint">${time(Date.parse(at), zone)}</time>`;

function List({ items, empty, children }) {
  return items.length ? html`<ul class="list">${items.map(children)}</ul>` : html`<p class="empty">${empty}</p>`;
}

export function Mails({ store, zone }) {
  const [read, setRead] = useState(null);
  if (read) return html`<${Mail} mail=${read} zone=${zone} back=${() => setRead(null)} />`;
  return html`<${List} items=${newestFirst(store, "mail")} empty="Aucun mail n’est parti.">
    ${(mail) => html`<li key=${mail.number}><button type="button" class="entry" onClick=${() => setRead(mail)}>
      <b>${mail.subject}</b>${hour(mail.at, zone)}<span class="faint">à ${mail.to.join(", ")}</span>
    </button></li>`}
  <//>`;
}

function Mail({ mail, zone, back }) {
  const [plain, setPlain] = useState(!mail.html);
  return html`<article class="mail">
    <button type="button" class="link" onClick=${back}>‹ Tous les mails</button>
    <h3>${mail.subject}</h3>
    <dl>
      <dt>De</dt><dd>${mail.sender}</dd>
      <dt>À</dt><dd>${mail.to.join(", ")}</dd>
      <dt>Le</dt><dd>${moment(Date.parse(mail.at), zone)}</dd>
    </dl>
    ${mail.html && html`<button type="button" class="button" aria-pressed=${plain} onClick=${() => setPlain(!plain)}>Texte seul</button>`}
    ${plain
      ? html`<pre class="letter">${mail.text}</pre>`
      : html`<iframe class="letter" title=${mail.subject} sandbox="allow-popups" src=${`/_page/mails/${mail.number}`}></iframe>`}
  </article>`;
}

export function Posts({ store, zone }) {
  return html`<${List} items=${newestFirst(store, "post")} empty="Rien n’a été envoyé à un autre outil.">
    ${(post) => html`<li key=${post.at}><details>
      <summary><b>${post.target}</b>${hour(post.at, zone)}</summary><pre>${pretty(post.body)}</pre>
    </details></li>`}
  <//>`;
}

export function Calls({ store, zone }) {
  const calls = store.list("call").sort((one, other) => other.number - one.number);
  return html`<${List} items=${calls} empty="L’application n’a encore rien demandé à Slack.">
    ${(call) => html`<li key=${call.number}><${Call} call=${call} zone=${zone} /></li>`}
  <//>`;
}

function Call({ call, zone }) {
  const [details, setDetails] = useState(null);
  const look = async (event) => {
    if (event.currentTarget.open && !details) setDetails(await callDetails(call.number));
  };
  const outcome = call.ok ? "ok" : call.error || "sans réponse";
  return html`<details onToggle=${look}>
    <summary><code>${call.method}</code><span class=${call.ok ? "fine" : "bad"}>${outcome}${call.faulted && " (troublé)"}</span>${hour(call.at, zone)}</summary>
    ${details && html`<h4>Demande</h4><pre>${pretty(details.arguments)}</pre><h4>Réponse</h4><pre>${pretty(details.answer)}</pre>`}
  </details>`;
}

export function Breaches({ store, zone }) {
  return html`<p>Ce qu’un vrai Slack aurait refusé ou mal pris. Une application correcte n’en cause aucun.</p>
    <${List} items=${newestFirst(store, "breach")} empty="Aucun écart.">
      ${(breach) => html`<li key=${breach.at} class="breach">
        <b>${breach.kind}</b>${hour(breach.at, zone)}<code>${breach.what}</code><span>${breach.detail}</span>
      </li>`}
    <//>`;
}
