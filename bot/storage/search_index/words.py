"""French words as the index keeps them: without case and accents, cut to their stem by Snowball.

https://snowballstem.org/algorithms/french/stemmer.html. A word is folded before it is cut, so that whoever types no
accents finds the same stems.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from snowballstemmer import stemmer

_WORD = re.compile(r"[a-z0-9]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_KEPT = 50_000
"""How many words keep their stem in memory."""

_STOP = frozenset(
    ["a", "ai", "alors", "apres", "as", "au", "aucun", "aucune", "aussi", "autre", "aux", "avait", "avant", "avec", "avez", "avoir", "avons", "bonjour", "c", "ca", "car", "ce", "ceci", "cela", "celle", "celui", "ces", "cet", "cette", "chez", "ci", "comme", "comment", "d", "dans", "de", "depuis", "des", "deux", "dire", "dit", "doit", "donc", "dont", "du", "elle", "elles", "en", "encore", "est", "et", "etait", "etaient", "etc", "ete", "etes", "etre", "eu", "fait", "faire", "fois", "font", "il", "ils", "j", "je", "jusque", "l", "la", "le", "les", "leur", "leurs", "lors", "lui", "m", "ma", "madame", "mais", "me", "meme", "merci", "mes", "mme", "moi", "moins", "mon", "monsieur", "mr", "n", "ne", "ni", "nos", "notre", "nous", "on", "ont", "ou", "par", "parce", "pas", "peu", "peut", "peuvent", "plus", "pour", "pourquoi", "puis", "qu", "quand", "que", "quel", "quelle", "quelles", "quels", "qui", "quoi", "quelque", "quelques", "s", "sa", "sans", "se", "sera", "ses", "si", "soit", "son", "sont", "sous", "sur", "t", "ta", "te", "tes", "toi", "ton", "toujours", "tout", "toute", "toutes", "tous", "tres", "trop", "tu", "un", "une", "va", "vers", "veut", "voir", "vos", "votre", "vous", "y"]
)
"""Words that say nothing about a subject."""

_GENERIC = frozenset(
    ["aide", "appel", "besoin", "blocage", "bloque", "bug", "cause", "client", "clients", "demande", "demarche", "demarrer", "erreur", "erreurs", "fonctionne", "fonctionnement", "fonctionnent", "fonctionner", "hs", "impossible", "lina", "logiciel", "marche", "marchent", "message", "messages", "nouveau", "nouvel", "nouvelle", "ok", "panne", "plante", "poste", "postes", "pouvoir", "probleme", "problemes", "question", "questions", "souci", "soucis", "utilisateur", "utilisateurs", "veulent", "apparait", "affiche", "affichent", "ouvre", "ouvrir", "arrive", "arrivent", "bloquee", "bloques"]
)
"""Words of nearly every call: a subject in common needs another one."""

Word = tuple[str, str]
"""A folded word, and its stem."""


def folded(text: str) -> str:
    """The text in lower case, without accents and ligatures."""
    lower = text.casefold()
    if lower.isascii():
        return lower
    spelt_out = lower.replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", spelt_out))


def words_of(text: str) -> Iterator[Word]:
    """Yields the words of a text that say something, in their order; single letters and articles are left out."""
    for word in _WORD.findall(folded(text)):
        if word not in _STOP and (len(word) > 1 or word.isdigit()):
            yield word, stem(word)


def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's words."""
    return frozenset(stem for _, stem in words_of(text))


@lru_cache(_KEPT)
def stem(word: str) -> str:
    """The stem of a folded word; a word with a digit, such as a version, stays as it is."""
    if not word.isalpha():
        return word
    cut: str = stemmer("french").stemWord(word)
    return cut


GENERIC_STEMS = frozenset(map(stem, _GENERIC))
"""The stems of the words of nearly every call."""
