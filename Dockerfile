# Tend in a container: no root, nothing of it writable but /data, no secret in the image.
# How to run it, and what of this is checked where: docs/releasing.md
# LOCK: run is for Slack; run-teams is for Microsoft Teams, beside Slack or alone.
ARG PYTHON=python:3.13-slim-bookworm

FROM ${PYTHON} AS made
ARG LOCK=run
WORKDIR /src
COPY requirements/build.txt requirements/${LOCK}.txt requirements/
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/build.txt \
    && python -m venv /opt/tend \
    && /opt/tend/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/${LOCK}.txt
COPY pyproject.toml README.md ./
COPY bot bot
COPY care care
COPY jobs jobs
COPY sandbox sandbox
COPY storage storage
RUN /opt/build/bin/hatchling build --target wheel --directory /dist \
    && /opt/tend/bin/pip install --no-cache-dir --no-index --no-deps /dist/tend-*.whl \
    && /opt/tend/bin/pip uninstall --yes --quiet pip

FROM ${PYTHON}
RUN groupadd --system --gid 10001 tend \
    && useradd --system --uid 10001 --gid 10001 --home-dir /data --shell /usr/sbin/nologin tend \
    && install --directory --owner tend --group tend --mode 700 /data /data/database /data/erased /keys
COPY --from=made /opt/tend /opt/tend
ENV PATH=/opt/tend/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TEND_DATABASE_URL=sqlite:////data/database/tend.db \
    TEND_ERASED_FILE=/data/erased/erased \
    TEND_KEY_FILE=/keys/key \
    HOST=0.0.0.0
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 CMD ["tend", "healthy"]
ENTRYPOINT ["tend"]
CMD ["run"]
