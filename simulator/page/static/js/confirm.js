/** The question that an element asks before it acts. */

import { html, useContext, useEffect, useId, useRef, useState } from "./dom.js";
import { Text } from "./blocks.js";
import { Desk } from "./desk.js";

export function Confirmation({ user }) {
  const desk = useContext(Desk);
  const [asked, ask] = useState(null);
  desk.confirm = (confirm) => new Promise((answer) => ask({ confirm, answer }));
  const answer = (yes) => {
    asked.answer(yes);
    ask(null);
  };
  return asked && html`<${Question} confirm=${asked.confirm} answer=${answer} user=${user} names=${desk.store.names} />`;
}

function Question({ confirm, answer, user, names }) {
  const dialog = useRef(null);
  const title = useId();
  useEffect(() => {
    const box = dialog.current;
    box.showModal();
    return () => box.close();
  }, []);
  const cancel = (event) => {
    event.preventDefault();
    answer(false);
  };
  return html`<dialog class="modal question" ref=${dialog} aria-labelledby=${title} onCancel=${cancel}>
    <form method="dialog" onSubmit=${(event) => event.preventDefault()}>
      <header><h2 id=${title}>${confirm.title.text}</h2></header>
      <div class="body"><${Text} text=${confirm.text} reader=${user} names=${names} /></div>
      <footer>
        <button type="button" class="button" onClick=${() => answer(false)}>${confirm.deny.text}</button>
        <button type="button" class=${`button ${confirm.style ?? "primary"}`} onClick=${() => answer(true)}>${confirm.confirm.text}</button>
      </footer>
    </form>
  </dialog>`;
}
