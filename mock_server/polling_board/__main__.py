"""The program of ``python -m mock_server.polling_board``."""

import sys

from mock_server.polling_board.cli import main

if __name__ == "__main__":
    sys.exit(main())
