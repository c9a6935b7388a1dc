"""Checks user groups: those that the ping mentions have members in `dev`, and `rota.usergroup` can be written."""

from bot.delivery.retry import DeliveryError
from bot.doctor.context import DoctorContext, call_slack, refusal
from bot.doctor.findings import Finding, Findings, failed, ok, warning
from bot.doctor.people import PersonReference, absent, configured_people

GROUPS = "user groups"


async def check_groups(context: DoctorContext) -> Findings:
    """Yields the findings of each configured group; nothing when none is."""
    mentioned = [each for each in configured_people(context) if each.reference.startswith("S")]
    own = context.settings.rota.usergroup
    if not mentioned and not own:
        return
    try:
        answer = await call_slack(context.client.usergroups_list(include_users=True))
    except DeliveryError as failure:
        yield failed(
            GROUPS, refusal(failure), "user groups need a paid plan, and the scopes of `lina manifest`"
        )
        return
    known = {
        str(group["id"]): [str(user) for user in group.get("users", ())] for group in answer["usergroups"]
    }
    for each in mentioned:
        yield _check_mentioned(context, each, known)
    if own:
        yield await _check_writable(context, own, known)


def _check_mentioned(context: DoctorContext, named: PersonReference, known: dict[str, list[str]]) -> Finding:
    users = known.get(named.reference)
    if users is None:
        return failed(
            GROUPS, f"{named.reference} ({named.place}): no such group, or disabled", f"correct {named.place}"
        )
    away = [user for user in users if absent(context, "dev", user)]
    if not users or away:
        said = f"{', '.join(away)} are not in the dev channel" if users else "has no members"
        return failed(
            GROUPS, f"{named.reference} ({named.place}): {said}", "invite them, or the ping may tell nobody"
        )
    return ok(GROUPS, f"{named.reference} ({named.place}): all {len(users)} are in the dev channel")


async def _check_writable(context: DoctorContext, group: str, known: dict[str, list[str]]) -> Finding:
    """Writes the members that the group has already."""
    users = known.get(group)
    if users is None:
        return failed(
            GROUPS, f"{group} (rota.usergroup): no such group, or disabled", "correct rota.usergroup"
        )
    if not users:
        return warning(
            GROUPS, f"{group} (rota.usergroup) is empty, and cannot be tried", "put somebody in it"
        )
    try:
        await call_slack(context.client.usergroups_users_update(usergroup=group, users=users))
    except DeliveryError as failure:
        return failed(
            GROUPS,
            f"{group} (rota.usergroup) cannot be written: {refusal(failure)}",
            "let everyone manage user groups (workspace settings), or remove rota.usergroup",
        )
    return ok(GROUPS, f"{group} (rota.usergroup) can be written")
