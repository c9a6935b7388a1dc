/** The telephone: lets somebody ring, answers as whoever one is, or hangs up. */

import { html, useContext } from "./dom.js";
import { Desk } from "./desk.js";

const STATES = { ringing: "sonne", answered: "en ligne", ended: "terminé", missed: "manqué" };

export function Telephone({ store }) {
  const desk = useContext(Desk);
  const { callers = [], calls = [] } = store.get("telephone") ?? {};
  const me = store.names.of(desk.user);
  const act = (body) => desk.act("telephone", body);
  if (!callers.length) return html`<p class="empty">Aucun téléphone n’est branché.</p>`;
  return html`<div class="trouble">
    <p>Un client téléphone au service. Qui appelle ? Vous décrochez en tant que ${me}.</p>
    ${callers.map((caller) => html`<button type="button" key=${caller} class="button wide" onClick=${() => act({ ring: caller })}>${caller}</button>`)}
    <ul class="list" aria-label="Appels téléphoniques">
      ${calls.map((call) => html`<${Call} key=${call.id} call=${call} me=${me} act=${act} />`)}
    </ul>
  </div>`;
}

function Call({ call, me, act }) {
  return html`<li class="phone-call">
    <b>${call.caller}</b> <span role="status">${STATES[stateOf(call)]}${call.answered_by && `, ${call.answered_by}`}${call.error && ` (${call.error})`}</span>
    ${call.state === "ringing" && html`<button type="button" class="button" onClick=${() => act({ answer: call.id, by: me })}>Décrocher</button>`}
    ${call.state !== "ended" && html`<button type="button" class="button" onClick=${() => act({ hang_up: call.id })}>Raccrocher</button>`}
  </li>`;
}

function stateOf(call) {
  return call.state === "ended" && !call.answered_by ? "missed" : call.state;
}
