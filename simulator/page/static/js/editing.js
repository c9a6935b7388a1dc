/** One's own message, written anew. */

import { html, useContext, useEffect, useRef, useState } from "./dom.js";
import { Desk } from "./desk.js";
import { unescaped } from "./text.js";

export function EditBox({ message, user, close }) {
  const desk = useContext(Desk);
  const [text, setText] = useState(unescaped(message.text));
  const box = useRef(null);
  useEffect(() => box.current.focus(), []);
  const save = async () => {
    close();
    if (text.trim()) await desk.act("edit", { user, channel: message.channel, ts: message.ts, text });
  };
  const keys = (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  };
  return html`<div class="editing">
    <textarea ref=${box} class="field" rows="2" aria-label="Modifier le message" value=${text}
      onInput=${(event) => setText(event.currentTarget.value)} onKeyDown=${keys}></textarea>
    <div class="row">
      <button type="button" class="button" onClick=${close}>Annuler</button>
      <button type="button" class="button primary" onClick=${save}>Enregistrer</button>
    </div>
  </div>`;
}
