"""The sender's own words apart from what is quoted or forwarded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.html_text import QUOTE_END, QUOTE_START
from ingest.quotes import MAX_PARTS, split_quotes

FORWARDS = {
    "Outlook, French": "De : CCC <ccc@x.fr>\nEnvoyé : lundi 2 mars 2026 10:12\nÀ : awa@x.fr\nObjet : Votre demande\n",
    "Outlook, French, with a rule": "________________________________\nDe : CCC\nEnvoyé : lundi\nÀ : a\nObjet : b\n",
    "Outlook, English": "From: CCC <ccc@x.fr>\nSent: Monday, March 2, 2026 10:12 AM\nTo: awa@x.fr\nSubject: b\n",
    "Outlook, bold": "*De :* CCC\n*Envoyé :* lundi\n*À :* a\n*Objet :* b\n",
    "Outlook, old": "-----Message d'origine-----\nDe : CCC\nEnvoyé : lundi\nÀ : a\nObjet : b\n",
    "Gmail": "---------- Forwarded message ---------\nDe : CCC <c@x.fr>\nDate: lun. 2 mars 2026\nSubject: b\nTo: a\n",
    "Thunderbird": "-------- Message transféré --------\nSujet : b\nDate : Mon, 2 Mar 2026\nDe : CCC\nPour : a\n",
    "dashes": "-----Message transféré-----\nDe : CCC\nDate : lundi\nObjet : b\nÀ : a\n",
    "Apple": "Début du message transféré :\n\nDe: CCC <ccc@x.fr>\nObjet: b\nDate: 2 mars 2026 à 10:12\nÀ: awa@x.fr\n",
    "Apple, English": "Begin forwarded message:\n\nFrom: CCC\nSubject: b\nDate: 2 March 2026\nTo: awa@x.fr\n",
    "wrapped label": "De : Centre de contact citoyens\n<ccc@x.fr>\nEnvoyé : lundi\nÀ : a\nObjet : b\n",
    "blank lines between": "De : CCC\n\nEnvoyé : lundi\n\nÀ : a\n\nObjet : b\n",
    "German": "Von: CCC\nGesendet: Montag\nAn: a\nBetreff: b\n",
    "Spanish": "De: CCC\nEnviado: lunes\nPara: a\nAsunto: b\n",
    "Outlook, in one line": "De : CCC <c@x.fr> Envoyé : lundi 2 mars 2026 À : a@x.fr Objet : Votre demande\n",
    "Orange": "envoyé : 2 mars 2026 à 10:12\nde : CCC <ccc@x.fr>\nà : awa@x.fr\nobjet : Votre demande\n",
    "Zimbra": "----- Mail original -----\nDe: CCC\nÀ: a\nEnvoyé: Lundi 2 Mars 2026 10:12:00\nObjet: b\n",
    "Notes": "----- Réacheminé par A/FR le 02/03/2026 -----\n\nDe :\tCCC/X\nA :\tA/FR\nDate :\t2/3/2026\nObjet :\tb\n",
    "Arabic": "________________\nمن: CCC <c@x.fr>\nتم الإرسال: الاثنين 2 مارس 2026\nإلى: a@x.fr\nالموضوع: b\n",
    "Russian": "От: CCC <c@x.fr>\nОтправлено: 2 марта 2026\nКому: a@x.fr\nТема: b\n",
    "Turkish": "Kimden: CCC <c@x.fr>\nGönderildi: 2 Mart 2026\nKime: a@x.fr\nKonu: b\n",
    "Romanian": "De la: CCC <c@x.fr>\nTrimis: 2 martie 2026\nCătre: a@x.fr\nSubiect: b\n",
    "Chinese": "--------- 原始邮件 ---------\n发件人: CCC <c@x.fr>\n发送时间: 2026年3月2日\n收件人: a\n主题: b\n",
    "only a ruler": "----- Message transféré -----\n",
}  # fmt: skip


@pytest.mark.parametrize("client", FORWARDS)
def test_a_forwarded_message_is_a_part_of_its_own(client: str) -> None:
    parts = split_quotes(f"Bonjour,\nvoici la réponse du CCC.\n\n{FORWARDS[client]}\nMadame,\nnous attestons.")
    assert len(parts) == 2
    assert parts[0].strip("_\n ") == "Bonjour,\nvoici la réponse du CCC."
    assert "nous attestons" in parts[1]


@pytest.mark.parametrize("client", FORWARDS)
def test_a_bare_forward_has_no_own_words(client: str) -> None:
    own, *quoted = split_quotes(f"{FORWARDS[client]}\nMadame,\nnous attestons.")
    assert own.strip("_\n ") == ""
    assert "nous attestons" in quoted[0]


@pytest.mark.parametrize(
    "line",
    [
        "Le lun. 2 mars 2026 à 10:12, CCC <ccc@x.fr> a écrit :",
        "Le 02/03/2026 à 10:12, CCC a écrit :",
        "Le lundi 2 mars 2026 à 10:12:00 UTC+1, CCC <ccc@x.fr> a\nécrit :",
        "On Mon, Mar 2, 2026 at 10:12 AM CCC <ccc@x.fr> wrote:",
        "On 2 Mar 2026, at 10:12, Centre de contact citoyens\n<ccc@x.fr> wrote:",
        "Am 02.03.2026 um 10:12 schrieb CCC:",
        "El lun, 2 mar 2026 a las 10:12, CCC (<ccc@x.fr>) escribió:",
    ],
)
@pytest.mark.parametrize("sign", ["> ", ""])
def test_an_answered_message_is_a_part_of_its_own(line: str, sign: str) -> None:
    parts = split_quotes(f"Bonjour,\n\n{line}\n\n{sign}Madame,\n{sign}nous attestons.")
    assert parts[0] == "Bonjour,"
    assert parts[1].endswith("Madame,\nnous attestons.")


def test_own_words_between_and_below_quotations_are_own_words() -> None:
    parts = split_quotes("> question 1\nréponse 1\n> question 2\nréponse 2\n")
    assert [line for line in parts[0].split("\n") if line] == ["réponse 1", "réponse 2"]
    assert "question 1" in parts[1]
    assert "question 2" in parts[1]
    assert len(parts) == 2


def test_own_words_below_an_attributed_quotation_are_own_words() -> None:
    own, quoted = split_quotes(
        "Le 02/03/2026 à 10:12, CCC <c@x.fr> a écrit :\n> nous attestons\n\nMerci, je joins tout."
    )
    assert own == "Merci, je joins tout."
    assert quoted.endswith("nous attestons")


def test_a_forward_in_a_forward_is_a_part_again() -> None:
    text = f"moi\n{FORWARDS['Gmail']}\nl'association\n\n{FORWARDS['Outlook, French']}\nle CCC"
    parts = split_quotes(text)
    assert len(parts) == 3
    assert parts[1].endswith("l'association")
    assert parts[2].endswith("le CCC")


def test_marks_of_html_containers_are_followed() -> None:
    own, quoted = split_quotes(f"moi\n{QUOTE_START}\nCCC\n{QUOTE_END}\nmoi encore")
    assert [line for line in own.split("\n") if line] == ["moi", "moi encore"]
    assert quoted == "CCC"


def test_words_right_above_an_attribution_are_the_sender_s() -> None:
    own, quoted = split_quotes("Bonjour\nLe 2 mars 2026 à 10:12, CCC <ccc@x.fr> a écrit :\nNous attestons")
    assert own == "Bonjour"
    assert quoted.endswith("Nous attestons")


@pytest.mark.parametrize("introduction", ["Le 2 mars 2026 à 10:12, CCC <c@x.fr> a écrit :", FORWARDS["Gmail"]])
def test_an_introduction_and_what_is_quoted_below_it_are_one_part(introduction: str) -> None:
    text = f"moi\n{QUOTE_START}\n{introduction}\n{QUOTE_START}\nNous attestons\n{QUOTE_END}\n{QUOTE_END}\n"
    own, quoted = split_quotes(text)
    assert own == "moi"
    assert quoted.startswith(introduction.split("\n", maxsplit=1)[0])
    assert quoted.endswith("Nous attestons")


@pytest.mark.parametrize(
    "text",
    [
        "De : la préfecture. Date : demain",
        "Le 3 mars 2026, le CCC m'a écrit :\n« nous attestons »",
        "Ils nous ont écrit :\nrien",
        "De : Paris\nje suis parti",
        "Objet : demande de titre\nMadame, Monsieur,",
        "Mon adresse :\n12 rue de la Paix\nDate : 3 mars",
        "----\nsignature",
        "Message original en pièce jointe.",
        "Du 3 au 5 : rien. À : vous. De : moi.",
    ],
)
def test_own_words_that_only_look_like_a_quotation_are_own_words(text: str) -> None:
    assert split_quotes(text) == (text,)


def test_parts_are_bounded() -> None:
    assert len(split_quotes(FORWARDS["Gmail"] * 500)) <= MAX_PARTS + 1


_HEADERS = FORWARDS["Gmail"].split("\n")
_LINES = st.lists(
    st.sampled_from(["> a", ">> b", "c", "", *_HEADERS, QUOTE_START, QUOTE_END, "Le 1/2/2026, x@y a écrit :"])
)


@given(_LINES)
def test_no_word_is_lost_and_none_is_doubled(lines: list[str]) -> None:
    def words(text: str) -> list[str]:
        return sorted(text.replace(QUOTE_START, "").replace(QUOTE_END, "").replace(">", " ").split())

    text = "\n".join(lines)
    assert words("\n".join(split_quotes(text))) == words(text)
