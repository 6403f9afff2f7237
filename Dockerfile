# dqaudit as an image: built as on any machine (scripts/setup build, scripts/install), run by nobody in particular on a slim
# Debian. Suites are mounted, reports go to a volume:
#
#   docker build -t dqaudit .
#   docker run --rm -e MONGODB_URI -v "$PWD/suites:/suites:ro" -v dqaudit-reports:/reports dqaudit run /suites

FROM swift:6.3.1-bookworm AS build
WORKDIR /src
COPY Package.swift ./
COPY scripts scripts
RUN scripts/setup build && rm -rf /var/lib/apt/lists/*
COPY . .
RUN scripts/install --destdir /installed

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="dqaudit" \
      org.opencontainers.image.description="Audits the quality of data in MongoDB collections"
# What scripts/package finds that the program needs. Debian keeps one version of each in a release, with security fixes.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ca-certificates \
        libcurl4 \
        libmongoc-1.0-0 \
        libpcre2-8-0 \
        libsqlite3-0 \
        libxxhash0 \
        tzdata \
        zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o 10001 -g 10001 -m 750 /reports
COPY --from=build /installed /
ENV DQAUDIT_REPORT_DIR=/reports
VOLUME /reports
WORKDIR /suites
# By number, so that a cluster can see that it is not root.
USER 10001:10001
ENTRYPOINT ["/usr/local/bin/dqaudit"]
CMD ["--help"]
