/** Behind the scenes: what a workspace does not show, and the trouble that one may make in it. */

import { html, useContext, useId } from "./dom.js";
import { Breaches, Calls, Mails, Posts } from "./records.js";
import { Desk } from "./desk.js";
import { Icon } from "./icons.js";
import { Telephone } from "./telephone.js";
import { OUTAGES, useOutage } from "./topbar.js";

const TABS = [
  ["mails", "Mails", "mail", Mails],
  ["posts", "Envois", "post", Posts],
  ["calls", "API", "call", Calls],
  ["breaches", "Écarts", "breach", Breaches],
  ["telephone", "Téléphone", null, Telephone],
  ["trouble", "Pannes", null, Trouble],
];

export function Backstage({ tab, choose, close, zone }) {
  const { store } = useContext(Desk);
  const id = useId();
  const [, , , Shown] = TABS.find(([name]) => name === tab);
  return html`<aside class="pane backstage" data-region tabindex="-1" aria-label="Coulisses">
    <header class="head">
      <h2>Coulisses</h2>
      <button type="button" class="icon-button" aria-label="Fermer les coulisses" title="Fermer les coulisses" onClick=${close}><${Icon} name="close" /></button>
    </header>
    <div class="tabs" role="tablist" aria-label="Coulisses" onKeyDown=${walk}>
      ${TABS.map(([name, title, kind]) => html`<${Tab} key=${name} id=${`${id}-${name}`} panel=${`${id}-panel`} isChosen=${name === tab}
        choose=${() => choose(name)} title=${title} count=${kind && kind !== "call" ? store.all(kind).size : 0} isBad=${name === "breaches"} />`)}
    </div>
    <div class="records" role="tabpanel" id=${`${id}-panel`} aria-labelledby=${`${id}-${tab}`} tabindex="0">
      <${Shown} store=${store} zone=${zone} />
    </div>
  </aside>`;
}

function Tab({ id, panel, isChosen, choose, title, count, isBad }) {
  return html`<button type="button" role="tab" id=${id} class="tab" aria-selected=${isChosen} aria-controls=${panel}
    tabindex=${isChosen ? 0 : -1} onClick=${choose}>${title}${count > 0 && html`<span class=${isBad ? "badge" : "many"}>${count}</span>`}</button>`;
}

function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...event.currentTarget.querySelectorAll("[role=tab]")];
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

const LASTS = 60;

function Trouble({ store }) {
  const desk = useContext(Desk);
  const outage = useOutage(store);
  const start = (fault) => desk.act("faults", { ...fault, lasting: LASTS });
  return html`<div class="trouble">
    <p>Pendant une minute, Slack répond mal à l’application. Les personnes, elles, peuvent agir comme d’habitude.</p>
    ${Object.entries(OUTAGES).map(([kind, { name, fault }]) => html`<button type="button" key=${kind} class="button wide"
      aria-pressed=${outage?.kind === kind} onClick=${() => start(fault)}>${name}</button>`)}
    ${outage && html`<p role="status">Encore ${outage.left}${"\u00a0"}s.${" "}
      <button type="button" class="link" onClick=${() => desk.act("faults", { clear: true })}>Rétablir tout de suite</button></p>`}
  </div>`;
}
