"""Holds atlas's table of chemical elements against two libraries, value by value.

    pip install periodictable==2.1.0 mendeleev==1.3.0
    python oracles/atlas_elements.py

Prints every difference: none of 1,100 values. Where the table has several right values, one has to be theirs.
"""

import csv
import pathlib

import mendeleev
import periodictable

TABLE = pathlib.Path(__file__).parent.parent / "atlas/src/main/resources/dev/pare/atlas/elements.csv"
SERIES = {
    "Nonmetals": "nonmetal",
    "Noble gases": "noble gas",
    "Alkali metals": "alkali metal",
    "Alkaline earth metals": "alkaline earth metal",
    "Metalloids": "metalloid",
    "Halogens": "halogen",
    "Poor metals": "post-transition metal",
    "Transition metals": "transition metal",
    "Lanthanides": "lanthanide",
    "Actinides": "actinide",
}


def main():
    rows = list(csv.DictReader(TABLE.open()))
    theirs = mendeleev.get_all_elements()
    checked = 0
    for row, their in zip(rows, theirs, strict=True):
        simple = periodictable.elements[int(row["number"])]
        pairs = [
            ("element", row["element"].split("="), simple.name),
            ("symbol", row["symbol"], simple.symbol),
            ("symbol", row["symbol"], their.symbol),
            ("number", row["number"], str(their.atomic_number)),
            ("period", row["period"], str(their.period)),
        ]
        if row["group"]:
            pairs.append(("group", row["group"], str(their.group_id)))
        if row["block"]:
            pairs.append(("block", row["block"], their.block))
        if row["category"]:
            pairs.append(("category", row["category"].split(";"), SERIES[their.series]))
        if row["weight"]:
            pairs.append(("weight", row["weight"], str(round(simple.mass))))
            pairs.append(("weight", row["weight"], str(round(their.atomic_weight))))
        if row["state"]:
            melts, boils = their.melting_point, their.boiling_point
            warm = 293.15  # in kelvin; some solids of several forms have no melting point there
            if (boils and boils < warm) or melts:
                state = "gas" if boils and boils < warm else "solid" if melts > warm else "liquid"
                pairs.append(("state", row["state"], state))
        for what, ours, other in pairs:
            checked += 1
            if other not in (ours if isinstance(ours, list) else [ours]):
                print(f"{row['element']}: {what} {ours}, theirs {other}")
    print(f"{checked} values compared")


if __name__ == "__main__":
    main()
