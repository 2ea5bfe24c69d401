"""Fetches one pinned source archive from the configured Python package index and unpacks it.

usage: fetch.py LOCK.json NAME DESTINATION

The index is whatever pip is configured to use; the archive is taken by its SHA-256, so it does not
matter who serves it. An entry with `npm` is a package that scripts/lib/sources.mjs lets npm fetch
into a folder first. WINBACK_SOURCES names a folder that already holds the archive (offline use).
Only Python's and pip's own modules are used. `pip download` is not: for a source distribution it
prepares metadata, which would pull a build system in.
"""

import hashlib
import json
import os
import re
import shutil
import ssl
import sys
import tarfile
import urllib.request
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import urljoin


def index_addresses() -> list[str]:
    from pip._internal.configuration import Configuration
    from pip._internal.models.index import PyPI

    configuration = Configuration(isolated=False)
    configuration.load()
    flat: dict[str, str] = {}
    for key, value in configuration.items():
        flat.update(value if isinstance(value, dict) else {key: value})
    found = [v for k, v in flat.items() if k.split(".")[-1] in ("index-url", "extra-index-url")]
    return [address for value in found for address in value.split()] or [PyPI.simple_url]


def open_address(address: str):
    certificates = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
    context = ssl.create_default_context(cafile=certificates)
    return urllib.request.urlopen(address, timeout=120, context=context)


def download(entry: dict) -> bytes:
    offline = os.environ.get("WINBACK_SOURCES")
    if offline:
        return (Path(offline) / entry["file"]).read_bytes()
    problems = []
    for index in index_addresses():
        page = index.rstrip("/") + "/" + entry["project"] + "/"
        try:
            with open_address(page) as response:
                text = response.read().decode()
            links = [unescape(link) for link in re.findall(r'href="([^"]+)"', text)]
            wanted = [link for link in links if link.split("#")[0].endswith("/" + entry["file"])]
            if not wanted:
                problems.append("the index does not list it")
                continue
            with open_address(urljoin(page, wanted[0].split("#")[0])) as response:
                return response.read()
        except OSError as error:
            problems.append(str(error))
    raise SystemExit(
        f"cannot fetch {entry['file']}: {'; '.join(problems)}. "
        "Check pip's index settings, or put the file into a folder and set WINBACK_SOURCES to it."
    )


def unpack(archive: Path, entry: dict, destination: Path) -> None:
    keep = entry.get("keep", "")
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as bundle:
            for name in bundle.namelist():
                if keep in name:
                    target = destination / name[name.index(keep):]
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(bundle.read(name))
    else:
        with tarfile.open(archive) as bundle:
            # The data filter refuses links and paths that leave the folder; the hash already vouches for both.
            if hasattr(tarfile, "data_filter"):
                bundle.extraction_filter = tarfile.data_filter
            members = [one for one in bundle.getmembers() if keep in one.name]
            for member in members:
                member.name = member.name[member.name.index(keep):] if keep else member.name
            bundle.extractall(destination, members)


def main() -> None:
    lock_file, name, destination = sys.argv[1:]
    entry = json.loads(Path(lock_file).read_text())[name]
    data = download(entry)
    digest = hashlib.sha256(data).hexdigest()
    if digest != entry["sha256"]:
        raise SystemExit(f"{entry['file']}: SHA-256 is {digest}, the lock says {entry['sha256']}")
    target = Path(destination)
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    archive = part / entry["file"]
    archive.write_bytes(data)
    unpack(archive, entry, part)
    archive.unlink()
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)


main()
