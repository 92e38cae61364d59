"""The scanner that looks into images: their packages against advisories."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock, Semaphore, Thread

from mock_ecs.ports.scanning import PendingScan, ScannedImage, ScannedLayer, ScanResult
from mock_ecs.scanning.advisories import Advisories
from mock_ecs.scanning.layers import LayerFiles, UnreadableLayerError, merged, read_layer
from mock_ecs.scanning.packages import installed_in

UNSUPPORTED = "UnsupportedImageError: The operating system and/or package manager are not supported."
AT_ONCE = 8 * 1024**2
"""Layers of so many bytes together are read when the result is wanted; more are read beside, from the begin."""

_KEPT_BYTES = 64 * 1024**2
_THREADS = 2


class PackageScanner:
    """Reads the package databases in the layers of images, and matches them against ``advisories``.

    What layers hold is kept for a while, as many images share them. An image of whose layers some were never
    uploaded, and whose others have no database, counts as one without vulnerabilities.
    """

    def __init__(self, advisories: Advisories) -> None:
        self._advisories = advisories
        self._layers: OrderedDict[str, LayerFiles | str] = OrderedDict()
        self._kept_bytes = 0
        self._lock = Lock()
        self._free = Semaphore(_THREADS)

    def begin(self, image: ScannedImage) -> PendingScan:
        """Begin to read the layers; the result is waited for, where they are large."""
        unread = sum(layer.size for layer in image.layers if layer.digest not in self._layers)
        if unread <= AT_ONCE:
            return PendingScan(None, lambda: self._scan(image))
        return PendingScan(None, self._beside(image))

    def _beside(self, image: ScannedImage) -> Callable[[], ScanResult]:
        found: list[ScanResult] = []

        def work() -> None:
            with self._free:
                found.append(self._scan(image))

        thread = Thread(target=work, name=f"scan of {image.digest}", daemon=True)
        thread.start()

        def result() -> ScanResult:
            thread.join()
            return found[0] if found else ScanResult("FAILED")

        return result

    def _scan(self, image: ScannedImage) -> ScanResult:
        layers = [self._read(layer) for layer in image.layers]
        for layer in layers:
            if isinstance(layer, str):
                return ScanResult("FAILED", reason=layer)
        installed = installed_in(merged(layer for layer in layers if isinstance(layer, LayerFiles)))
        if installed is None and None not in layers:
            return ScanResult("UNSUPPORTED_IMAGE", reason=UNSUPPORTED)
        found = self._advisories.about(installed) if installed is not None else ()
        return ScanResult("COMPLETE", found, source_updated_at=self._advisories.updated_at)

    def _read(self, layer: ScannedLayer) -> LayerFiles | str | None:
        """What a layer holds, or why it cannot be read; None when it was never uploaded."""
        with self._lock:
            known = self._layers.get(layer.digest)
            if known is not None:
                self._layers.move_to_end(layer.digest)
                return known
        file = layer.open()
        if file is None:
            return None
        with file:
            found: LayerFiles | str
            try:
                found = read_layer(file)
            except UnreadableLayerError as error:
                found = str(error)
        self._keep(layer.digest, found)
        return found

    def _keep(self, digest: str, found: LayerFiles | str) -> None:
        with self._lock:
            if digest not in self._layers:
                self._layers[digest] = found
                self._kept_bytes += _weight(found)
            while self._kept_bytes > _KEPT_BYTES:
                self._kept_bytes -= _weight(self._layers.popitem(last=False)[1])


def _weight(layer: LayerFiles | str) -> int:
    """About how many bytes it takes."""
    return 500 + (0 if isinstance(layer, str) else sum(len(data) for data in layer.contents.values()))
