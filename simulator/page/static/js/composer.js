/** The composer: text, commands and mentions, offered as one types. */

import { html, useContext, useId, useLayoutEffect, useRef, useState } from "./dom.js";
import { Desk } from "./desk.js";
import { Icon } from "./icons.js";
import { Menu } from "./menu.js";
import { suggestionsFor } from "./suggesting.js";

/** `draft` lives as long as the page, one for each place and person. */
export function Composer({ channel, thread, user, label, draft, setDraft }) {
  const desk = useContext(Desk);
  const id = useId();
  const box = useRef(null);
  const [at, setAt] = useState(0);
  const [hidden, hide] = useState("");
  const offered = draft === hidden ? [] : suggestionsFor(desk, draft, { channel, inThread: Boolean(thread) });
  useLayoutEffect(() => grow(box.current), [draft]);
  const write = (text) => {
    setDraft(text);
    setAt(0);
    hide("");
  };
  const take = (offer) => {
    write(offer.text);
    if (offer.whole) hide(offer.text);
    box.current.focus();
  };
  const send = async () => {
    const text = draft.trim();
    if (!text) return;
    write("");
    if (!(await sent(desk, text, { user, channel: channel.id, thread }))) setDraft(text);
  };
  const keys = (event) => {
    const chosen = offered[at];
    if (offered.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      setAt((at + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length);
    } else if (chosen && !chosen.ready && ["Tab", "Enter"].includes(event.key) && !event.shiftKey) {
      event.preventDefault();
      take(chosen);
    } else if (offered.length && event.key === "Escape") {
      hide(draft);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };
  const shortcuts = desk.house.shortcuts.filter((each) => each.type === "global").map((each) => ({
    key: each.callback_id,
    label: each.name,
    run: () => desk.act("shortcut", { user, callback_id: each.callback_id }),
  }));
  return html`<div class="composer">
    ${offered.length > 0 && html`<${Offers} id=${id} offered=${offered} at=${at} take=${take} />`}
    <div class="sheet">
      <textarea ref=${box} rows="1" aria-label=${label} placeholder=${label} value=${draft} aria-autocomplete="list"
        aria-controls=${offered.length ? id : undefined} aria-activedescendant=${offered.length ? `${id}-${at}` : undefined}
        onInput=${(event) => write(event.currentTarget.value)} onKeyDown=${keys}></textarea>
      <div class="row">
        ${!thread && shortcuts.length > 0 && html`<${Menu} label="Raccourcis" icon="bolt" items=${shortcuts} />`}
        <span class="keys">Entrée pour envoyer, Maj + Entrée pour aller à la ligne</span>
        <button type="button" class="icon-button send" aria-label="Envoyer" title="Envoyer" disabled=${!draft.trim()}
          onClick=${send}><${Icon} name="send" /></button>
      </div>
    </div>
  </div>`;
}

async function sent(desk, text, { user, channel, thread }) {
  if (!text.startsWith("/")) return desk.act("write", { user, channel, text, thread_ts: thread });
  if (thread) {
    desk.toast("Les commandes ne s’utilisent pas dans un fil.");
    return false;
  }
  return desk.act("command", { user, channel, text });
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
}

function Offers({ id, offered, at, take }) {
  return html`<div class="offers" role="listbox" id=${id} aria-label="Suggestions" onMouseDown=${(event) => event.preventDefault()}>
    ${offered.map((offer, index) => html`<div role="option" key=${offer.key} id=${`${id}-${index}`} aria-selected=${index === at}
      class=${index === at ? "option active" : "option"} onClick=${() => take(offer)}>
      <b>${offer.shown}</b><span class="more">${offer.meaning}</span>
    </div>`)}
  </div>`;
}
