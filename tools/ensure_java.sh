#!/bin/sh
# Spark needs Java 17 or later: use the one that is here, else install it with apt, else say what to do.
set -eu
if command -v java >/dev/null 2>&1; then
  version=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge 17 ] && exit 0
fi
package=openjdk-17-jre-headless
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing $package for Spark ..."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null && exit 0
fi
echo "Spark needs Java 17 or later, and none was found. On Debian or Ubuntu: sudo apt-get install $package"
exit 1
