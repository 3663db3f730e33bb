"""What personal details look like in a text: numbers by their own checks, the rest by form and by the words beside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

Kind = Literal[
    "an e-mail address",
    "a payment card number",
    "a National Insurance number",
    "an NHS number",
    "an HCPC registration number",
    "a date of birth",
    "a phone number",
    "a postcode",
]

GAP = r"(?: ?[-./] ?| )?"  # in a number, between its groups
WORD = r"[^\W\d_][\w'.]*[ :=#(,-]+"
LEAD = rf"[ :=#(,-]*(?:{WORD}){{0,4}}"  # the few words that may stand between a cue and the detail

ATOM = r"[^\s@<>()\[\],;:\"]"
EMAIL = rf"(?<!{ATOM}){ATOM}+@(?:[\w-]+\.)+[^\W\d_][\w-]+"

# In one run, or grouped as on cards; a security code may follow.
CARD = r"(?<!\d)(?:\d{13,19}|\d{4}([ -])\d{6}\1\d{4,5}|\d{4}([ -])\d{4}\2\d{4}\2\d{1,7}(?:\2\d{1,3})?)(?!\d)"
CARD_OF_SIXTEEN = r"(?<!\d)\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?!\d)"
YEARS = re.compile(r"(?:(?:19|20)\d\d[ -]?)+")

# Without the letters and pairs that HM Revenue and Customs does not allot (its manual NIM39110).
INSURANCE = (
    rf"(?<![A-Z\d])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]{GAP}\d\d{GAP}\d\d{GAP}\d\d"
    rf"{GAP}[A-D](?![A-Z\d])"
)
INSURANCE_CUED = (
    rf"\b(?:ni|nino|national insurance)\b{LEAD}(?P<it>[A-Z]{{2}}{GAP}\d\d{GAP}\d\d{GAP}\d\d(?:{GAP}[A-D])?)(?![A-Z\d])"
)

NHS = rf"(?<!\d)(?:\d{{3}}{GAP}\d{{3}}{GAP}\d{{4}}|(?<!\d[ -])\d(?:[ -]\d){{9}}(?![ -]\d))(?!\d)"

# The prefix of each profession on the HCPC's register, and its digits.
PROFESSION = "(?:AS|BS|CH|CS|DT|HAD|ODP|OR|OT|PA|PH|PO|PYL|RA|SL)"
REGISTRATION = rf"(?<![A-Z\d]){PROFESSION}\d{{5,6}}(?!\w)"
REGISTRATION_CUED = rf"\b(?:hcpc|registration|registered|reg)\b{LEAD}(?P<it>{PROFESSION}[ -]?\d{{4,6}})(?!\w)"

DAY, YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:19|20)\d\d"
NTH = rf"{DAY}(?:st|nd|rd|th)?"
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
DATE = (
    rf"(?<![\d./-])(?P<it>{DAY}(?P<s>[ ./-]){DAY}(?P=s)(?:{YEAR}|\d\d)|[0-3]\d[01]\d(?:{YEAR}|\d\d)"
    rf"|{YEAR}(?P<t>[./-]){DAY}(?P=t){DAY}|{NTH}(?: of)?[ -]{MONTH},?[ -](?:{YEAR}|'?\d\d)|{MONTH} {NTH},? {YEAR})"
    r"(?![./-]?\d)"
)
BIRTH = r"\b(?:d\.?o\.?b\b\.?|dates? of birth\b|birth ?dates?\b|birthday\b)"
# A date since which something holds, or that of a document, is nobody's.
NOT_SINCE = r"(?!(?:after|before|since|until|from|guidance|standards?|edition|published|updated)\b)"
BORN_ON = rf"(?:{BIRTH}|\bborn\b)[ :=#(,-]*(?:{NOT_SINCE}{WORD}){{0,4}}{DATE}"
WAS_BORN = rf"{DATE}{LEAD}(?:{BIRTH}|\b(?:am|is|was|were) born\b)"

PHONE_GAP = r"[ ().-]{0,3}"
PHONE = (
    rf"(?<![\d£$€])(?:\(?(?:\+ ?|00)44\)?{PHONE_GAP}(?:\(0\)|0)?{PHONE_GAP}|44(?=7\d{{9}}(?!\d))|\(?0{PHONE_GAP})"
    rf"[1-35789](?:{PHONE_GAP}\d){{8,9}}(?!\d)"
)
PHONE_ABROAD = rf"(?<!\d)\+ ?(?!44)[1-9](?:{PHONE_GAP}\d){{8,13}}(?!\d)"
SHIFT = re.compile(r"[0-2]\d[0-5]\d ?- ?[0-2]\d[0-5]\d")  # 0800-2000

AREA = "|".join(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G
    GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW
    OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC
    WD WF WN WR WS WV YO ZE
    """.split()
)
POSTCODE = rf"(?<![A-Z\d])(?:{AREA})\d[\dA-HJKMNPR-Y]? ?\d[ABD-HJLNP-UW-Z]{{2}}(?![A-Z\d])"
NOT_POSTCODE = re.compile(r".* \d(?:st|nd|rd|th|hr|yr|wk|ft|lb|gb)")  # "in E1 2nd floor"; in capitals it is one


def is_nhs_number(text: str) -> bool:
    """Whether the tenth digit checks the nine before it, modulo 11, as in Scotland's CHI numbers too."""
    *digits, check = map(int, re.findall(r"\d", text))
    return -sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=True)) % 11 == check


def is_card_number(text: str) -> bool:
    """Whether Luhn's sum holds, and the groups are no list of years."""
    digits = [int(digit) for digit in re.findall(r"\d", text)][::-1]
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0 and not YEARS.fullmatch(text)


def is_phone_number(text: str) -> bool:
    """Whether digits are grouped as in a phone number, and not as in dates or hours of work."""
    groups = re.findall(r"\d+", text)
    if "+" in text or groups[0].startswith(("00", "44")):
        return True
    fewest = 2 if len(groups[0]) > 2 and sum(map(len, groups)) == 11 else 3
    return all(len(group) >= fewest for group in groups[1:]) and not SHIFT.match(text)


def is_postcode(text: str) -> bool:
    return not NOT_POSTCODE.fullmatch(text)


def always(text: str) -> bool:
    return True


Form = tuple[Kind, str, Callable[[str], bool]]
FORMS: tuple[Form, ...] = (
    ("an e-mail address", EMAIL, always),
    ("a payment card number", CARD, is_card_number),
    ("a payment card number", CARD_OF_SIXTEEN, is_card_number),
    ("a National Insurance number", INSURANCE, always),
    ("a National Insurance number", INSURANCE_CUED, always),
    ("an NHS number", NHS, is_nhs_number),
    ("an HCPC registration number", REGISTRATION, always),
    ("an HCPC registration number", REGISTRATION_CUED, always),
    ("a date of birth", BORN_ON, always),
    ("a date of birth", WAS_BORN, always),
    ("a phone number", PHONE, is_phone_number),
    ("a phone number", PHONE_ABROAD, always),
    ("a postcode", POSTCODE, is_postcode),
)
CLUE = re.compile(r"[\d@]")  # every detail has one, and few questions do
KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE), holds) for kind, pattern, holds in FORMS)


def details(text: str) -> Iterator[tuple[Kind, int, int]]:
    """Each detail in a text with plain spaces and dashes: its kind, where it starts and ends."""
    if not CLUE.search(text):
        return
    for kind, pattern, holds in KINDS:
        for match in pattern.finditer(text):
            part = "it" if "it" in pattern.groupindex else 0
            if holds(match[part]):
                yield kind, *match.span(part)
