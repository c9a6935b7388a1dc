/** The top: the clock and how to move it, the trouble one may make, and the way behind the scenes. */

import { classes, html, useContext, useEffect, useState } from "./dom.js";
import { moment } from "./dates.js";
import { Desk } from "./desk.js";
import { Icon } from "./icons.js";

const SECOND = 1000;

export function Topbar({ zone, openMenu, backstage, toggleBackstage }) {
  const { house, store } = useContext(Desk);
  const breaches = store.all("breach").size;
  return html`<header class="topbar" data-region tabindex="-1">
    <button type="button" class="icon-button menu-button" aria-label="Personnes et conversations" onClick=${openMenu}><${Icon} name="menu" /></button>
    <h1>${house.team}<span class="faint"> – espace simulé</span></h1>
    <${Clock} zone=${zone} />
    <${Outage} />
    <button type="button" class=${classes("button backstage-button", backstage && "pressed")} aria-expanded=${Boolean(backstage)}
      onClick=${toggleBackstage}>
      <${Icon} name="gauge" /><span class="label">Coulisses</span>
      ${breaches > 0 && html`<span class="badge">${breaches}<span class="unseen"> ${breaches > 1 ? "écarts" : "écart"}</span></span>`}
    </button>
  </header>`;
}

function useTick() {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), SECOND);
    return () => clearInterval(timer);
  }, []);
}

function Clock({ zone }) {
  const desk = useContext(Desk);
  useTick();
  const advance = (minutes) => desk.act("clock", { advance_seconds: minutes * 60 });
  return html`<div class="clock" role="group" aria-label="Horloge de l’espace de travail">
    <span class="now"><${Icon} name="clock" /><time>${moment(desk.store.now(), zone)}</time></span>
    <button type="button" class="button" onClick=${() => advance(1)}>+1${"\u00a0"}min</button>
    <button type="button" class="button" onClick=${() => advance(10)}>+10${"\u00a0"}min</button>
    <button type="button" class="button" onClick=${() => desk.act("clock", { next_monday: zone })}>lundi prochain</button>
  </div>`;
}

export const OUTAGES = {
  delay: { name: "Slack est lent", fault: { kind: "delay", method: "*", delay: 4 } },
  ratelimited: { name: "Slack limite les appels", fault: { kind: "ratelimited", method: "*", retry_after: 5 } },
  server_error: { name: "Slack est en panne", fault: { kind: "server_error", method: "*" } },
};

/** The seconds that a outage lasts still; they are real ones. */
export function useOutage(store) {
  useTick();
  const { kind, until } = store.get("outage") ?? {};
  const left = kind ? Math.ceil((Date.parse(until) - Date.now()) / SECOND) : 0;
  return left > 0 ? { kind, left } : null;
}

function Outage() {
  const desk = useContext(Desk);
  const outage = useOutage(desk.store);
  if (!outage) return null;
  return html`<span class="outage">${OUTAGES[outage.kind]?.name ?? "Slack est troublé"} (${outage.left}${"\u00a0"}s)${" "}
    <button type="button" class="link" onClick=${() => desk.act("faults", { clear: true })}>Rétablir</button>
  </span>`;
}
