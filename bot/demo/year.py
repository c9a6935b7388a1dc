"""A year of the demo's past: closed calls, weeks of duty, and what level 2 taught level 1 meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from bot.demo.past import PastCall, TriageChoices, as_past
from bot.demo.people import DEVELOPERS, TECHNICIANS
from bot.domain.calls.call import ClientRef
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.opening import NewCall
from bot.domain.calls.triage import DirectoryFacts, Imputation
from bot.domain.calls.triage_flow import TriageChoice
from bot.domain.policy import Policy
from bot.domain.ports import Calls, Weeks
from bot.domain.rota.schedule import Schedule, shift_of
from bot.domain.rota.week import Week
from bot.domain.rota.working_weeks import WEEK, monday_of
from bot.domain.stamp import Stamp

WEEKS = 52
RECENT = 4
"""The last weeks have calls of their own, in `past`."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a call came to: the triage's answers, the imputation, and what the directory said."""

    answers: TriageChoices
    imputation: Imputation
    facts: DirectoryFacts
    announced: bool = False


_AFTER, _DURING = DirectoryFacts(phase="after", contract="no_contract"), DirectoryFacts(phase="during")
_PROBLEM, _HELP = TriageChoice("after", "problem"), TriageChoice("during", "help")
_KNOWN = _Kind((_PROBLEM, TriageChoice("after_problem", "known")), Imputation.WARRANTY, _AFTER)
_OTHER = _Kind(
    (_PROBLEM, TriageChoice("after_problem", "other_cause")), Imputation.REPAIR, _AFTER, announced=True
)
_ERROR = _Kind(
    (_PROBLEM, TriageChoice("after_problem", "client_error")), Imputation.REPAIR, _AFTER, announced=True
)
_QUESTION = _Kind(
    (TriageChoice("after", "question"),),
    Imputation.ASSISTANCE,
    DirectoryFacts(phase="after", contract="contract"),
)
_ADVICE = _Kind((_HELP, TriageChoice("during_help", "advice")), Imputation.PROJECT, _DURING)

_WITHOUT_CONTRACT = (
    ClientRef("BOIS", "Boiseries du Rhône"),
    ClientRef("GARAGE", "Garage des Alpes"),
    ClientRef("DELTA", "Delta Surgelés"),
    ClientRef("JURA", "Fromagerie des Rousses"),
    ClientRef("BOIS", "Boiseries du Rhône"),
)
_WITH_CONTRACT = (ClientRef("KINE", "Clinique du Parc"),)
_IN_PROJECT = (
    ClientRef("CARTON", "Cartonnages Vidal"),
    ClientRef("LOGIS", "Transports Lefèvre"),
    ClientRef("IMPRIM", "Imprimerie Sauvage"),
)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What clients call about, in their words; what solves it; level 2's recipe, empty where there is none to write."""

    requests: tuple[str, ...]
    solution: str
    kind: _Kind
    recipe: str = ""
    diagnosis: str = ""


_SUBJECTS: Sequence[_Subject] = (
    _Subject(
        (
            "Les étiquettes Zebra sortent vierges",
            "L’imprimante Zebra sort des étiquettes vierges",
            "Étiquettes blanches sur la Zebra de l’expédition",
        ),
        "Pilote Zebra réinstallé, format d’étiquette choisi de nouveau.",
        _OTHER,
        "Outils, Étiquettes : choisir le format 100 × 50, puis « Calibrer ».",
        "Le pilote avait été remplacé par Windows.",
    ),
    _Subject(
        ("Comment saisir un avoir partiel ?", "Faire un avoir partiel sur une facture soldée"),
        "Montré avec le client sur une facture d’essai.",
        _QUESTION,
    ),
    _Subject(
        (
            "L’export comptable du mois est vide",
            "Export comptable vide pour le mois dernier",
            "Le comptable reçoit un export vide",
        ),
        "Période comptable rouverte, export relancé.",
        _KNOWN,
        "Comptabilité, Périodes : rouvrir le mois, exporter, refermer.",
        "La période était close avant l’export.",
    ),
    _Subject(
        (
            "Lenteur à l’ouverture des commandes",
            "Les commandes s’ouvrent très lentement",
            "Lenteur des commandes clients le matin",
        ),
        "Index de la base reconstruit pendant la pause.",
        _KNOWN,
    ),
    _Subject(
        (
            "La sauvegarde nocturne est en échec",
            "Sauvegarde en échec cette nuit",
            "Alerte : la sauvegarde nocturne a échoué",
        ),
        "Disque de sauvegarde plein : anciens jeux supprimés.",
        _OTHER,
        "Services, Sauvegarde : garder 7 jeux au plus, puis relancer.",
        "Disque plein.",
    ),
    _Subject(
        ("Créer un utilisateur pour le magasin", "Nouvel utilisateur au magasin, avec ses droits"),
        "Utilisateur créé avec le profil « Magasin ».",
        _QUESTION,
    ),
    _Subject(
        ("Le planning de l’atelier reste vide", "Planning vide à l’atelier depuis lundi"),
        "Filtre enregistré supprimé.",
        _ADVICE,
    ),
    _Subject(
        (
            "Les messages EDI sont rejetés",
            "Rejet des messages EDI d’un client",
            "EDI : commandes rejetées par le partenaire",
        ),
        "Code du partenaire corrigé, messages renvoyés.",
        _KNOWN,
        "EDI, Partenaires : vérifier le code GLN, puis « Renvoyer ».",
        "Le partenaire avait changé de code.",
    ),
    _Subject(
        ("Mot de passe oublié par le chef d’atelier", "Mot de passe à remettre à zéro à l’atelier"),
        "Mot de passe remis à zéro.",
        _ERROR,
    ),
    _Subject(
        ("Importer les tarifs du fournisseur", "Import du fichier des tarifs fournisseur"),
        "Modèle de fichier envoyé, import fait ensemble.",
        _ADVICE,
    ),
    _Subject(
        (
            "Le lecteur de code-barres reste muet",
            "Lecteur code-barres muet au poste d’expédition",
            "Le lecteur de code-barres n’écrit plus rien",
        ),
        "Lecteur remis en mode clavier.",
        _OTHER,
    ),
    _Subject(
        ("Inventaire faux après la clôture", "L’inventaire ne correspond plus après la clôture"),
        "Mouvements en attente validés, inventaire repris.",
        _KNOWN,
    ),
    _Subject(
        ("Ajouter un poste de contrôle à la gamme", "Contrôle qualité à ajouter dans une gamme"),
        "Gamme complétée avec le client.",
        _ADVICE,
    ),
)


