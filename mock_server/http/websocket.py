"""The WebSockets of a room's browsers, whose server can end at any moment."""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState


class WebSocket(WebSocketsSansIOProtocol):
    """A connection, which a browser may be closing while the server ends: uvicorn would close it
    again, and its server would end by that error, without the portal's own end."""

    def shutdown(self) -> None:
        try:
            super().shutdown()
        except InvalidState:
            self.transport.abort()
