"""A GOV.UK Notify of our own, over real HTTP. `tests/contracts/test_notify.py` holds it to what the real one does."""

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID, uuid4

SERVICE, SECRET = "11111111-2222-4333-8444-555555555555", "66666666-7777-4888-8999-aaaaaaaaaaaa"
KEY = f"tests-{SERVICE}-{SECRET}"
TEMPLATE = "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff"
# The recipients by which the real service simulates what may happen
# (docs.notifications.service.gov.uk, "Test emails and text messages").
BECOMES = {
    "temp-fail@simulator.notify": "temporary-failure",
    "perm-fail@simulator.notify": "permanent-failure",
    "07700900003": "temporary-failure",
    "07700900002": "permanent-failure",
}


class FakeNotify(ThreadingHTTPServer):
    """Takes messages, remembers them, and says what became of them. `down` makes it answer 500."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: dict[str, dict[str, object]] = {}
        self.down = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> "FakeNotify":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: FakeNotify

    def log_message(self, *_said: object) -> None:
        pass

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._may():
            return
        to = given.get("email_address") or given.get("phone_number") or ""
        if self.path == "/v2/notifications/email" and "@" not in to:
            self._refuse(400, "ValidationError", "email_address Not a valid email address")
        elif self.path == "/v2/notifications/sms" and len("".join(filter(str.isdigit, to))) < 10:
            self._refuse(400, "ValidationError", "phone_number Not enough digits")
        elif given.get("template_id") != TEMPLATE:
            self._refuse(400, "BadRequestError", "Template not found")
        else:
            key = str(uuid4())
            self.server.taken[key] = given
            self._answer(201, {"id": key, "reference": given.get("reference")})

    def do_GET(self) -> None:
        if not self._may():
            return
        given = self.server.taken.get(str(UUID(self.path.rpartition("/")[2])))
        if given is None:
            self._refuse(404, "NoResultFound", "No result found")
            return
        to = str(given.get("email_address") or given.get("phone_number")).replace("+44", "0")
        self._answer(200, {"status": BECOMES.get(to, "delivered")})

    def _may(self) -> bool:
        head, body, signature = self.headers["Authorization"].removeprefix("Bearer ").encode().split(b".")
        right = base64.urlsafe_b64encode(
            hmac.new(SECRET.encode(), head + b"." + body, hashlib.sha256).digest()
        )
        who = json.loads(base64.urlsafe_b64decode(body + b"=="))
        if self.server.down:
            self._refuse(500, "Exception", "Internal server error")
        elif signature != right.rstrip(b"=") or who["iss"] != SERVICE:
            self._refuse(403, "AuthError", "Invalid token: API key not found")
        else:
            return True
        return False

    def _refuse(self, status: int, error: str, message: str) -> None:
        self._answer(status, {"status_code": status, "errors": [{"error": error, "message": message}]})

    def _answer(self, status: int, said: dict[str, object]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
