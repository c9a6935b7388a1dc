/** A conversation: its head, its messages, and where one writes to it. */

import { html, useContext, useMemo, useRef } from "./dom.js";
import { Composer } from "./composer.js";
import { Desk } from "./desk.js";
import { channelOf } from "./here.js";
import { HomeView } from "./home.js";
import { Icon } from "./icons.js";
import { Messages } from "./messages.js";
import { Mrkdwn } from "./mrkdwn.js";
import { counted } from "./text.js";

export function Conversation({ here, drafts }) {
  const { store, house } = useContext(Desk);
  const channel = channelOf(store, here);
  const app = ["home", "direct"].includes(here.place);
  return html`<main class="conversation" data-region tabindex="-1" aria-label="Conversation">
    ${app
      ? html`<${AppHead} here=${here} bot=${store.get("person", house.bot)} hasHome=${house.has_home} />`
      : html`<${ChannelHead} channel=${channel} reader=${here.user} names=${store.names} />`}
    ${here.place === "home"
      ? html`<${HomeView} key=${here.user} user=${here.user} />`
      : channel
        ? html`<${Flow} here=${here} channel=${channel} drafts=${drafts} />`
        : html`<p class="empty">Aucun message pour l’instant.</p>`}
  </main>`;
}

function ChannelHead({ channel, reader, names }) {
  return html`<header class="head">
    <h2><span class="sign">${channel.kind === "private" ? html`<${Icon} name="lock" />` : "#"}</span>${channel.name}</h2>
    ${channel.topic && html`<p class="topic"><${Mrkdwn} text=${channel.topic} reader=${reader} names=${names} /></p>`}
    <span class="faint members">${counted(channel.members.length, "membre")}</span>
  </header>`;
}

function AppHead({ here, bot, hasHome }) {
  const desk = useContext(Desk);
  const tab = (place, name, go) => html`<button type="button" class="tab" aria-current=${here.place === place ? "page" : undefined}
    onClick=${go}>${name}</button>`;
  return html`<header class="head">
    <h2>${bot.name} <span class="tag">APP</span></h2>
    <nav class="tabs" aria-label="Pages de l’application">
      ${hasHome && tab("home", "Accueil", () => desk.home())}${tab("direct", "Messages", () => desk.go({ place: "direct" }))}
    </nav>
  </header>`;
}

function Flow({ here, channel, drafts }) {
  const { store, house } = useContext(Desk);
  const { top } = store.conversation(channel.id);
  const ephemerals = store.list("ephemeral").filter((each) => shownHere(each, here.user, channel.id));
  const messages = useMemo(() => merged(top, ephemerals), [top, ephemerals.at(-1), ephemerals.length, here.user]);
  const name = channel.name ? `#${channel.name}` : store.get("person", house.bot).name;
  const [draft, setDraft] = drafts.of(here.user, channel.id);
  return html`
    <${Announcer} key=${`news${channel.id}`} last=${messages.at(-1)} reader=${here.user} names=${store.names} />
    <${Messages} key=${channel.id} id=${channel.id} label=${`Messages de ${name}`} messages=${messages} reader=${here.user}
      names=${store.names} spot=${here.thread ? null : here.spot} now=${store.now()} repliesOf=${(ts) => store.replies(channel.id, ts)} />
    ${channel.is_archived
      ? html`<p class="empty">Ce canal est archivé.</p>`
      : html`<${Composer} channel=${channel} user=${here.user} label=${`Écrire dans ${name}`} draft=${draft} setDraft=${setDraft} />`}`;
}

/** Tells screen readers what has come in, and not what was already there. */
function Announcer({ last, reader, names }) {
  const first = useRef(last);
  const isNews = last && last !== first.current && last.user !== reader;
  const author = last?.is_ephemeral ? names.bot : last?.user;
  return html`<p class="unseen" aria-live="polite">${isNews && `${names.of(author)}\u00a0: ${last.words ?? last.text}`}</p>`;
}

const shownHere = (each, user, channel) => each.user === user && each.channel === channel && !each.thread_ts;

/** Both in order; a message is the same object as before, so that it is not drawn again. */
export function merged(messages, ephemerals) {
  if (!ephemerals.length) return messages;
  return [...messages, ...ephemerals].sort((one, other) => (one.ts < other.ts ? -1 : 1));
}
