# Two stages: what builds stays behind. Everything from the registry is pinned with its hash in requirements.run.lock.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/lina
WORKDIR /src
COPY requirements.run.lock ./
RUN /opt/lina/bin/pip install --require-hashes -r requirements.run.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY handlers ./handlers
COPY simulator ./simulator
COPY templates ./templates
RUN /opt/lina/bin/pip install --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/lina lina
COPY --from=build /opt/lina /opt/lina
ENV PATH=/opt/lina/bin:$PATH PYTHONUNBUFFERED=1 LINA_CONFIG=/etc/lina/lina.toml PORT=3000 LINA_HTTP__BIND=0.0.0.0
USER lina
WORKDIR /var/lib/lina
# The calls, where DATABASE_URL names no database.
VOLUME /var/lib/lina
EXPOSE 3000
# Alive, not ready: a bot that waits for Slack must not be killed for it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["lina"]
CMD ["run"]
