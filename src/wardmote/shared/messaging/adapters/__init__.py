"""The services that carry messages, one for each channel."""

from ..rules import Channel, Fault
from . import demo, notify, smtp
from .letters import Answer, Letter
from .notify import Receipt, receipt_of

__all__ = ["Answer", "Letter", "Receipt", "carries", "receipt_of", "send"]


def carries(channel: Channel) -> bool:
    """Whether anything that goes by this channel arrives anywhere."""
    return channel is Channel.EMAIL or demo.is_on() or bool(notify.template_for(channel))


def send(channel: Channel, letter: Letter) -> Answer:
    """Hand a letter over to the service that carries this channel."""
    if notify.template_for(channel) and not demo.is_on():
        return notify.send_by_notify(channel, letter)
    if channel is Channel.EMAIL:
        return smtp.send_mail(letter)
    if demo.is_on():
        return demo.send_text(letter)
    return Answer(fault=Fault.NOT_SET_UP)
