# Both architectures: docker buildx build --platform linux/amd64,linux/arm64 .
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json tsconfig.json ./
# The image has Node already, so the package that pins it for npm scripts is left out.
RUN npm ci --ignore-scripts && rm -rf node_modules/node node_modules/.bin/node
COPY client client
COPY console console
RUN npm run build:console && npm prune --omit=dev --ignore-scripts && rm -rf node_modules/node node_modules/.bin/node

FROM node:24.21.0-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends libaravis-0.8-0 ffmpeg \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node -m 0750 /app /app/captures /app/logs \
  && usermod -aG video node
WORKDIR /app
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/console/dist console/dist
COPY functions functions
COPY runtime runtime
COPY package.json serverless.yml LICENSE ./
USER node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=6407 CAPTURE_DIR=/app/captures LOG_FILE=/app/logs/vision-capture.log
EXPOSE 6407
VOLUME ["/app/captures", "/app/logs"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=5s --retries=3 \
  CMD ["node", "-e", "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; fetch(`${process.env.TLS_CERT_FILE ? 'https' : 'http'}://127.0.0.1:${process.env.PORT}/api/v1/capture/health`).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "runtime/start.mjs"]
