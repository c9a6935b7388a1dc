"""The simulated methods of the Web API, by name."""

from collections.abc import Callable, Mapping

from simulator.api import auth, chat, conversations, files, history, pins, usergroups, users, views
from simulator.api.arguments import Arguments
from simulator.json_types import Json
from simulator.slack_state.state import SlackState

Method = Callable[[SlackState, Arguments], Json]
"""Returns the answer without `ok`; raises SlackError to refuse."""

METHODS: Mapping[str, Method] = {
    "apps.connections.open": auth.open_connection,
    "auth.test": auth.test,
    "bookmarks.add": pins.add_bookmark,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": history.history,
    "conversations.info": conversations.info,
    "conversations.join": conversations.join,
    "conversations.list": conversations.list_,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_,
    "conversations.replies": history.replies,
    "conversations.setTopic": conversations.set_topic,
    "files.completeUploadExternal": files.complete_upload,
    "files.getUploadURLExternal": files.get_upload_url,
    "pins.add": pins.add,
    "pins.list": pins.list_,
    "pins.remove": pins.remove,
    "reactions.add": pins.add_reaction,
    "usergroups.list": usergroups.list_,
    "usergroups.users.list": usergroups.list_users,
    "usergroups.users.update": usergroups.update_users,
    "users.info": users.info,
    "users.list": users.list_,
    "users.lookupByEmail": users.lookup_by_email,
    "views.open": views.open_,
    "views.publish": views.publish,
    "views.push": views.push,
    "views.update": views.update,
}
