"""Addresses of messages."""

from django.urls import path

from . import log, own, wishes, words

app_name = "messaging"
urlpatterns = [
    path("messages", own.messages, name="messages"),
    path("partnership/messages/log", log.delivery_log, name="log"),
    path("partnership/messages/log/<int:pk>/again", log.send_again, name="send_again"),
    path("partnership/messages", words.kinds, name="kinds"),
    path("partnership/messages/words/<str:key>", words.change_words, name="change_words"),
    path("partnership/messages/words/<str:key>/as-shipped", words.as_shipped, name="as_shipped"),
    path("messages/how", wishes.wishes, name="wishes"),
    path("messages/how/phone", wishes.phone, name="phone"),
    path("messages/how/code", wishes.code, name="code"),
    path("messages/how/no-phone", wishes.no_phone, name="no_phone"),
    path("messages/works/<int:pk>", own.address_works, name="address_works"),
    path("messages/<uuid:uuid>", own.message, name="message"),
]
