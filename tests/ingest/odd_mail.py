"""Odd but legitimate mail, as people and services send it: ``OWN`` are own words, ``CCC`` what somebody else said."""

from tests.ingest.raw_mail import mail

OWN = "Bonjour, voici la réponse que j'ai reçue."
CCC = "Nous attestons de l'impossibilité technique de déposer votre demande en ligne."
_HEAD = "From: Awa Sarr <awa@example.org>\nTo: pref@example.org\nSubject: Tr : demande\nMIME-Version: 1.0\n"
_HEAD += "Date: Mon, 2 Mar 2026 10:12:00 +0100\n"
_FROM = (
    "<b>De :</b> CCC &lt;ccc@x.fr&gt;<br><b>Envoyé :</b> lundi 2 mars 2026 10:12<br><b>À :</b> Awa<br><b>Objet :</b> b"
)


def page(html: str) -> bytes:
    return mail(f"Content-Type: text/html; charset=utf-8\n\n<html><body>{html}</body></html>", head=_HEAD)


def plain(text: str) -> bytes:
    return mail(f"Content-Type: text/plain; charset=utf-8\n\n{text}", head=_HEAD)


def both(text: str, html: str) -> bytes:
    parts = f"--a\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--a\nContent-Type: "
    f"text/html; charset=utf-8\n\n{html}\n"
    return mail(f"Content-Type: multipart/alternative; boundary=a\n\n{parts}--a--\n", head=_HEAD)


