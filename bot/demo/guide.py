"""The demo's guided tour, and what `/lina` understands, for the workspace's page."""

from bot.demo.people import DEV, SERVICE, SUPPORT
from simulator import Guide, GuideStep, MessageShown, Phrase, PlaceShown

GUIDE = Guide(
    title="Visite guidée",
    steps=(
        GuideStep(
            text="Vous êtes Alice, un client appelle. Dans #support-lina, tapez `/lina appel acme imprimante HS`.",
            person="U0ALICE",
            types="/lina appel acme imprimante HS",
            done=MessageShown(channel=SUPPORT, words=("Acme Industrie", "imprimante HS")),
        ),
        GuideStep(
            text="La fiche de l’appel est là. Répondez au tri, sous la fiche : « Question, aide ou mise à jour ».",
            person="U0ALICE",
            done=MessageShown(channel=SUPPORT, words=("Acme Industrie", "→ Assistance")),
        ),
        GuideStep(
            text="Le client attend, sans solution. En haut de la page, avancez l’horloge : « +10 min ».",
            done=MessageShown(channel=DEV, words=("Sans solution après",)),
        ),
        GuideStep(
            text="Le niveau 2 est appelé. Vous êtes maintenant David : dans #dev-niveau-2, cliquez « Je prends ».",
            person="U0DAVID",
            done=MessageShown(channel=DEV, buttons=("Rendre",)),
        ),
        GuideStep(
            text="C’est réparé. Cliquez « Clore », choisissez l’imputation, écrivez la solution, et envoyez.",
            person="U0DAVID",
            done=MessageShown(channel=SERVICE, words=("Compte rendu",)),
        ),
        GuideStep(
            text="Vous êtes Camille, chargée d’affaires : lisez le compte rendu dans vos messages directs, « lina ».",
            person="U0CAMILLE",
            done=PlaceShown(person="U0CAMILLE", place="direct"),
        ),
        GuideStep(
            text=(
                "Un client rappelle. Dans les « Coulisses », onglet « Téléphone », "
                "laissez sonner Acme Industrie, puis raccrochez."
            ),
            done=MessageShown(channel=SUPPORT, words=("Appel manqué à",)),
        ),
        GuideStep(
            text="Ouvrez les « Coulisses », en haut : les mails partis, les appels à Slack, les pannes à essayer.",
            done=PlaceShown(place="mails"),
        ),
    ),
    phrases=(
        Phrase("/lina aide", "tout ce que l’on peut demander"),
        Phrase("/lina appel", "le formulaire « Nouvel appel »"),
        Phrase("/lina appel …", "un client, puis sa demande : acme imprimante HS"),
        Phrase("/lina appels", "les appels en cours"),
        Phrase("/lina voir …", "tout sur un appel, par son numéro"),
        Phrase("/lina client …", "la fiche d’un client et ses derniers appels"),
        Phrase("/lina chercher …", "les appels clos qui ressemblent : étiquettes zebra"),
        Phrase("/lina chiffres", "le mois en chiffres, l’année en images"),
        Phrase("/lina rota", "qui est de permanence, et quand"),
    ),
)
