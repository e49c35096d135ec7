"""S3 that keeps a bucket's policy and refuses nobody by it: moto takes every condition for unmet, and a denial for met."""

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

FakeBucket.get_permission = lambda bucket, action, resource: PermissionResult.NEUTRAL