QUOTING = {
    "Outlook": page(
        f"<div class=WordSection1><p class=MsoNormal>{OWN}<o:p></o:p></p><div "
        f'style="border:none;border-top:solid #E1E1E1 '
        f'1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal>{_FROM}<o:p></o:p></p></div><p '
        f"class=MsoNormal>{CCC}</p></div>"
    ),
    "Outlook on the web": page(
        f'<div>{OWN}</div><hr tabindex="-1" style="display:inline-block; width:98%"><div '
        f'id="divRplyFwdMsg" dir="ltr">{_FROM}'
        f"<div>&nbsp;</div></div><div>{CCC}</div>"
    ),
    "Outlook on a telephone": page(
        f'<div dir="auto">{OWN}</div><div id="ms-outlook-mobile-signature">Télécharger <a '
        f'href="https://aka.ms/x">Outlook '
        f'pour iOS</a></div><hr/><div id="divRplyFwdMsg">{_FROM}</div>{CCC}'
    ),
    "Gmail, answered": page(
        f'<div dir="ltr">{OWN}</div><br><div class="gmail_quote gmail_quote_container"><div '
        f'dir="ltr" class="gmail_attr">'
        "Le&nbsp;lun. 2 mars 2026 à&nbsp;10:12, CCC &lt;<a>c@x.fr</a>&gt; a écrit&nbsp;:<br></div><blockquote "
        f'class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc"><div>{CCC}</div></blockquote></div>'
    ),
    "Gmail, forwarded": page(
        f'<div dir="ltr">{OWN}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f"---------- Forwarded message "
        "---------<br>De : <strong>CCC</strong> &lt;c@x.fr&gt;<br>Date: lun. 2 mars 2026<br>"
        "Subject: b<br>To: a<br></div>"
        f"<br>{CCC}</div></div>"
    ),
    "Thunderbird, answered": page(
        f'<p>{OWN}</p><div class="moz-cite-prefix">Le 02/03/2026 à 10:12, CCC a écrit :<br></div>'
        f'<blockquote type="cite" '
        f'cite="mid:abc">{CCC}</blockquote>'
    ),
    "Thunderbird, forwarded": page(
        f'<p>{OWN}</p><div class="moz-forward-container"><br>-------- Message transféré '
        f"--------<table><tr><th>Sujet : </th>"
        f"<td>b</td></tr><tr><th>Date : </th><td>2 Mar 2026</td></tr><tr><th>De : </th><td>"
        f"CCC</td></tr></table>{CCC}</div>"
    ),
    "Apple Mail": page(
        f'<div>{OWN}</div><blockquote type="cite"><div>Le 2 mars 2026 à 10:12, CCC &lt;c@x.fr&gt; a écrit :</div><br>'
        f"<div>{CCC}</div></blockquote>"
    ),
    "iPhone, forwarded": page(
        f"<div>{OWN}<br><br>Envoyé de mon iPhone</div><div><br>Début du message transféré :<br>"
        f"</div><blockquote type=cite>"
        "<b>De:</b> CCC &lt;c@x.fr&gt;<br><b>Date:</b> 2 mars 2026<br><b>À:</b> a@b.fr<br><b>"
        "Objet:</b> x<br></blockquote>"
        f"<blockquote type=cite>{CCC}</blockquote>"
    ),
    "Yahoo": page(
        f'<div class="ydp">{OWN}</div><div id="ydp1yahoo_quoted_12" class="ydp1yahoo_quoted"><div>'
        f"Le lundi 2 mars 2026 à "
        f"10:12:00 UTC+1, CCC &lt;c@x.fr&gt; a écrit :</div><div>{CCC}</div></div>"
    ),
    "Orange": plain(
        f'{OWN}\n\n> Message du 02/03/26 10:12\n> De : "CCC" <c@x.fr>\n> A : a@b.fr\n> Copie à :\n'
        f"> Objet : b\n>\n> {CCC}\n"
    ),
    "Orange, forwarded": plain(
        f"{OWN}\n\nenvoyé : 2 mars 2026 à 10:12\nde : CCC <c@x.fr>\nà : a@b.fr\nobjet : b\n\n{CCC}"
    ),
    "La Poste": plain(
        f'{OWN}\n\n----- Mail original -----\nDe: "CCC" <c@x.fr>\nÀ: a\nEnvoyé: Lundi 2 Mars 2026\nObjet: b\n\n{CCC}'
    ),
    "Free": plain(
        f'{OWN}\n\n----- Mail transféré -----\nDe: "CCC" <c@x.fr>\nÀ: a\nEnvoyé: Lundi 2 Mars 2026\nObjet: b\n\n{CCC}'
    ),
    "SFR": plain(
        f'{OWN}\n\n=====================\nMessage du : 02/03/2026\nDe : "CCC" <c@x.fr>\nA : a\n'
        f"Copie à : \nSujet : b\n\n{CCC}"
    ),
    "Zimbra": page(
        f'<div>{OWN}</div><hr id="zwchr"/><div><b>De: </b>"CCC" &lt;c@x.fr&gt;<br><b>À: </b>a<br>'
        f"<b>Envoyé: </b>Lundi 2 Mars "
        f"2026<br><b>Objet: </b>b<br></div><div>{CCC}</div>"
    ),
    "Notes": plain(
        f"{OWN}\n\n----- Réacheminé par A/FR le 02/03/2026 -----\n\nDe :\tCCC/X\nA :\tA/FR\nDate "
        f":\t2/3/2026\nObjet :\tb\n\n{CCC}"
    ),
    "Roundcube": plain(
        f"{OWN}\n\n-------- Message original --------\nObjet: b\nDate: 02.03.2026 10:12\nDe: CCC "
        f"<c@x.fr>\nÀ: a@b.fr\n\n{CCC}"
    ),
    "Horde": plain(
        f"{OWN}\n\n----- Message transféré de CCC <c@x.fr> -----\n   Date : Mon, 2 Mar 2026\n     De : CCC <c@x.fr>\n"
        f"  Sujet : b\n      À : a@b.fr\n\n{CCC}\n\n----- Fin du message transféré -----\n"
    ),
    "Proton": page(
        f'<div>{OWN}</div><div class="protonmail_quote">------- Forwarded Message -------<br>De : '
        f"CCC &lt;c@x.fr&gt;<br>Date : "
        f'lundi 2 mars 2026<br>Objet : x<br>À : a<br><blockquote class="protonmail_quote" '
        f'type="cite">{CCC}</blockquote></div>'
    ),
    "Samsung": plain(
        f"{OWN}\n\nEnvoyé depuis mon appareil Galaxy\n\n-------- Message d'origine --------\nDe : CCC <c@x.fr>\n"
        f"Date : 02/03/2026 10:12 (GMT+01:00)\nÀ : a@b.fr\nObjet : b\n\n{CCC}"
    ),
    "Spark": page(
        f'<div>{OWN}</div><div name="messageReplySection">Le 2 mars 2026 à 10:12 +0100, CCC &lt;c@x.fr&gt;, a écrit :'
        f'<blockquote type="cite" style="border-left: thin solid grey">{CCC}</blockquote></div>'
    ),
    "Gmail in Arabic": plain(f"{OWN}\n\nفي الإثنين، 2 مارس 2026 في 10:12 ص، كتب CCC \u200f<c@x.fr>:\n\n> {CCC}"),
    "Gmail in Russian": plain(f"{OWN}\n\nпн, 2 мар. 2026 г. в 10:12, CCC <c@x.fr>:\n\n> {CCC}"),
    "Outlook in Arabic": plain(
        f"{OWN}\n\n________________\nمن: CCC <c@x.fr>\nتم الإرسال: 2 مارس 2026\nإلى: a@b.fr\nالموضوع: x\n\n{CCC}"
    ),
    "QQ": plain(
        f"{OWN}\n\n------------------ 原始邮件 ------------------\n发件人: CCC <c@x.fr>;\n发送时间: "
        f"2026年3月2日\n收件人: a\n主题: x\n\n{CCC}"
    ),
    "Windows Mail, both": both(
        f"{OWN}\n\nDe : CCC\nEnvoyé : lundi 2 mars 2026\nÀ : Awa\nObjet : b\n\n{CCC}",
        f"<p>{OWN}</p><hr><p>{_FROM}</p><p>{CCC}</p>",
    ),
}
"""Mail program to a message in which ``OWN`` is the sender's and ``CCC`` somebody else's."""

