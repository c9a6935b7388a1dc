"""A fixture of blocks: each kind of block and each kind of element, once."""

from pathlib import Path
from typing import Any

from tests.simulator.sim_house import actions, button, option, plain

Json = dict[str, Any]

PIXEL = (Path(__file__).parent / "fixtures" / "plan.png").read_bytes()

RED, GREEN, BLUE = option("Rouge"), option("Vert"), option("Bleu")
COLOURS = [RED, GREEN, BLUE]
MORE = {**option("Jaune"), "description": plain("comme un citron")}
GROUPS = [
    {"label": plain("Chaudes"), "options": [RED]},
    {"label": plain("Froides"), "options": [GREEN, BLUE]},
]
SURE = {
    "title": plain("Certain ?"),
    "text": {"type": "mrkdwn", "text": "C’est *sans retour*."},
    "confirm": plain("Oui"),
    "deny": plain("Non"),
}


def _hinted(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": kind, "placeholder": plain(kind), **more}


PRESSED: list[Json] = [
    button("Presser", "button", style="primary", confirm=SURE, value="v"),
    {"type": "overflow", "action_id": "overflow", "options": [RED, MORE]},
]
CHOSEN: list[Json] = [
    _hinted("static_select", options=COLOURS),
    _hinted("external_select", min_query_length=1),
    _hinted("users_select"),
    _hinted("channels_select"),
    _hinted("conversations_select"),
    _hinted("multi_static_select", option_groups=GROUPS),
    _hinted("multi_external_select", min_query_length=2),
    _hinted("multi_users_select"),
    _hinted("multi_channels_select"),
    _hinted("multi_conversations_select"),
    {"type": "checkboxes", "action_id": "checkboxes", "options": [RED, MORE]},
    {"type": "radio_buttons", "action_id": "radio_buttons", "options": [GREEN, MORE]},
    _hinted("datepicker"),
    _hinted("timepicker"),
    {"type": "datetimepicker", "action_id": "datetimepicker"},
]
TYPED: list[Json] = [
    _hinted("plain_text_input", multiline=True),
    _hinted("number_input", is_decimal_allowed=True),
    _hinted("email_text_input"),
    _hinted("url_text_input"),
    _hinted("rich_text_input"),
    {"type": "file_input", "action_id": "file_input", "filetypes": ["png"], "max_files": 2},
]

PICTURE = {"type": "image", "slack_file": {"id": "F0PIXEL"}, "alt_text": "Un point"}

ACCESSORIES: list[Json] = [
    {"type": "section", "text": plain(element["type"]), "accessory": element}
    for element in (*PRESSED, *CHOSEN, PICTURE)
]
INPUTS: list[Json] = [
    {
        "type": "input",
        "block_id": element["type"],
        "label": plain(element["type"]),
        "hint": plain("Un conseil"),
        "element": element,
    }
    for element in (*CHOSEN, *TYPED)
]
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "gras", "style": {"bold": True}},
                {"type": "user", "user_id": "U0ALICE"},
                {"type": "channel", "channel_id": "C0SUPPORT"},
                {"type": "usergroup", "usergroup_id": "S0N1"},
                {"type": "broadcast", "range": "here"},
                {"type": "link", "url": "https://example.fr", "text": "un lien"},
                {"type": "emoji", "name": "tada", "unicode": "1f389"},
                {"type": "date", "timestamp": 1795510800, "format": "{time}", "fallback": "dix heures"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "premier"}]},
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "cité"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code()"}]},
    ],
}
MARKDOWN = """# Titre
Un **mot** en *italique*, `code`, ~~rayé~~, [lien](https://example.fr).

- puce
- autre

1. un
2. deux

> cité

```py
print(1)
```"""
SHOWN: list[Json] = [
    {"type": "header", "text": plain("Un titre")},
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "Un *texte*"},
        "fields": [plain("gauche"), plain("droite")],
    },
    {"type": "divider"},
    {"type": "context", "elements": [PICTURE, plain("en petit")]},
    {**PICTURE, "title": plain("Légende")},
    {"type": "markdown", "text": MARKDOWN},
    RICH,
    {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "Client"}, {"type": "raw_text", "text": "Appels"}],
            [{"type": "raw_text", "text": "Acme"}, {"type": "raw_text", "text": "3"}],
        ],
    },
    {
        "type": "data_visualization",
        "title": "Appels par mois",
        "chart": {
            "type": "bar",
            "series": [
                {"name": "Projet", "data": [{"label": "oct.", "value": 4}, {"label": "nov.", "value": 7}]},
                {"name": "Dépannage", "data": [{"label": "oct.", "value": 2}, {"label": "nov.", "value": 0}]},
            ],
            "axis_config": {"categories": ["oct.", "nov."], "y_label": "Appels"},
        },
    },
    {
        "type": "video",
        "title": plain("Un film"),
        "author_name": "Lina",
        "description": plain("Deux minutes"),
        "video_url": "https://example.fr/film",
        "thumbnail_url": "/_page/files/F0PIXEL",
        "alt_text": "Une image du film",
    },
    actions(*PRESSED, *CHOSEN),
]
