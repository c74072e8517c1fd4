# Small, multi-stage, non-root. Build: docker build -t pk-fhir .
FROM python:3.11-slim AS build
RUN pip install --quiet --no-cache-dir 'uv>=0.9,<1'
WORKDIR /build
COPY pyproject.toml uv.lock LICENSE README.md ./
COPY src src
COPY profiles profiles
COPY examples examples
COPY tools tools
# The definitions and the portal's styles are built once here, and ship inside the wheel.
RUN uv sync --frozen --no-default-groups --group node --quiet \
 && .venv/bin/python -m pk_fhir.definitions.build \
 && .venv/bin/python tools/build_portal.py \
 && uv build --wheel --quiet
RUN uv export --frozen --no-dev --extra postgresql --extra procrastinate --no-emit-project --quiet --output-file requirements.txt \
 && python3 -m venv /opt/pk-fhir \
 && /opt/pk-fhir/bin/pip install --quiet --no-cache-dir -r requirements.txt \
 && /opt/pk-fhir/bin/pip install --quiet --no-cache-dir --no-deps dist/*.whl

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home pk-fhir
COPY --from=build /opt/pk-fhir /opt/pk-fhir
USER 10001
WORKDIR /data
VOLUME /data
ENV PATH=/opt/pk-fhir/bin:$PATH PK_FHIR_HOST=0.0.0.0 PK_FHIR_PORT=8000 PK_FHIR_DATA_DIR=/data \
    PK_FHIR_DATABASE_URL=sqlite:////data/pk-fhir.db PK_FHIR_LOG_FORMAT=json
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["python3", "-c", "import os, http.client as h; c = h.HTTPConnection('127.0.0.1', int(os.environ['PK_FHIR_PORT']), timeout=2); c.request('GET', '/health/ready'); exit(c.getresponse().status != 200)"]
ENTRYPOINT ["pk-fhir"]
CMD ["serve"]
