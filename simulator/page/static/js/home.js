/** The app's Home, asked for each time one comes to it. */

import { html, useContext, useEffect } from "./dom.js";
import { Blocks } from "./blocks.js";
import { Desk } from "./desk.js";
import { useViewSurface } from "./surface.js";

export function HomeView({ user }) {
  const desk = useContext(Desk);
  const view = desk.store.get("home", user);
  useEffect(() => void desk.act("home", { user }), [user]);
  if (!view) return html`<p class="empty">L’application n’a encore rien dessiné ici.</p>`;
  return html`<div class="home" tabindex="0" role="region" aria-label="Accueil de l’application">
    <${Page} key=${view.view_id} view=${view} user=${user} names=${desk.store.names} />
  </div>`;
}

function Page({ view, user, names }) {
  const surface = useViewSurface(view, user, names.zone(user));
  return html`<${Blocks} blocks=${view.raw.blocks} surface=${surface} reader=${user} names=${names} />`;
}
