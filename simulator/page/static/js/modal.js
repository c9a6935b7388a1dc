/** Forms: the topmost one of a person's stack, in a dialog that keeps the focus. */

import { html, useContext, useEffect, useId, useLayoutEffect, useRef, useState } from "./dom.js";
import { act, Refused } from "./api.js";
import { Blocks } from "./blocks.js";
import { Desk } from "./desk.js";
import { Icon } from "./icons.js";
import { useViewSurface } from "./surface.js";

const FIRST = "[data-focus], .body input:not([type=file]), .body textarea, .body button";
const WRONG = "[aria-invalid=true], .wrong input, .wrong textarea";

export function Forms({ user }) {
  const { store } = useContext(Desk);
  const mine = store.list("view").filter((each) => each.user === user);
  const top = mine.sort((one, other) => one.depth - other.depth).at(-1);
  return top ? html`<${Dialog} view=${top} user=${user} below=${mine.length - 1} names=${store.names} />` : null;
}

function Dialog({ view, user, below, names }) {
  const desk = useContext(Desk);
  const dialog = useRef(null);
  const title = useId();
  // Before the form takes the focus: showing the dialog gives it to the first button.
  useLayoutEffect(() => {
    const box = dialog.current;
    box.showModal();
    return () => box.close();
  }, []);
  const close = () => desk.act("close", { user });
  const cancel = (event) => {
    event.preventDefault();
    close();
  };
  return html`<dialog class=${below ? "modal stacked" : "modal"} ref=${dialog} aria-labelledby=${title} onCancel=${cancel}>
    <${Form} key=${view.view_id} ...${{ view, user, names, title, close, below }} />
  </dialog>`;
}

function Form({ view, user, names, title, close, below }) {
  const surface = useViewSurface(view, user, names.zone(user));
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const form = useRef(null);
  useEffect(() => (form.current.querySelector(FIRST) ?? form.current).focus(), []);
  useEffect(() => form.current.querySelector(WRONG)?.focus(), [view.errors]);
  const submit = async (event) => {
    event.preventDefault();
    if (busy || !view.submit) return;
    setBusy(true);
    setTrouble(await send(view, user, surface.values()));
    setBusy(false);
  };
  const back = view.raw.close?.text ?? (below ? "Retour" : "Fermer");
  return html`<form ref=${form} novalidate tabindex="-1" onSubmit=${submit}>
    <header>
      <h2 id=${title}>${view.title}</h2>
      <button type="button" class="icon-button" aria-label="Fermer la fenêtre" title="Fermer" onClick=${close}>
        <${Icon} name="close" />
      </button>
    </header>
    <div class="body">
      <${Blocks} blocks=${view.raw.blocks} surface=${surface} reader=${user} names=${names} errors=${view.errors} />
    </div>
    ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
    <footer>
      <button type="button" class="button" onClick=${close}>${back}</button>
      ${view.submit && html`<button type="submit" class="button primary" aria-busy=${busy} disabled=${busy}>${view.submit}</button>`}
    </footer>
  </form>`;
}

/** What went wrong, or nothing: the errors under the inputs come with the view. */
async function send(view, user, values) {
  try {
    await act("submit_form", { user, view_id: view.view_id, values });
    return "";
  } catch (wrong) {
    if (!(wrong instanceof Refused)) throw wrong;
    return wrong.message;
  }
}
