"""What Lambda's image does before a function of ours runs: the import path, then AWS's own runtime client.

Run by the plain interpreter without its site-packages. The order is that of the image python3.13: our code, the layer,
then what the image brings. PYTHONPATH names the image's folder only, as there: a child process of ours must not rely
on finding the layer by it.
"""

import os
import sys


def main() -> None:
    task, layer, image = (os.environ[name] for name in ("LAMBDA_TASK_ROOT", "LAYER_ROOT", "LAMBDA_RUNTIME_DIR"))
    del os.environ["LAYER_ROOT"]  # ours, for /opt cannot be used here
    sys.path[:] = [path for path in sys.path if path and path != os.path.dirname(os.path.abspath(__file__))]  # noqa: PTH100, PTH120
    sys.path[:0] = [task, os.path.join(layer, "python"), image]  # noqa: PTH118
    os.environ["PYTHONPATH"] = image
    from awslambdaric.__main__ import main as runtime

    runtime(["bootstrap", os.environ["_HANDLER"]])


if __name__ == "__main__":
    main()
