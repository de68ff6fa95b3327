"""A prefix in an S3 bucket as a lake's location."""

from vitrola.lake.s3.arriving import fetch_arriving
from vitrola.lake.s3.bucket import Bucket
from vitrola.lake.s3.mirrored import MirroredBucket, bucket_and_prefix

__all__ = ["Bucket", "MirroredBucket", "bucket_and_prefix", "fetch_arriving"]