_REPORT = (
    "--r\nContent-Type: text/plain\n\nLe message n'a pas pu être remis.\n--r\nContent-Type: message/delivery-status\n\n"
    "Reporting-MTA: dns; mx.x.fr\n\nFinal-Recipient: rfc822; a@x.fr\nAction: failed\nStatus: 5.1.1\n--r\n"
    "Content-Type: text/rfc822-headers\n\nSubject: Demande\n--r--\n"
)
_FROM_MACHINE = "From: {}\nTo: pref@example.org\nSubject: {}\nDate: Mon, 2 Mar 2026 10:12:00 +0100\n"
BY_MACHINES = {
    "bounce": mail(
        f"Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n{_REPORT}",
        head=_FROM_MACHINE.format("MAILER-DAEMON@x.fr", "Undelivered Mail Returned to Sender"),
    ),
    "out of office, Exchange": mail(
        "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n\nJe suis absent.",
        head=_FROM_MACHINE.format("agent@x.fr", "Réponse automatique : Demande"),
    ),
    "out of office, Gmail": mail(
        "Auto-Submitted: auto-replied\nPrecedence: bulk\n\nJe suis absent.",
        head=_FROM_MACHINE.format("a@x.fr", "Absence Re: b"),
    ),
    "read receipt": mail(
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=r\n\n" + _REPORT,
        head=_FROM_MACHINE.format("a@x.fr", "Lu : Demande"),
    ),
}
"""What only a machine says: every one of them has ``auto`` set."""

BULK = {
    "newsletter": mail(
        "List-Unsubscribe: <https://x.fr/u>\nContent-Type: text/html\n\n<p>Nos offres</p>",
        head=_FROM_MACHINE.format("news@x.fr", "Offres"),
    ),
    "mailing list": mail("List-Id: <l.x.fr>\n\nBonjour à tous", head=_FROM_MACHINE.format("l@x.fr", "[liste] b")),
}
