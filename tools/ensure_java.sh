#!/bin/sh
# Spark needs Java 17 or 21: use the one that is here, else install it with apt, else say what to do.
set -eu
fits() {
  version=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge 17 ] && [ "$version" -le 22 ]
}
fits && exit 0
package=openjdk-17-jre-headless
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing $package for Spark ..."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null && fits && exit 0
fi
echo "Spark needs Java 17 or 21, and found ${version:-none}. On Debian or Ubuntu: sudo apt-get install $package,"
echo "and where another Java comes first: export JAVA_HOME=/usr/lib/jvm/java-17-openjdk-\$(dpkg --print-architecture)"
exit 1
