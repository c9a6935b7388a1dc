/** Menus: a button that opens a short list of acts, walked through with the arrows. */

import { html, useEffect, useId, useRef, useState } from "./dom.js";
import { Icon } from "./icons.js";
import { usePopup } from "./popup.js";

/** `items` are `{ key, label, more, danger, run }`. */
export function Menu({ label, icon = "more", items, className = "icon-button", tabindex }) {
  const [isOpen, setOpen] = useState(false);
  const [button, popup] = [useRef(null), useRef(null)];
  const id = useId();
  const close = (back) => {
    setOpen(false);
    if (back) button.current.focus();
  };
  usePopup(isOpen, button, popup, () => close(false));
  useEffect(() => {
    if (isOpen) popup.current.querySelector("[role=menuitem]")?.focus();
  }, [isOpen]);
  const run = (item) => {
    close(true);
    item.run();
  };
  const openDown = (event) => {
    if (event.key !== "ArrowDown" || isOpen) return;
    event.preventDefault();
    setOpen(true);
  };
  return html`<button type="button" ref=${button} class=${className} aria-label=${label} title=${label} aria-haspopup="menu"
      aria-expanded=${isOpen} aria-controls=${isOpen ? id : undefined} tabindex=${tabindex} onKeyDown=${openDown}
      onClick=${() => setOpen(!isOpen)}><${Icon} name=${icon} /></button>
    ${isOpen && html`<div popover="manual" role="menu" class="popup menu" id=${id} aria-label=${label} ref=${popup}
      onKeyDown=${(event) => walk(event, popup.current, close)}>
      ${items.map((item) => html`<button type="button" role="menuitem" tabindex="-1" key=${item.key}
        class=${item.danger ? "danger" : ""} onClick=${() => run(item)}>
        ${item.label}${item.more && html`<span class="more">${item.more}</span>`}
      </button>`)}
    </div>`}`;
}

function walk(event, popup, close) {
  const items = [...popup.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[to % items.length].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    close(true);
  }
}

export function Overflow({ block, element, surface }) {
  const items = element.options.map((option) => ({
    key: option.value,
    label: option.text.text,
    more: option.description?.text,
    run: () => surface.interact(block, element, option.value),
  }));
  return html`<${Menu} label="Autres choix" items=${items} className="button overflow" />`;
}
