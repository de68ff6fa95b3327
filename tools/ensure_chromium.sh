#!/bin/sh
# The browser tests drive Chromium: keep the one there is, else install Debian's where that is allowed.
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
  echo "Installing Chromium for the browser tests."
  apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium fonts-dejavu-core >/dev/null && exit 0
fi
echo "The browser tests will be skipped: they need Chromium. On Debian or Ubuntu: apt-get install chromium" >&2
