"""The demo's past: calls of the last weeks, opened, sorted and closed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain import closing, sorting
from bot.domain.acts import Act, Caller
from bot.domain.call import Call
from bot.domain.closing import Closing
from bot.domain.notice import Progress
from bot.domain.opening import Draft, open_call
from bot.domain.policy import House
from bot.domain.sorting import Given
from bot.domain.triage import Imputation, Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One closed call; `answers` are those given to the triage, `minutes` from opening to closing."""

    draft: Draft
    answers: tuple[Given, ...]
    form: Closing
    minutes: int


def past_calls(now: datetime) -> tuple[Past, ...]:
    """Oldest first."""
    return (
        Past(
            draft=Draft(
                origin="sample:1",
                act=Act(now - timedelta(days=19, hours=2), "U0CHLOE"),
                client=Caller("CARTON", "Cartonnages Vidal"),
                request="Comment créer une gamme avec deux postes en parallèle ?",
                account_manager="U0CAMILLE",
                known=Known(phase="during"),
            ),
            answers=(Given("during", "help"), Given("during_help", "advice")),
            form=Closing(
                imputation=Imputation.PROJECT,
                solution="Gamme créée avec le client, mode d’emploi envoyé par mail.",
                minutes1=25,
            ),
            minutes=28,
        ),
        Past(
            draft=Draft(
                origin="sample:2",
                act=Act(now - timedelta(days=12, hours=4), "U0ALICE"),
                client=Caller("GARAGE", "Garage des Alpes"),
                request="LINA ne démarre plus sur le poste de l’atelier",
                contact="Mme Ollier",
                account_manager="U0FARID",
                known=Known(phase="after", contract="no_contract"),
            ),
            answers=(Given("after", "problem"), Given("after_problem", "other_cause")),
            form=Closing(
                imputation=Imputation.REPAIR,
                announced=True,
                diagnosis="L’antivirus bloquait le service LINA après sa mise à jour.",
                solution="Exception ajoutée dans l’antivirus, service redémarré.",
                minutes1=35,
            ),
            minutes=41,
        ),
        Past(
            draft=Draft(
                origin="sample:3",
                act=Act(now - timedelta(days=6, hours=1), "U0ALICE"),
                client=Caller("BOIS", "Boiseries du Rhône"),
                request="Erreur à l’édition des bons de livraison",
                contact="M. Lopez",
                account_manager="U0FARID",
                known=Known(phase="after", contract="no_contract"),
            ),
            answers=(Given("after", "problem"), Given("after_problem", "known")),
            form=Closing(
                imputation=Imputation.WARRANTY,
                solution="Anomalie connue : mise à jour vers la 5.1.",
                minutes1=15,
                updated=True,
            ),
            minutes=18,
        ),
        Past(
            draft=Draft(
                origin="sample:4",
                act=Act(now - timedelta(days=3, hours=2), "U0BRUNO"),
                client=Caller("ACME", "Acme Industrie"),
                request="L’imprimante d’étiquettes n’imprime plus",
                contact="Mme Durand",
                account_manager="U0CAMILLE",
                known=Known(phase="after", contract="contract"),
            ),
            answers=(Given("after", "question"),),
            form=Closing(
                imputation=Imputation.ASSISTANCE,
                solution="Pilote réinstallé sur le poste d’expédition.",
                minutes1=20,
            ),
            minutes=22,
        ),
        Past(
            draft=Draft(
                origin="sample:5",
                act=Act(now - timedelta(days=1, hours=3), "U0BRUNO"),
                client=Caller("FONDERIE", "Fonderie Marchand"),
                request="Les pesées du pont-bascule n’arrivent plus dans LINA",
                contact="M. Marchand",
                account_manager="U0CAMILLE",
                known=Known(phase="after", contract="contract"),
            ),
            answers=(Given("after", "question"),),
            form=Closing(
                imputation=Imputation.ASSISTANCE,
                level=2,
                diagnosis="Le port série du pont-bascule avait changé de numéro.",
                solution="Port corrigé dans la configuration des balances.",
                recipe="Outils, Balances, onglet Liaison : choisir le port que Windows montre.",
                minutes1=10,
                minutes2=25,
            ),
            minutes=46,
        ),
    )


def as_past(past: Past, house: House, number: str) -> Call:
    """The call as it stands once all was said: nothing of it is said again in the demo."""
    draft, opened, by = past.draft, past.draft.act.at, past.draft.act.by
    call = open_call(draft, number, house)
    for minute, given in enumerate(past.answers, start=1):
        act = Act(opened + timedelta(minutes=minute), by)
        call = sorting.answer(call, act, given, draft.known, house)
    call = closing.close(call, Act(opened + timedelta(minutes=past.minutes), by), past.form, house)
    return replace(call, notices=tuple(replace(n, state=Progress.CANCELLED) for n in call.notices))
