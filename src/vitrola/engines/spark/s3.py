"""What Spark needs to reach lakes on S3: Hadoop's connector, and writes without a rename."""

from __future__ import annotations

import os
import re
from pathlib import Path

AUTO, NONE = "auto", "none"
_PROTOCOL = "org.apache.spark.internal.io.cloud"


def s3_options(packages: str) -> dict[str, str]:
    """Options of a session; ``packages`` as in the setting spark_packages.

    Credentials are found as the AWS SDK finds them, by each machine for itself, and stand in no option.
    Files appear where they belong when their upload is completed (the connector's magic committer).
    """
    options = {
        "spark.hadoop.fs.s3a.aws.credentials.provider": (
            "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider"
        ),
        "spark.hadoop.fs.s3a.committer.name": "magic",
        "spark.sql.sources.commitProtocolClass": f"{_PROTOCOL}.PathOutputCommitProtocol",
        "spark.sql.parquet.output.committer.class": f"{_PROTOCOL}.BindingParquetOutputCommitter",
    }
    if endpoint := os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"):
        options["spark.hadoop.fs.s3a.endpoint"] = endpoint
        options["spark.hadoop.fs.s3a.path.style.access"] = "true"
    if region := os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"):
        options["spark.hadoop.fs.s3a.endpoint.region"] = region
    if found := _fitting() if packages == AUTO else packages.replace(NONE, ""):
        options["spark.jars.packages"] = found
    return options


def _fitting() -> str:
    """The packages that fit the Spark of this process; empty where that brings its own."""
    import pyspark  # noqa: PLC0415 - an extra

    jars = Path(pyspark.__file__).parent / "jars"
    hadoop = next((re.search(r"api-(.+)\.jar", path.name) for path in jars.glob("hadoop-client-api-*")), None)
    if hadoop is None:
        return ""
    return (
        f"org.apache.hadoop:hadoop-aws:{hadoop[1]},"
        f"org.apache.spark:spark-hadoop-cloud_2.13:{pyspark.__version__}"
    )
