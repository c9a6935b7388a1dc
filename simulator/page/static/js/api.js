/** What people do, sent to the simulator; what goes wrong comes back as a French sentence. */

const SEEN = {
  operation_timeout: "L’application n’a pas répondu à temps (operation_timeout).",
  dispatch_failed: "L’application n’a pas répondu (dispatch_failed).",
  trouble_connecting: "La réponse de l’application n’a pas été comprise. Réessayez.",
  not_a_command: "Cette commande n’existe pas.",
  interactivity_disabled: "L’application ne prend pas les clics.",
  home_tab_disabled: "L’application n’a pas de page d’accueil.",
  no_suggestions: "L’application n’a pas su proposer de réponses.",
  channel_not_found: "Vous n’êtes pas dans ce canal.",
  is_archived: "Ce canal est archivé.",
  account_inactive: "Ce compte est désactivé.",
};
const UNREACHED = "L’espace de travail ne répond plus. Est-il encore ouvert dans le terminal\u00a0?";

export class Refused extends Error {}

/** The answer of an act such as `interact` or `write`; throws Refused. */
export async function act(name, body) {
  const response = await reach(`/_sim/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Refused(sentence(answer.error));
  return answer;
}

/** A file that a person chose, as the workspace keeps it. */
export async function upload(file) {
  const response = await reach(`/_page/files/${encodeURIComponent(file.name)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
  if (!response.ok) throw new Refused("Ce fichier n’a pas pu être envoyé.");
  return response.json();
}

export async function callDetails(number) {
  return (await reach(`/_page/calls/${number}`)).json();
}

async function reach(address, request) {
  try {
    return await fetch(address, request);
  } catch {
    throw new Refused(UNREACHED);
  }
}

function sentence(error) {
  const word = error.split(": ").slice(1).join(": ");
  return SEEN[word] ?? `Cela n’a pas été possible\u00a0: ${word || error}`;
}
