"""Mutants for the official validator, and where its verdict differs from ours.

Usage: python -m bench.mutants make FOLDER [--seed N] [--each N] [--count N] [--ours] SOURCE...
       python -m bench.mutants make FOLDER SOURCE... --bundled N
       python -m bench.mutants make FOLDER --made N
       python -m bench.mutants xml FOLDER [--seed N] [--count N] SOURCE...
       python -m bench.mutants made FOLDER KIND [--seed N] [--count N]
       python -m bench.mutants profiles FOLDER CASES [--seed N] [--count N]
       python -m bench.mutants run FOLDER
       python -m bench.mutants compare FOLDER [--show N]

SOURCE is a resource, a Bundle whose entries are taken (`examples/*/bundle.json`), a folder of them, or a
cases.json as in ../shared/validator-cases, whose valid steps are taken with their profiles and definitions.
`run` needs Java and ../shared/hl7-validator.
"""

import argparse
import sys
from pathlib import Path

from bench.mutants import (
    made_codes,
    made_extensions,
    made_forms,
    made_profiles,
    made_steps,
    of_profiles,
    xml_forms,
)
from bench.mutants.oracle import OPTIONS, Wanted, compare, make, run

MADE: dict[str, made_steps.Maker] = {
    "codes": made_codes.codings,
    "extensions": made_extensions.extensions,
    "forms": made_forms.forms,
    "profiles": made_profiles.profiles,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    maker = commands.add_parser("make")
    maker.add_argument("folder", type=Path)
    maker.add_argument("sources", type=Path, nargs="*")
    maker.add_argument("--seed", type=int, default=1)
    maker.add_argument("--each", type=int, default=1, help="mutants of a kind for each source")
    maker.add_argument("--count", type=int, default=500, help="at most so many, drawn by the seed")
    maker.add_argument("--ours", action="store_true", help="with pk-fhir's profiles as definitions")
    maker.add_argument("--bundled", type=int, default=0, help="of so many Bundles of the sources")
    maker.add_argument("--made", type=int, default=0, help="of so many made resources of each type")
    xml = commands.add_parser("xml", help="change the XML of resources")
    xml.add_argument("folder", type=Path)
    xml.add_argument("sources", type=Path, nargs="+")
    xml.add_argument("--seed", type=int, default=1)
    xml.add_argument("--count", type=int, default=500)
    made = commands.add_parser("made", help="definitions made by chance, with what they define")
    made.add_argument("folder", type=Path)
    made.add_argument("kind", choices=sorted(MADE))
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--count", type=int, default=300)
    profiles = commands.add_parser("profiles", help="change profiles, not resources")
    profiles.add_argument("folder", type=Path)
    profiles.add_argument("cases", type=Path, help="a cases.json with profiles as definitions")
    profiles.add_argument("--seed", type=int, default=1)
    profiles.add_argument("--count", type=int, default=400)
    commands.add_parser("run").add_argument("folder", type=Path)
    comparer = commands.add_parser("compare")
    comparer.add_argument("folder", type=Path)
    comparer.add_argument("--show", type=int, default=40)
    args = parser.parse_args()
    if args.command == "make":
        many = (args.seed, args.each, args.count, args.ours, args.bundled, args.made)
        return make(args.folder, Wanted(args.sources, *many))
    if args.command == "xml":
        return xml_forms.make(args.folder, args.sources, args.seed, args.count)
    if args.command == "made":
        return made_steps.write(args.folder, MADE[args.kind](args.seed, args.count), OPTIONS)
    if args.command == "profiles":
        return of_profiles.make(args.folder, args.cases, args.seed, args.count)
    return run(args.folder) if args.command == "run" else compare(args.folder, args.show)


if __name__ == "__main__":
    sys.exit(main())
