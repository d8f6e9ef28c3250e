# Runtrack for self-hosters; compose.yaml says how it is run.

FROM python:3.13-slim AS build
RUN pip install --no-cache-dir "pdm[locked]==2.29.3"
WORKDIR /app
COPY pyproject.toml pdm.lock README.md LICENSE pdm_build.py pdm_backend_web.py ./
COPY web ./web
COPY sync ./sync
# Exactly what pdm.lock says, without the simulators' and the developers' libraries. The pages are built on the way, with
# Node from a wheel that stays behind in this stage. Compiled here, because the user
# below may not write there, and each start would compile everything anew.
RUN pdm sync --prod --without sim --no-editable && .venv/bin/python -m compileall -q .venv/lib

FROM python:3.13-slim
RUN groupadd --gid 10001 runtrack \
    && useradd --uid 10001 --gid 10001 --create-home runtrack \
    && install -d -m 0700 -o runtrack -g runtrack /data /config
COPY --from=build /app/.venv /app/.venv
# The key is on a volume of its own: a copy of the database alone gives no login away.
ENV PATH=/app/.venv/bin:$PATH \
    RUNTRACK_DATABASE=/data/runtrack.sqlite \
    RUNTRACK_KEY_FILE=/config/sealing.key
USER 10001:10001
WORKDIR /home/runtrack
VOLUME ["/data", "/config"]
# Unhealthy: no tick for too long, or a person is needed. `runtrack status` in the container says which.
HEALTHCHECK --interval=5m --timeout=30s --start-period=3m CMD ["runtrack", "status", "--json"]
# The daemon handles signals itself, so it may be process 1.
ENTRYPOINT ["runtrack"]
CMD ["run"]
