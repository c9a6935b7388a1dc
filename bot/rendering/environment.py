"""The Jinja2 environment of what Slack shows: blocks, filters, helpers, and the sentences of TOML tables."""

from functools import cache

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from bot.domain.calls import triage
from bot.domain.calls.amendment import may_be_amended
from bot.domain.calls.correction import asks_correction
from bot.domain.calls.opening import time_left
from bot.domain.calls.quote_decision import choices
from bot.domain.calls.reports import receipt_of
from bot.domain.calls.status import status_of
from bot.domain.clients.client import version_below
from bot.rendering import blocks, charts, elements, filters, template_helpers, text, words
from bot.rendering.labels import TABLES, read_toml, templates_folder
from bot.services import slack_markup
from bot.services.phones import show_phone, type_phone

_GLOBALS = (
    *(
        blocks.notification,
        blocks.header,
        blocks.section,
        blocks.prose,
        blocks.columns,
        blocks.column,
        blocks.value,
    ),
    *(blocks.context, blocks.actions, blocks.field, blocks.modal, blocks.alert),
    *(elements.button, elements.confirm, elements.option, elements.overflow, elements.static_select),
    *(charts.share_chart, charts.imputation_chart),
    *(
        elements.external_select,
        elements.user_select,
        elements.users_select,
        elements.date_picker,
        elements.checkbox,
        elements.text_input,
        elements.number_input,
    ),
    *(
        elements.datetime_picker,
        version_below,
        choices,
        time_left,
        status_of,
        asks_correction,
        triage.phase_of,
        triage.answered_by_person,
    ),
    *(
        template_helpers.question_of,
        template_helpers.answer_buttons,
        template_helpers.path_of,
        template_helpers.path_from,
        template_helpers.leaf_of,
    ),
    *(
        template_helpers.advises_update,
        template_helpers.owes_announcement,
        template_helpers.will_be_called,
        template_helpers.is_discarded,
    ),
    *(
        template_helpers.ping_is_over,
        template_helpers.awaits_decision,
        template_helpers.decision_buttons,
    ),
    *(template_helpers.awaits_correction,),
    *(template_helpers.is_newest, template_helpers.expired_warranty, template_helpers.phone_on_file),
    *(
        template_helpers.in_project,
        template_helpers.expired_contract,
        template_helpers.primary_button,
        template_helpers.may_hold,
        template_helpers.can_take_over,
    ),
    *(template_helpers.minutes_of, template_helpers.to_decide, template_helpers.to_announce),
    *(template_helpers.same_person, may_be_amended, receipt_of),
)

_FILTERS = (
    *(filters.ago, filters.percent, filters.bar, filters.month, filters.short_month),
    *(
        filters.mention,
        filters.mentions,
        filters.name,
        filters.person,
        filters.slack_date,
        filters.clock,
        filters.day,
    ),
    *(
        filters.date_of,
        filters.instant,
        filters.local_date,
        filters.duration,
        filters.minutes,
        filters.elapsed,
        filters.slack_moment,
        filters.printed,
        filters.hours,
        filters.link,
        filters.label,
    ),
    *(
        filters.sentence,
        filters.week,
        words.of_month,
        text.cut,
        text.one_line,
        text.quote,
        slack_markup.readable,
    ),
    *(filters.channel, filters.refusal),
)


@cache
def slack_environment() -> Environment:
    """Returns the environment, one for the process, which keeps compiled templates."""
    sentences = {
        f"{table}/{name}": sentence
        for table in TABLES
        for name, sentence in read_toml(f"{table}.toml").items()
    }
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(templates_folder()), DictLoader(sentences)]),
        undefined=StrictUndefined,
        finalize=text.finalize,
        autoescape=False,  # noqa: S701  # finalize escapes what Slack asks to be escaped, and nothing else
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update({named.__name__: named for named in _GLOBALS})
    made.filters.update(
        {named.__name__: named for named in _FILTERS}, phone=show_phone, typed_phone=type_phone
    )
    made.tests["url"] = filters.is_url
    return made
