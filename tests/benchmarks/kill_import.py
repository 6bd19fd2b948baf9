"""Kill -9 an import at many random moments and check the matter each time.

python -m tests.benchmarks.kill_import --kills 50
"""

import argparse
import tempfile
from pathlib import Path

from tests.journeys import durability
from tests.journeys.test_kill_import import files_to_import


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--files", type=int, default=600)
    parser.add_argument("--longest", type=float, default=1.6, help="latest moment of a kill, in seconds")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    done = 0
    with tempfile.TemporaryDirectory() as folder:
        files = files_to_import(Path(folder) / "files", options.files)
        while done < options.kills:
            own = Path(folder) / f"run-{done}"
            own.mkdir()
            kills = min(5, options.kills - done)
            counts = durability.run(own, files, kills, options.longest, options.seed + done)
            print(f"{kills} kills; exhibits after each: {counts}")
            assert counts[-1] == options.files
            done += kills
    print(f"{done} kills: nothing lost, nothing half done, verify clean each time")


if __name__ == "__main__":
    main()
