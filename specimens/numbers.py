"""Numbers as they are printed on papers: fictional, with right check digits where the rule is public."""

import string
from random import Random


def digits(rng: Random, count: int) -> str:
    return "".join(rng.choice(string.digits) for _ in range(count))


def letters(rng: Random, count: int) -> str:
    return "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(count))


def _luhn_check(body: str) -> str:
    total = 0
    for position, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def siret(rng: Random) -> str:
    """14 digits; the first nine (SIREN) and the whole pass the Luhn test."""
    first = "9" + digits(rng, 7)
    siren = first + _luhn_check(first)
    body = siren + "0001" + str(rng.randint(1, 9))
    body = body[:13]
    return body + _luhn_check(body)


def nir(rng: Random, *, sex: str, year: int, month: int) -> str:
    """A social security number of a person born abroad (99): 13 digits and the key 97 - (number mod 97)."""
    body = f"{2 if sex == 'F' else 1}{year % 100:02}{month:02}99{rng.randint(101, 499)}{rng.randint(1, 899):03}"
    return f"{body}{97 - int(body) % 97:02}"


def iban(rng: Random, bank: str, branch: str) -> str:
    """A French IBAN with its RIB key and its ISO 7064 check digits. The bank code is invented."""
    account = digits(rng, 11)
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    bban = f"{bank}{branch}{account}{key:02}"
    check = 98 - int(bban + "152700") % 97  # F=15 R=27
    return f"FR{check:02}{bban}"


def numero_fiscal(rng: Random) -> str:
    """13 digits, the last three the remainder of the first ten by 511."""
    body = f"{rng.randint(0, 3)}{digits(rng, 9)}"
    return f"{body}{int(body) % 511:03}"


def numero_etranger(rng: Random, departement: str) -> str:
    """10 digits that begin with the département's code, or 991 for an OFII vignette."""
    if rng.random() < 0.2:
        return "991" + digits(rng, 7)
    start = {"2A": "20", "2B": "20"}.get(departement, departement[:2])
    return start + "03" + digits(rng, 6)


def recommande(rng: Random) -> str:
    """The number of a national registered letter, as printed: ``1A 047 877 2024 3``."""
    return f"{rng.choice('12')}A {digits(rng, 3)} {digits(rng, 3)} {digits(rng, 4)} {rng.randint(0, 9)}"


def telephone(rng: Random, start: str = "") -> str:
    """A phone number in the ranges that ARCEP keeps for fiction (mobile 06 39 98, landline 01 99 00 …), in pairs."""
    prefix = start or rng.choice(["063998", "063998", "026191", "035301", "046571", "053649"])
    number = prefix + digits(rng, 10 - len(prefix))
    return " ".join(number[i : i + 2] for i in range(0, 10, 2))
