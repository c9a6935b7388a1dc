/** The page as a whole: what stands where, and who is told of a change. */

import { classes, html, useEffect, useMemo, useState } from "./dom.js";
import { Backstage } from "./backstage.js";
import { Confirmation } from "./confirm.js";
import { Conversation } from "./conversation.js";
import { Desk } from "./desk.js";
import { channelOf, useHere } from "./here.js";
import { Forms } from "./modal.js";
import { Reading } from "./reading.js";
import { Sidebar } from "./sidebar.js";
import { Thread } from "./thread.js";
import { Toasts } from "./toasts.js";
import { Topbar } from "./topbar.js";
import { Tour } from "./tour.js";

export function App({ desk }) {
  const { store } = desk;
  useNews(store);
  const [here, go] = useHere(store);
  Object.assign(desk, { go, user: here.user, place: here.place });
  const reading = useMemo(() => new Reading(store), []);
  const drafts = useDrafts();
  const [isMenuOpen, openMenu] = useState(false);
  const [backstage, setBackstage] = useState(null);
  const channel = channelOf(store, here);
  if (channel && !document.hidden) reading.mark(here.user, channel.id);
  useEffect(() => setBackstage(null), [here.thread]);
  useEffect(() => {
    document.title = `${channel?.name ? `#${channel.name}` : store.names.of(desk.house.bot)} – ${desk.house.team}`;
  }, [channel]);
  const zone = store.names.zone(here.user);
  const write = (place, text) => drafts.set(here.user, place, text);
  const pane = backstage ? "backstage" : here.thread && channel ? "thread" : "";
  return html`<${Desk.Provider} value=${desk}>
    <div class=${classes("app", pane && "with-pane")} onKeyDown=${nextRegion}>
      <${Topbar} zone=${zone} openMenu=${() => openMenu(!isMenuOpen)} backstage=${backstage}
        toggleBackstage=${() => setBackstage(backstage ? null : "mails")} />
      <${Tour} here=${here} backstage=${backstage} write=${write} />
      ${!store.connected && html`<p class="lost" role="status">La connexion est perdue. Nouvel essai…</p>`}
      <${Sidebar} here=${here} reading=${reading} isOpen=${isMenuOpen} close=${() => openMenu(false)} />
      <${Conversation} here=${here} drafts=${drafts} />
      ${pane === "thread" && html`<${Thread} here=${here} channel=${channel} drafts=${drafts} />`}
      ${pane === "backstage" && html`<${Backstage} tab=${backstage} choose=${setBackstage} close=${() => setBackstage(null)} zone=${zone} />`}
      <${Forms} user=${here.user} />
      <${Confirmation} user=${here.user} />
      <${Toasts} />
    </div>
  <//>`;
}

function useNews(store) {
  const [, draw] = useState(0);
  useEffect(() => store.subscribe(() => draw((count) => count + 1)), []);
}

/** What each person has begun to write in each place. */
function useDrafts() {
  const [texts, setTexts] = useState({});
  const set = (user, place, text) => setTexts((all) => ({ ...all, [`${user}/${place}`]: text }));
  return { set, of: (user, place) => [texts[`${user}/${place}`] ?? "", (text) => set(user, place, text)] };
}

/** F6 goes from one part of the page to the next, as in Slack. */
function nextRegion(event) {
  if (event.key !== "F6") return;
  event.preventDefault();
  const regions = [...event.currentTarget.querySelectorAll("[data-region]")].filter((each) => each.offsetParent);
  const at = regions.findIndex((each) => each.contains(document.activeElement));
  regions[(at + (event.shiftKey ? -1 : 1) + regions.length) % regions.length].focus();
}
