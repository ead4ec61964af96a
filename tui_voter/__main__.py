import sys

from tui_voter.cli import main

sys.exit(main())
