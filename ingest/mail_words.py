"""What mail programs write above a quoted or forwarded message, in many languages, as regular expressions.

Seen in Outlook, Gmail, Thunderbird, Apple Mail, Yahoo, Zimbra, Orange, QQ and others.
"""

LABELS = {
    "from": r"de|from|von|da|expéditeur|expediteur|émetteur|van|remitente|od|nga|feladó|de la|kimden|gönderen|từ"
    r"|người gửi|от|від|от кого|відправник|من|از|发件人|寄件者|გამგზავნი|ումից",
    "date": r"envoyée?(?:\s+le)?|envoye(?:\s+le)?|date(?:\s+d['’]envoi)?|reçu(?:\s+le)?|le|sent|gesendet|datum"
    r"|enviado(?:\s+el)?|fecha|data|inviato|verzonden|wysłano|trimis|gönderildi|gönderilme tarihi|tarih|dërguar"
    r"|poslano|elküldve|đã gửi|ngày|отправлено|дата|надіслано"
    r"|تم الإرسال|تاريخ الإرسال|التاريخ|ارسال شده|تاریخ"
    r"|发送时间|发送日期|日期|时间",
    "to": r"à|a|to|an|para|destinataires?|pour|aan|do|către|kime|alıcı|për|címzett|đến|tới|кому|до"
    r"|إلى|الى|به|收件人|收件者",
    "cc": r"cc|copie(?:\s+à)?|cci|bcc|dw|répondre\s+à|reply-to|bilgi|копия|копія|نسخة|نسخة إلى|رونوشت|抄送",
    "subject": r"objet|sujet|subject|betreff|asunto|oggetto|assunto|onderwerp|temat|subiect|konu|subjekti|predmet|tárgy"
    r"|chủ đề|тема|الموضوع|موضوع|主题|主旨|თემა",
}
"""Label of a header line to the words for it; the colon behind it is not part of them."""

RULERS = (
    r"(?:message|e-?mail|mail|courriel|mensaje|messaggio|mensagem|nachricht|bericht)[^-_=\n]{0,40}"
    r"|(?:début\s+du\s+|begin\s+|fin\s+du\s+)?[^-_=\n]{0,20}"
    r"(?:forwarded|original|weitergeleitete|ursprüngliche|doorgestuurd|réacheminé|wiadomość|redirecționat|mesaj"
    r"|iletilen|yönlendirilen|orijinal|переслан|исходное|пересилання|оригінальне"
    r"|اصلي|الأصلية|معاد توجيهها|محولة|原始|转发|轉寄)[^-_=\n]{0,60}"
)
"""What stands between two runs of dashes where another message begins or ends."""
