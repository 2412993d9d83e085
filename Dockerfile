# Kutip as an image. compose.yaml says how it is run, docs/running.md how to begin and how to go on.

# Debian's own Python: the tests run with it, and Debian mends it as long as the release is kept.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS made
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates python3 python3-pip python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY constraints.txt /
# Exactly these packages, each checked against its hash, and no pip beside them: nothing installs anything later.
RUN python3 -m venv --without-pip /opt/kutip \
    && python3 -m pip --python /opt/kutip/bin/python install --no-cache-dir --no-input --disable-pip-version-check \
        --require-hashes --only-binary=:all: --requirement /constraints.txt
COPY . /app
# Whatever modes the files had where they came from; compiled here, as nothing can be written where they run.
RUN chmod -R u=rwX,go=rX /app && /opt/kutip/bin/python -m compileall -q /app/bot /app/retrieval

FROM ${BASE}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates python3 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 kutip \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin kutip \
    && install --directory --mode 0700 --owner 10001 --group 10001 /data
COPY --from=made /opt/kutip /opt/kutip
COPY --from=made /app /app
WORKDIR /app
# The servers listen to the network of the container, which is not published by itself. Settings that are secret come
# when it is run, never here.
ENV PATH=/opt/kutip/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    SEEDS_DIR=/app/seeds \
    WEBHOOK_LISTEN=0.0.0.0:8080 \
    METRICS_LISTEN=0.0.0.0:9100
# By number, so that "runAsNonRoot" can see that it is not root.
USER 10001:10001
VOLUME /data
EXPOSE 8080 9100
# It finishes what is under way.
STOPSIGNAL SIGTERM
# The first start prepares the encoder, which takes a minute or two on a small machine.
HEALTHCHECK --interval=30s --timeout=10s --start-period=3m --retries=3 CMD ["python", "-m", "bot.healthcheck"]
ENTRYPOINT ["python", "-m", "bot"]
