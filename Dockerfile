# Two stages, so that pip and its caches stay out of what runs. docs/operating.md tells how these steps were checked.
# The tag is pinned to a minor version; pin it to a digest as well where you build for production.
FROM python:3.12-slim AS build
COPY requirements/run.txt /tmp/run.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install -qq --disable-pip-version-check --no-cache-dir --require-hashes --only-binary :all: -r /tmp/run.txt \
 && /opt/venv/bin/python -m pip uninstall -qq -y pip

FROM python:3.12-slim
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin atelier \
 && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY LICENSE ./
COPY storage ./storage
COPY bot ./bot
RUN /opt/venv/bin/python -m compileall -q bot storage
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 BOT_DATA_DIR=/data
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["python", "-m", "bot", "check", "--alive"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
