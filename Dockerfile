# scripts/image-tree runs these steps without Docker, and npm run test:image runs what they make. It knows FROM, ARG, ENV,
# LABEL, WORKDIR, COPY, RUN, USER, VOLUME, EXPOSE, HEALTHCHECK and CMD, and refuses any other instruction.
#
#   docker build --build-arg VERSION=0.2.0 --build-arg SOURCE_COMMIT=$(git rev-parse --short=12 HEAD) -t cxone-dlq:0.2.0 .
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --prefer-offline --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.mjs scripts/build-bundle.mjs scripts/build-console.mjs scripts/build-cli.mjs ./scripts/
COPY scripts/bundle ./scripts/bundle
COPY src ./src
COPY console ./console
COPY cli ./cli
# The commit that GET /version tells.
ARG SOURCE_COMMIT=unknown
RUN npm run build && npm prune --omit=dev --no-audit --no-fund
# npm keeps the compiler as an optional peer of @nestjs/swagger. Declarations and source maps are for compilers and debuggers.
RUN rm -r node_modules/typescript node_modules/.bin \
    && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:24-bookworm-slim
WORKDIR /app
# Load balancers send for seconds after SIGTERM. The size of the heap follows from the container's memory; semi-spaces would not.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data SHUTDOWN_DELAY_MS=5000 MALLOC_ARENA_MAX=2 \
    NODE_OPTIONS="--expose-gc --max-semi-space-size=16"
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY schemas ./schemas
COPY scripts/build.mjs ./scripts/
COPY bin ./bin
COPY fake-cxone ./fake-cxone
# Nothing but /data is written to, so the root may be read-only.
RUN mkdir /data && chown 1000:1000 /data && ln -s /app/bin/cxone-dlq.mjs /usr/local/bin/cxone-dlq
# The user `node` of the base image. Kubernetes checks runAsNonRoot by the number alone.
USER 1000:1000
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Last, so that another commit leaves the layers above in Docker's cache.
ARG VERSION=0.2.0
ARG SOURCE_COMMIT=unknown
LABEL org.opencontainers.image.title="CXone DLQ" \
      org.opencontainers.image.description="Dead letter queue for NICE CXone Data Action webhooks, kept in S3" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${SOURCE_COMMIT}"
CMD ["cxone-dlq", "serve"]
