#!/bin/sh
# Prints the path of a Python that Runtrack runs on (3.12 to 3.14), under any of its usual names; where there is none and uv
# is there, uv brings one, which touches nothing of the system's. Prints nothing when there is no way; make says what to do.
fits='import sys; sys.exit(not (3, 12) <= sys.version_info < (3, 15))'

for name in python3.13 python3.12 python3.14 python3 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c "$fits" 2>/dev/null; then
        command -v "$name"
        exit
    fi
done

for uv in uv "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv"; do # pipx and uv's own installer put it there
    if command -v "$uv" >/dev/null 2>&1; then
        "$uv" python find --system '>=3.12,<3.15' 2>/dev/null && exit
        echo "No Python from 3.12 to 3.14 is here: uv fetches 3.13, for your user alone …" >&2
        "$uv" python install 3.13 >&2 && "$uv" python find --system 3.13
        exit
    fi
done
