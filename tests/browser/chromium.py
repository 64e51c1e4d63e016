"""Finds a Chrome, Chromium or Edge, and installs one where there is none."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome", "msedge")
PLACES = {
    "Darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "Windows": tuple(
        f"{os.environ.get(root, '')}\\{rest}"
        for root in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        for rest in ("Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe")
    ),
}
ARGUMENTS = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def find() -> str | None:
    """Return the path of a browser on this machine, if there is one."""
    on_path = next((found for name in NAMES if (found := shutil.which(name))), None)
    return on_path or next((place for place in PLACES.get(platform.system(), ()) if Path(place).exists()), None)


def find_or_install() -> str | None:
    """Return the path of a browser; None for the one playwright installed for itself."""
    found = find()
    if found:
        return found
    if is_root() and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update"], check=True)
        subprocess.run(["apt-get", "install", "-y", "chromium"], check=True)
        return find()
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    return None


def launch_options() -> dict[str, object]:
    """Return what playwright's `launch` is to be called with."""
    sandbox = ("--no-sandbox",) if is_root() else ()
    return {"executable_path": find_or_install(), "args": [*ARGUMENTS, *sandbox]}
