/** Short words about what could not be done. */

import { html, useContext, useRef, useState } from "./dom.js";
import { Desk } from "./desk.js";
import { Icon } from "./icons.js";

const STAYS = 8000;

export function Toasts() {
  const desk = useContext(Desk);
  const [shown, show] = useState([]);
  const count = useRef(0);
  const drop = (key) => show((all) => all.filter((each) => each.key !== key));
  desk.toast = (text) => {
    const key = (count.current += 1);
    show((all) => [...all, { key, text }]);
    setTimeout(() => drop(key), STAYS);
  };
  return html`<div class="toasts" role="status" popover="manual" ref=${(box) => box && lift(box, shown.length)}>
    ${shown.map(({ key, text }) => html`<div class="toast" key=${key}>
      ${text}
      <button type="button" class="icon-button" aria-label="Fermer ce message" onClick=${() => drop(key)}><${Icon} name="close" /></button>
    </div>`)}
  </div>`;
}

/** Above an open form, too: what is shown last lies on top. */
function lift(box, many) {
  if (box.matches(":popover-open")) box.hidePopover();
  if (many) box.showPopover();
}
