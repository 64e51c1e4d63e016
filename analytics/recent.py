"""What was made lately and may be asked for again."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """A bounded memory of results that threads share: the least recently used one is forgotten."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return what is kept for a key, making it if need be."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._bound:
                self._kept.popitem(last=False)
        return made

    def forget(self, is_gone: Callable[[Key], bool]) -> list[Value]:
        """Forget what is kept for some keys, and return it."""
        with self._lock:
            return [self._kept.pop(key) for key in [*self._kept] if is_gone(key)]
