"""The demo's closed calls."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.calls import closing, escalation, triage_flow
from bot.domain.calls.call import Call, ClientRef, RecipeUse, State
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.opening import NewCall, open_call
from bot.domain.calls.triage import DirectoryFacts, Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.outbox.notice import DeliveryState
from bot.domain.policy import Policy
from bot.domain.stamp import SYSTEM, Stamp

TriageChoices = tuple[TriageChoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """One closed call of the demo.

    Attributes:
        draft: the call as it was opened.
        answers: those given to the triage, a minute apart.
        form: the compte rendu.
        minutes: whole minutes from opening to closing.
        developer: who took it at level 2; None where level 1 solved it.
        by_time: whether level 2 was called because the time was over.
        called: whole minutes from opening to when level 2 was called.
        taken: whole minutes from opening to when level 2 took it.
        recipe_of: the number of the call whose recipe was of use; None without one.
    """

    draft: NewCall
    answers: TriageChoices
    form: CloseCall
    minutes: int
    developer: str | None = None
    by_time: bool = False
    called: int = 0
    taken: int = 0
    recipe_of: str | None = None


def past_calls(now: datetime) -> tuple[PastCall, ...]:
    """The closed calls of the last weeks before `now` (aware UTC), oldest first."""
    return (
        PastCall(
            draft=NewCall(
                origin="sample:1",
                stamp=Stamp(now - timedelta(days=19, hours=2), "U0CHLOE"),
                client=ClientRef("CARTON", "Cartonnages Vidal"),
                request="Comment créer une gamme avec deux postes en parallèle ?",
                account_manager="U0CAMILLE",
                facts=DirectoryFacts(phase="during"),
            ),
            answers=(TriageChoice("during", "help"), TriageChoice("during_help", "advice")),
            form=CloseCall(
                imputation=Imputation.PROJECT,
                solution="Gamme créée avec le client, mode d’emploi envoyé par mail.",
                minutes1=25,
            ),
            minutes=28,
        ),
        PastCall(
            draft=NewCall(
                origin="sample:2",
                stamp=Stamp(now - timedelta(days=12, hours=4), "U0ALICE"),
                client=ClientRef("GARAGE", "Garage des Alpes"),
                request="LINA ne démarre plus sur le poste de l’atelier",
                contact="Mme Ollier",
                account_manager="U0FARID",
                facts=DirectoryFacts(phase="after", contract="no_contract"),
            ),
            answers=(TriageChoice("after", "problem"), TriageChoice("after_problem", "other_cause")),
            form=CloseCall(
                imputation=Imputation.REPAIR,
                announced=True,
                diagnosis="L’antivirus bloquait le service LINA après sa mise à jour.",
                solution="Exception ajoutée dans l’antivirus, service redémarré.",
                minutes1=35,
            ),
            minutes=41,
        ),
        PastCall(
            draft=NewCall(
                origin="sample:3",
                stamp=Stamp(now - timedelta(days=6, hours=1), "U0ALICE"),
                client=ClientRef("BOIS", "Boiseries du Rhône"),
                request="Erreur à l’édition des bons de livraison",
                contact="M. Lopez",
                account_manager="U0FARID",
                facts=DirectoryFacts(phase="after", contract="no_contract"),
            ),
            answers=(TriageChoice("after", "problem"), TriageChoice("after_problem", "known")),
            form=CloseCall(
                imputation=Imputation.WARRANTY,
                solution="Anomalie connue : mise à jour vers la 5.1.",
                minutes1=15,
                updated=True,
            ),
            minutes=18,
        ),
        PastCall(
            draft=NewCall(
                origin="sample:4",
                stamp=Stamp(now - timedelta(days=3, hours=2), "U0BRUNO"),
                client=ClientRef("ACME", "Acme Industrie"),
                request="L’imprimante d’étiquettes n’imprime plus",
                contact="Mme Durand",
                account_manager="U0CAMILLE",
                facts=DirectoryFacts(phase="after", contract="contract"),
            ),
            answers=(TriageChoice("after", "question"),),
            form=CloseCall(
                imputation=Imputation.ASSISTANCE,
                solution="Pilote réinstallé sur le poste d’expédition.",
                minutes1=20,
            ),
            minutes=22,
        ),
        PastCall(
            draft=NewCall(
                origin="sample:5",
                stamp=Stamp(now - timedelta(days=1, hours=3), "U0BRUNO"),
                client=ClientRef("FONDERIE", "Fonderie Marchand"),
                request="Les pesées du pont-bascule n’arrivent plus dans LINA",
                contact="M. Marchand",
                account_manager="U0CAMILLE",
                facts=DirectoryFacts(phase="after", contract="contract"),
            ),
            answers=(TriageChoice("after", "question"),),
            form=CloseCall(
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


def as_past(past: PastCall, policy: Policy, number: str) -> Call:
    """The closed call with this number; its notices are cancelled, so that the demo posts none of them."""
    draft, opened, by = past.draft, past.draft.stamp.at, past.draft.stamp.by
    call = open_call(draft, number, policy)
    for minute, given in enumerate(past.answers, start=1):
        stamp = Stamp(opened + timedelta(minutes=minute), by)
        call = triage_flow.answer(call, stamp, given, draft.facts, policy)
    if past.recipe_of:
        call = replace(call, recipe_use=RecipeUse(past.recipe_of, Stamp(opened + timedelta(minutes=3), by)))
    if past.developer:
        called = Stamp(opened + timedelta(minutes=past.called), SYSTEM if past.by_time else by)
        call = replace(call, state=State.WAITING, transferred=called)
        call = escalation.take(call, Stamp(opened + timedelta(minutes=past.taken), past.developer))
    closed = Stamp(opened + timedelta(minutes=past.minutes), past.developer or by)
    call = closing.close(call, closed, past.form, policy)
    return replace(call, notices=tuple(replace(n, state=DeliveryState.CANCELLED) for n in call.notices))
