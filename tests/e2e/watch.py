"""What must stay silent while a browser works: script errors, refused content, failing requests."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Response

# How long a page may take over one thing. Long, for a machine that does much else: who waits is not
# measured here, and a green run never waits it out.
PATIENCE_MS = 40_000
# Runs before every page's own scripts; a violation is said once on the console we listen to.
CSP_LISTENER = """
addEventListener('securitypolicyviolation', (event) =>
  console.error(`CSP ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))
"""
# A cut link is not a fault of the page; the browser itself writes these lines.
NETWORK = (
    "net::ERR_",
    "Failed to load resource",
    "An unknown error occurred when fetching the script",
)


@dataclass
class Watch:
    """Collects over every page of a context; ``expected`` are statuses a test provokes."""

    said: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def over(self, context: BrowserContext) -> None:
        """Listen to a context that was just made."""
        context.add_init_script(CSP_LISTENER)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.said.append(f"script: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        text = message.text
        if "Refused" in text or text.startswith("CSP "):
            self.said.append(f"content policy: {text}")
        elif message.type == "error" and not any(part in text for part in NETWORK):
            self.said.append(f"console: {text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in {401, *self.expected}:
            self.said.append(f"{response.status} {response.request.method} {response.url}")
