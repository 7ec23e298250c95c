"""The services that carry messages, one for each channel."""

from ..rules import Channel, Fault
from . import demo, smtp
from .letters import Answer, Letter

__all__ = ["Answer", "Letter", "carries", "send"]


def carries(channel: Channel) -> bool:
    """Whether anything that goes by this channel arrives anywhere."""
    return channel is Channel.EMAIL or demo.is_on()


def send(channel: Channel, letter: Letter) -> Answer:
    """Hand a letter over to the service that carries this channel."""
    if channel is Channel.EMAIL:
        return smtp.send_mail(letter)
    if demo.is_on():
        return demo.send_text(letter)
    return Answer(fault=Fault.NOT_SET_UP)
