"""Twenty people at once, over HTTP, who send again with the same key until they have a receipt."""

from __future__ import annotations

import json
import random
import threading
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any

RELATIONS = ("synonym", "broader", "narrower", "senior", "junior", "related", "unrelated", "unsure")


@dataclass
class Annotator:
    """One person: takes the next task, judges it, waits for the receipt, and so on until told to stop.

    Attributes:
        receipts: client key -> the receipt of what the server has acknowledged.
        faults: how often the server was away or refused.
        handed: tasks for one person only that this person was given.
    """

    url: str
    name: str
    token: str
    stop: threading.Event
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: int = 0
    handed: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Work until the event is set."""
        choice = random.Random(self.name)
        while not self.stop.is_set():
            answer = self.ask("GET", "/api/v1/queue/next?count=1")
            items = (answer or {}).get("items", [])
            if not items:
                time.sleep(0.2)
                continue
            self.judge(items[0], choice.choice(RELATIONS))

    def judge(self, task: dict[str, Any], relation: str) -> None:
        """Send until there is a receipt or a refusal."""
        if task["wanted"] == 1:
            self.handed.append(task["id"])
        body = {
            "task_id": task["id"],
            "relation": relation,
            "client_key": str(uuid.uuid4()),
            "duration_ms": 900,
        }
        while not self.stop.is_set():
            try:
                answer = self.send("POST", "/api/v1/annotations", body)
            except urllib.error.HTTPError as error:
                self.faults += 1
                if error.code < 500:
                    return  # refused for good: the lease ran out while the server was away
            except OSError:
                self.faults += 1
            else:
                self.receipts[str(body["client_key"])] = answer
                return
            time.sleep(0.1)

    def ask(self, method: str, path: str) -> dict[str, Any] | None:
        """An answer, or None when the server is away."""
        try:
            return self.send(method, path)
        except OSError:
            self.faults += 1
            time.sleep(0.1)
            return None

    def send(self, method: str, path: str, body: object | None = None) -> dict[str, Any]:
        """One request.

        Raises:
            urllib.error.HTTPError: the server refused.
            OSError: it is away.
        """
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            parsed = json.load(answer)
        assert isinstance(parsed, dict)
        return parsed
