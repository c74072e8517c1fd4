"""Write each example's FHIR form from its contract, or check that both agree.

python examples/build.py            # writes examples/*/bundle.json
python examples/build.py --check    # 1 where a Bundle is not what the mapping makes today
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from pk_fhir.contract import parse
from pk_fhir.mapping import to_bundle

HERE = Path(__file__).resolve().parent
# When the examples were written down: for a Provenance whose contract states no moment.
RECORDED = "2026-11-25T08:00:00+01:00"


def bundle_text(contract: Path) -> str:
    """The transaction Bundle of a contract.json, as it stands in bundle.json."""
    made = to_bundle(parse(contract.read_bytes()), recorded=RECORDED)
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when every Bundle was written, or agrees with its contract."""
    parser = argparse.ArgumentParser(prog="examples/build.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where they differ")
    options = parser.parse_args(arguments)
    differing = []
    for contract in sorted(HERE.glob("*/contract.json")):
        made = bundle_text(contract)
        target = contract.with_name("bundle.json")
        if not target.exists() or target.read_text(encoding="utf-8") != made:
            differing.append(target.relative_to(HERE))
            if not options.check:
                target.write_text(made, encoding="utf-8")
    for target in differing:
        print(f"{target}: {'differs' if options.check else 'written'}", file=sys.stderr)
    return int(bool(differing) and options.check)


if __name__ == "__main__":
    sys.exit(main())
