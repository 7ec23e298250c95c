"""Every change to messages: somebody is told, reads it, has it sent to them, or says how they wish to hear of it."""

from ..rules import PROTECTED
from .reading import read_all, read_message, say_opened
from .sending import DIGEST, deliver, send_again, take_receipt
from .telling import SEND_JOB, tell, write_to
from .wishing import CODE_JOB, forget_phone, prove_phone, say_address_works, say_wishes, send_code
from .wording import use_shipped_words, word_message

__all__ = [
    "CODE_JOB",
    "DIGEST",
    "PROTECTED",
    "SEND_JOB",
    "deliver",
    "forget_phone",
    "prove_phone",
    "read_all",
    "read_message",
    "say_address_works",
    "say_opened",
    "say_wishes",
    "send_again",
    "send_code",
    "take_receipt",
    "tell",
    "use_shipped_words",
    "word_message",
    "write_to",
]
