#!/bin/sh
# What a client of Spark Connect needs, in a folder of its own for the test that uses it: pandas among the
# other packages would be imported by PyArrow and make every command slower to start.
set -e
venv=$1
target=$venv/connect
if [ -d "$target/grpc" ]; then exit 0; fi
"$venv/bin/uv" export --quiet --frozen --no-dev --no-hashes --no-annotate --no-header --no-emit-project --extra connect |
  grep -E '^(googleapis-common-protos|grpcio|grpcio-status|pandas|protobuf|python-dateutil|six|tzdata)==' |
  "$venv/bin/uv" pip install --quiet --no-deps --python "$venv/bin/python" --target "$target" -r -
