/** The guided tour: one step at a time, ticked by what the page sees. */

import { classes, html, useContext, useEffect, useState } from "./dom.js";
import { Desk } from "./desk.js";
import { Icon } from "./icons.js";
import { Mrkdwn } from "./mrkdwn.js";
import { folded } from "./text.js";

const STYLE = /[*_~`]/g;

export function Tour({ here, backstage, write }) {
  const { store, house } = useContext(Desk);
  const { title, steps } = house.guide;
  const [isOpen, setOpen] = useState(false);
  const [isGone, setGone] = useState(false);
  const done = useDone(store, steps, { ...here, backstage });
  if (!steps.length || isGone) return null;
  const now = steps[done];
  return html`<section class=${classes("tour", isOpen && "open")} aria-label=${title} data-region tabindex="-1">
    <div class="row">
      <span class="count">${done}/${steps.length}<span class="unseen"> étapes faites</span></span>
      <div class="now" aria-live="polite">
        ${now
          ? html`<b>${done + 1}.</b> <${Mrkdwn} text=${now.text} reader=${here.user} names=${store.names} />`
          : html`<b>La visite est finie.</b> L’espace de travail est à vous.`}
      </div>
      ${now && html`<${Help} step=${now} here=${here} write=${write} />`}
      <button type="button" class=${classes("icon-button", isOpen && "turned")} aria-expanded=${isOpen} aria-label="Toutes les étapes"
        title="Toutes les étapes" onClick=${() => setOpen(!isOpen)}><${Icon} name="down" /></button>
      <button type="button" class="icon-button" aria-label="Fermer la visite" title="Fermer la visite" onClick=${() => setGone(true)}><${Icon} name="close" /></button>
    </div>
    ${isOpen && html`<div class="steps" tabindex="0" role="group" aria-label="Toutes les étapes"><ol>${steps.map((step, index) => html`<li key=${index} class=${index < done ? "done" : ""}>
      ${index < done && html`<${Icon} name="check" /><span class="unseen">Fait${"\u00a0"}:</span>`}
      <${Mrkdwn} text=${step.text} reader=${here.user} names=${store.names} />
    </li>`)}</ol></div>`}
  </section>`;
}

function Help({ step, here, write }) {
  const desk = useContext(Desk);
  const person = step.person && step.person !== here.user && desk.store.get("person", step.person);
  if (person) return html`<button type="button" class="button" onClick=${() => desk.go({ user: person.id })}>Devenir ${person.name}</button>`;
  if (!step.types) return null;
  const place = step.done.channel || here.place;
  const fill = () => {
    desk.go({ place });
    write(place, step.types);
    requestAnimationFrame(() => document.querySelector(".conversation textarea")?.focus());
  };
  return html`<button type="button" class="button" onClick=${fill}>Écrire pour moi</button>`;
}

/** How many steps are done: what was seen once stays so. A message of a later step says that those before it are done,
 *  but a place only counts when it is that step's turn. */
function useDone(store, steps, here) {
  const [done, setDone] = useState(0);
  useEffect(() => {
    const counts = (step, index) => index >= done && (index === done || step.done_kind === "message");
    const reached = steps.findLastIndex((step, index) => counts(step, index) && isDone(store, step, here));
    if (reached >= done) setDone(reached + 1);
  });
  return done;
}

function isDone(store, { done_kind: kind, done }, here) {
  if (kind === "place") {
    const places = [here.place, here.backstage, here.thread && "thread"];
    return places.includes(done.place) && (!done.person || done.person === here.user);
  }
  const channel = done.channel || store.direct(done.person)?.id;
  if (!channel) return false;
  const { top, replies } = store.conversation(channel);
  return [...top, ...[...replies.values()].flat()].some((each) => holds(each, done));
}

function holds(message, { words, buttons }) {
  const said = folded(message.words.replace(STYLE, ""));
  return words.every((each) => said.includes(folded(each))) && buttons.every((each) => message.buttons.includes(each));
}
