"""Finds LibreOffice and poppler, and installs them where there are none; renders files by them."""

import shutil
import subprocess
from pathlib import Path

import pytest
from chromium import is_root

TOOLS = {
    "soffice": "libreoffice-impress",
    "pdftotext": "poppler-utils",
    "pdfinfo": "poppler-utils",
    "pdffonts": "poppler-utils",
}


def tool(name: str) -> str:
    """Return the path of a tool; a test that can have it neither way is skipped."""
    if not shutil.which(name) and is_root() and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update"], check=True)
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", TOOLS[name]], check=True)
    found = shutil.which(name)
    if not found:
        pytest.skip(f"no {name} here, and it can't be installed without root and apt-get")
    return found


def as_pdf(file: Path, profile: Path) -> Path:
    """Return what LibreOffice makes of a file."""
    own = f"-env:UserInstallation={profile.as_uri()}"
    call = [tool("soffice"), own, "--headless", "--convert-to", "pdf", "--outdir", str(file.parent), str(file)]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    return file.with_suffix(".pdf")


def pages(file: Path) -> list[str]:
    """Return the text of each page of a PDF."""
    done = subprocess.run([tool("pdftotext"), "-layout", str(file), "-"], check=True, capture_output=True, timeout=60)
    return done.stdout.decode().split("\f")[:-1]
