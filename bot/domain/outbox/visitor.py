"""How something is done for a notice by what kind of document carries it, without asking which kind that is."""

from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.domain.outbox.notice import Notice

if TYPE_CHECKING:
    from bot.domain.calls.call import Call
    from bot.domain.rota.week import Week

T_co = TypeVar("T_co", covariant=True)


class DocumentVisitor(Protocol[T_co]):
    """One method a kind of document; the document's `accept` calls its own."""

    def call(self, call: "Call", notice: Notice, /) -> T_co:
        """For a notice that a call carries."""

    def week(self, week: "Week", notice: Notice, /) -> T_co:
        """For a notice that a week of the rota carries."""
