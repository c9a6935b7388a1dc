"""Checks the people of the configuration and of the client directory: known, active, in the channels that need them."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.delivery.retry import DeliveryError, FailureKind
from bot.doctor.context import DoctorContext, refusal
from bot.doctor.findings import Finding, Findings, Verdict, ok
from bot.domain.clients.directory import Directory
from bot.domain.ports import UserProfile

PEOPLE, CLIENTS = "people", "clients' people"


@dataclass(frozen=True, slots=True)
class PersonReference:
    """A person or user group that the configuration or the client directory refers to.

    Attributes:
        reference: a Slack id or an e-mail address.
        place: the configuration's key, or the client, that holds it.
        channel: the key of the channel that the person has to be in; None for none.
    """

    reference: str
    place: str
    channel: str | None = None


async def check_people(context: DoctorContext) -> Findings:
    """Yields what is wrong with the people whom lina.toml names, or that nothing is."""
    references = [each for each in configured_people(context) if not each.reference.startswith("S")]
    problems = [
        problem for each in references if (problem := await _problem(context, each, PEOPLE, Verdict.FAILED))
    ]
    for problem in problems:
        yield problem
    if not problems:
        yield ok(
            PEOPLE,
            f"{len({each.reference for each in references})} are known, active and where they are needed",
        )


async def check_clients_people(context: DoctorContext, directory: Directory) -> Findings:
    """Yields what is wrong with the people whom the client directory names.

    Only warnings: what does not reach them goes to the service's channel instead.
    """
    references = list(_client_people(directory))
    for each in references:
        problem = await _problem(context, each, CLIENTS, Verdict.WARNING)
        if problem:
            yield problem


def configured_people(context: DoctorContext) -> Iterator[PersonReference]:
    """Yields the people and user groups whom lina.toml names."""
    settings = context.settings
    for member in settings.rota.members:
        yield PersonReference(member, "rota.members", "support")
    for mention in settings.escalation.mention:
        if mention != "here":
            yield PersonReference(mention, "escalation.mention", "dev")
    if settings.escalation.lead:
        yield PersonReference(settings.escalation.lead, "escalation.lead")
    if settings.report.account_manager:
        yield PersonReference(settings.report.account_manager, "report.account_manager")


def _client_people(directory: Directory) -> Iterator[PersonReference]:
    seen: set[str] = set()
    for client in directory.clients.values():
        managers = [client.account_manager] if client.account_manager else []
        for reference in (*managers, *client.technicians):
            if reference not in seen:
                seen.add(reference)
                yield PersonReference(
                    reference, f"client {client.code}", "support" if reference not in managers else None
                )


async def _problem(
    context: DoctorContext, named: PersonReference, check: str, verdict: Verdict
) -> Finding | None:
    try:
        person = await context.people.meet(named.reference)
    except DeliveryError as failure:
        unknown = failure.kind is FailureKind.PERMANENT
        said = "nobody in this workspace" if unknown else refusal(failure)
        mend = f"correct {named.place}" if unknown else "ask again"
        return Finding(check, verdict, f"{named.reference} ({named.place}): {said}", mend)
    why = _unfit_reason(person)
    if why:
        return Finding(
            check, verdict, f"{_shown(person)} ({named.place}) {why}", f"replace them in {named.place}"
        )
    if named.channel and absent(context, named.channel, person.id):
        said = f"{_shown(person)} ({named.place}) is not in the {named.channel} channel: a mention may tell nobody"
        return Finding(check, verdict, said, f"invite them to {_channel_name(context, named.channel)}")
    return None


def _unfit_reason(person: UserProfile) -> str | None:
    if person.gone:
        return "is deactivated"
    if person.bot:
        return "is a bot"
    return "is a guest, whom the bot does not answer" if person.guest else None


def absent(context: DoctorContext, key: str, person: str) -> bool:
    """Returns whether a person is known not to be in the channel with this key."""
    channel = context.channels.get(key)
    return channel is not None and channel.members is not None and person not in channel.members


def _channel_name(context: DoctorContext, key: str) -> str:
    channel = context.channels.get(key)
    return f"#{channel.name}" if channel else key


def _shown(person: UserProfile) -> str:
    return f"{person.name} {person.id}"
