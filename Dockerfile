# No build step: Node runs the TypeScript as it is (docs/decisions/0001-typescript-runs-as-it-is.md).
FROM node:24-slim

# A container is reached by its own address only. What publishes its port decides who reaches that.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    DATA_DIR=/data
WORKDIR /app

# In a layer of its own: it changes only with the dependencies. None of these needs a script at its install.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

COPY LICENSE ./
COPY migrations ./migrations
COPY locales ./locales
COPY flows ./flows
COPY src ./src

# The code belongs to root and is read-only to the server; it writes in /data alone.
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 3000

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

# Node itself, not npm: npm would stand between the server and the signal that stops it. This is the image's Node 24,
# which gets security fixes with the image. The npm package `node`, which brings a Node 24 to machines without one, stays
# out with the other packages for development.
CMD ["node", "src/start.mjs", "serve"]
