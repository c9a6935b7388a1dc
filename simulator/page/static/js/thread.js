/** The thread's pane: a message, its replies, and where one replies. */

import { html, useContext } from "./dom.js";
import { Composer } from "./composer.js";
import { merged } from "./conversation.js";
import { Desk } from "./desk.js";
import { Icon } from "./icons.js";
import { Messages } from "./messages.js";

export function Thread({ here, channel, drafts }) {
  const desk = useContext(Desk);
  const { store } = desk;
  const parent = store.get("message", `${channel.id}/${here.thread}`);
  const mine = (each) => each.user === here.user && each.thread_ts === here.thread;
  const replies = merged(store.replies(channel.id, here.thread), store.list("ephemeral").filter(mine));
  const [draft, setDraft] = drafts.of(here.user, here.thread);
  return html`<aside class="pane thread" data-region tabindex="-1" aria-label="Fil">
    <header class="head">
      <h2>Fil <span class="faint">${channel.name && `#${channel.name}`}</span></h2>
      <button type="button" class="icon-button" aria-label="Fermer le fil" title="Fermer le fil"
        onClick=${() => desk.go({ thread: null })}><${Icon} name="close" /></button>
    </header>
    <${Messages} key=${here.thread} id=${here.thread} label="Messages du fil" messages=${parent ? [parent, ...replies] : replies}
      reader=${here.user} names=${store.names} spot=${here.spot} now=${store.now()} inThread=${true} />
    ${!channel.is_archived && html`<${Composer} channel=${channel} thread=${here.thread} user=${here.user} label="Répondre dans le fil"
      draft=${draft} setDraft=${setDraft} />`}
  </aside>`;
}