async def fill(calls: Calls, weeks: Weeks, policy: Policy, now: datetime) -> None:
    """Writes the year before `now` (aware UTC), but for its last weeks."""
    this_week = monday_of(now.astimezone(policy.zone).date())
    recipes: dict[str, str] = {}
    for past in _past_calls(this_week, policy, recipes):
        year = past.draft.stamp.at.astimezone(policy.zone).year
        call, _ = await calls.open(past.draft.origin, year, partial(as_past, past, policy))
        if past.form.recipe:
            recipes[past.form.solution] = call.number
    for monday in _mondays(this_week, 1):
        await weeks.add(_week(monday, policy))


def _mondays(this_week: date, last: int) -> list[date]:
    """Those of the weeks before this one, oldest first, up to `last` weeks ago."""
    return [this_week - n * WEEK for n in range(WEEKS, last - 1, -1)]


def _week(monday: date, policy: Policy) -> Week:
    """An announced week, with nothing left to say."""
    schedule = Schedule((), members=TECHNICIANS, this_week=monday, is_working=policy.is_working_day)
    shift = shift_of(schedule, monday)
    at = datetime.combine(monday, time(8, 30), policy.zone).astimezone(UTC)
    return Week(monday=monday, turn=shift.turn, person=shift.person, members=TECHNICIANS, announced=at)


def _past_calls(this_week: date, policy: Policy, recipes: dict[str, str]) -> Iterator[PastCall]:
    """Three or four a week; level 2 has fewer and fewer of them, as its recipes become known."""
    n = 0
    for at, monday in enumerate(_mondays(this_week, RECENT)):
        technician = _week(monday, policy).person or TECHNICIANS[0]
        for of_week in range(3 + at % 2):
            n += 1
            subject = _SUBJECTS[(5 * n + at) % len(_SUBJECTS)]
            day = monday + timedelta(days=(2 * of_week + at) % 5)
            opened = datetime.combine(day, time(9, 7 * n % 60), policy.zone) + timedelta(hours=(3 * n) % 8)
            known = recipes.get(subject.solution)
            hard = known is None and (7 * n + at) % 20 < 10 - at // 8
            yield _past_call(n, subject, technician, opened.astimezone(UTC), known, hard=hard)


def _past_call(
    n: int, subject: _Subject, technician: str, opened: datetime, known: str | None, *, hard: bool
) -> PastCall:
    kind = subject.kind
    clients = {_QUESTION: _WITH_CONTRACT, _ADVICE: _IN_PROJECT}.get(kind, _WITHOUT_CONTRACT)
    by_time = hard and n % 3 == 0
    called = 10 if by_time else 3 + n % 4
    taken = called + 1 + 5 * n % 9
    minutes1 = taken if hard else 6 + (11 * n) % 34
    minutes2 = 15 + (13 * n) % 50 if hard else 0
    return PastCall(
        draft=NewCall(
            origin=f"sample:year:{n}",
            stamp=Stamp(opened, technician),
            client=clients[n % len(clients)],
            request=subject.requests[n % len(subject.requests)],
            account_manager="U0CAMILLE" if n % 2 else "U0FARID",
            facts=kind.facts,
        ),
        answers=kind.answers,
        form=CloseCall(
            imputation=kind.imputation,
            announced=kind.announced,
            diagnosis=subject.diagnosis or None,
            solution=subject.solution,
            recipe=(subject.recipe or None) if hard else None,
            level=2 if hard else 1,
            minutes1=minutes1,
            minutes2=minutes2,
        ),
        minutes=minutes1 + minutes2 + 2,
        developer=DEVELOPERS[n % len(DEVELOPERS)] if hard else None,
        by_time=by_time,
        called=called,
        taken=taken,
        recipe_of=known,
    )
