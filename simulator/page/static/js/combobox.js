/** Combobox: one types a little and chooses from a list, by the arrows or by a press. */

import { html, useEffect, useId, useRef, useState } from "./dom.js";
import { aria } from "./fields.js";
import { usePopup } from "./popup.js";

const PATIENCE = 120;

/** What was typed has groups of options: `list` knows them, or `ask` is awaited; `choose` takes those that are then chosen. */
export function Combobox(props) {
  const { chosen, choose, multi, most = Infinity, placeholder, minimum, optional, named } = props;
  const id = useId();
  const [typed, setTyped] = useState(null);
  const [at, setAt] = useState(0);
  const [box, input, popup] = [useRef(null), useRef(null), useRef(null)];
  const isOpen = typed !== null;
  const groups = useOffers(typed, props);
  const options = (groups ?? []).flatMap((group) => group.options);
  const close = () => setTyped(null);
  usePopup(isOpen, box, popup, close);
  const shown = multi ? "" : (chosen[0]?.text.text ?? "");
  const pick = (option) => {
    const others = chosen.filter((each) => each.value !== option.value);
    const had = others.length < chosen.length;
    if (multi) choose(had ? others : [...chosen, option].slice(0, most));
    else choose([option]);
    close();
    input.current.focus();
  };
  const type = (text) => {
    setTyped(text);
    setAt(text ? 0 : rankOf(chosen[0], props));
  };
  const keys = (event) => pressed(event, { isOpen, options, at, setAt, type, close, pick, multi, chosen, choose });
  const active = isOpen && options.length ? `${id}-${at}` : undefined;
  return html`<div class=${isOpen ? "combobox open" : "combobox"} ref=${box}>
    ${multi && chosen.map((each) => html`<${Chip} key=${each.value} option=${each}
      remove=${() => choose(chosen.filter((one) => one !== each))} />`)}
    <input ref=${input} type="text" role="combobox" autocomplete="off" spellcheck=${false} aria-autocomplete="list"
      aria-expanded=${isOpen} aria-controls=${isOpen ? `${id}-list` : undefined} aria-activedescendant=${active}
      ...${aria(props)} ...${named ? { "aria-label": placeholder, "aria-labelledby": undefined } : {}}
      placeholder=${placeholder} value=${isOpen ? typed : shown}
      onInput=${(event) => type(event.currentTarget.value)} onKeyDown=${keys}
      onFocus=${(event) => event.currentTarget.select()} onClick=${() => !isOpen && type("")} onBlur=${close} />
    ${!multi && optional && shown && html`<button type="button" class="clear" aria-label="Effacer le choix"
      onClick=${() => choose([])}>×</button>`}
    ${isOpen && html`<${Options} id=${id} popup=${popup} groups=${groups} at=${at} chosen=${chosen} pick=${pick}
      waits=${typed.length < minimum ? minimum : 0} />`}
  </div>`;
}

/** Where the list begins: at what is chosen, as far as it is known before asking. */
function rankOf(chosen, { list }) {
  const options = list ? list("").flatMap((group) => group.options) : [];
  return Math.max(0, options.findIndex((each) => each.value === chosen?.value));
}

/** Null while the answer to what is now typed is awaited. */
function useOffers(typed, { list, ask, minimum }) {
  const [answer, setAnswer] = useState({ typed: null, groups: null });
  useEffect(() => {
    if (!ask || typed === null || typed.length < minimum) return undefined;
    const timer = setTimeout(async () => setAnswer({ typed, groups: await ask(typed) }), PATIENCE);
    return () => clearTimeout(timer);
  }, [typed]);
  if (list) return typed === null ? null : list(typed);
  return answer.typed === typed ? answer.groups : null;
}

function pressed(event, { isOpen, options, at, setAt, type, close, pick, multi, chosen, choose }) {
  const { key } = event;
  const typed = event.currentTarget.value;
  if (["ArrowDown", "ArrowUp"].includes(key)) {
    event.preventDefault();
    if (!isOpen) type("");
    else if (options.length) setAt((at + (key === "ArrowDown" ? 1 : options.length - 1)) % options.length);
  } else if (key === "Enter" && isOpen) {
    event.preventDefault();
    if (options[at]) pick(options[at]);
  } else if (key === "Escape" && isOpen) {
    event.preventDefault();
    event.stopPropagation();
    close();
  } else if (key === "Backspace" && multi && !typed && chosen.length) {
    choose(chosen.slice(0, -1));
  }
}

const Chip = ({ option, remove }) => html`<span class="chip">${option.text.text}
  <button type="button" aria-label=${`Retirer ${option.text.text}`} onClick=${remove}>×</button>
</span>`;

function Options({ id, popup, groups, at, chosen, pick, waits }) {
  useEffect(() => popup.current?.querySelector(".active")?.scrollIntoView({ block: "nearest" }), [at, groups]);
  const many = (groups ?? []).map((group) => group.options.length);
  const first = (index) => many.slice(0, index).reduce((sum, each) => sum + each, 0);
  const nothing = waits ? `Tapez au moins ${waits} caractères.` : groups ? "Aucun résultat." : "Recherche…";
  return html`<div popover="manual" class="popup options" ref=${popup} onMouseDown=${(event) => event.preventDefault()}>
    <div role="listbox" id=${`${id}-list`} aria-label="Choix proposés">
      ${(groups ?? []).map((group, index) => html`<${Group} key=${index} label=${group.label} id=${`${id}-group${index}`}>
        ${group.options.map((option, rank) => html`<${Option} key=${option.value} option=${option} pick=${pick}
          id=${`${id}-${first(index) + rank}`} active=${first(index) + rank === at}
          chosen=${chosen.some((each) => each.value === option.value)} />`)}
      <//>`)}
    </div>
    ${!many.some(Boolean) && html`<div class="nothing" role="status">${nothing}</div>`}
  </div>`;
}

function Group({ label, id, children }) {
  if (!label) return children;
  return html`<div role="group" aria-labelledby=${id}><div class="group" id=${id}>${label}</div>${children}</div>`;
}

const Option = ({ id, option, active, chosen, pick }) => html`<div role="option" id=${id} aria-selected=${chosen}
  class=${active ? "option active" : "option"} onClick=${() => pick(option)}>
  <span>${option.text.text}</span>
  ${option.description && html`<span class="more">${option.description.text}</span>`}
</div>`;
