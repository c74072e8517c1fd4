"""The packages that a package needs, in an order in which each stands over what it needs itself.

https://confluence.hl7.org/display/FHIR/NPM+Package+Specification#NPMPackageSpecification-Packagedependencies
"""

import re
from pathlib import Path

from pk_fhir.definitions.archive import PackageError
from pk_fhir.definitions.cache import package_place
from pk_fhir.definitions.package import Package
from pk_fhir.fhir.outcome import Issue
from pk_fhir.messages import text

# What every R4 package needs is here already; what belongs to another release would spoil it.
CORE = re.compile(
    r"hl7\.fhir\.(r\d\w*|core|dstu2)(\.(core|expansions|examples|search|elements))?\Z"
)
OURS = re.compile(r"(hl7\.fhir\.r4\.\w+|hl7\.fhir\.core)\Z")
RELEASE = "4.0"


class Needed:
    """What `package` needs, read once each: `packages` from the bottom up, and what is wrong in `problems`.

    Where two versions of one package are needed, the one that a package names itself stands over those
    that its other dependencies need: a canonical without a version then means the one that was named.
    """

    def __init__(self, package: Package, folder: Path | None) -> None:
        self.packages: list[Package] = []
        self.problems: list[Issue] = _of_other_release(package)
        self._folder = folder
        self._read: dict[str, Package | None] = {_label(package): package}
        self._placed = {_label(package)}
        self._place_below(package)

    def _place_below(self, package: Package) -> None:
        below = [found for each in _labels(package) if (found := self._find(each, package))]
        # Those that need most come first, and so stand lowest.
        for each in sorted(below, key=lambda found: -len(self._closure(found))):
            if _label(each) not in self._placed:
                self._placed.add(_label(each))
                self._place_below(each)
                self.packages.append(each)
                self.problems += _of_other_release(each)

    def _closure(self, package: Package) -> set[str]:
        """The labels of everything that a package needs."""
        seen: set[str] = set()
        waiting = [package]
        while waiting:
            current = waiting.pop()
            for label in _labels(current):
                if label not in seen:
                    seen.add(label)
                    found = self._find(label, current)
                    waiting += [found] if found else []
        return seen

    def _find(self, label: str, asking: Package) -> Package | None:
        if label not in self._read:
            self._read[label] = None
            try:
                self._read[label] = Package.read(package_place(label, self._folder))
            except PackageError as error:
                self._report("definitions.missing-dependency", asking, problem=error)
        return self._read[label]

    def _report(self, key: str, package: Package, **values: object) -> None:
        self.problems.append(_problem(key, package, **values))


def _label(package: Package) -> str:
    return f"{package.name}#{package.version}"


def _labels(package: Package) -> list[str]:
    return [
        f"{name}#{version}"
        for name, version in package.dependencies.items()
        if not CORE.match(name)
    ]


def _of_other_release(package: Package) -> list[Issue]:
    """A package for another release of FHIR is used as far as it goes, and told."""
    stated = [each for each in package.fhir_versions if not each.startswith(RELEASE)]
    others = [name for name in package.dependencies if CORE.match(name) and not OURS.match(name)]
    if len(stated) < len(package.fhir_versions) or not (stated or others):
        return []
    return [_problem("definitions.other-release", package, release=", ".join(stated or others))]


def _problem(key: str, package: Package, **values: object) -> Issue:
    told = text(key, package=package.name, **values)
    code = "not-found" if key == "definitions.missing-dependency" else "not-supported"
    return Issue(severity="warning", code=code, key=key, diagnostics=told)
