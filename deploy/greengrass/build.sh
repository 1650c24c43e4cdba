#!/usr/bin/env bash
# Called by `gdk component build`: makes both archives and lays them where the GDK looks for a custom build's artifacts.
set -euo pipefail
cd "$(dirname "$0")"
(cd ../.. && npm ci && npm run --silent package)
component=lab.vision.CaptureService
artifacts=greengrass-build/artifacts/$component/NEXT_PATCH
mkdir -p "$artifacts" greengrass-build/recipes
for target in linux-x64 linux-arm64; do
  cp ../../dist/vision-capture-service-*-"$target".tar.gz "$artifacts/vision-capture-service-$target.tar.gz"
done
cp recipe.yaml greengrass-build/recipes/recipe.yaml
