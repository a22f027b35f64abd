# All that the service may do, and what it may not.

data "aws_iam_policy_document" "store" {
  statement {
    sid       = "Objects"
    actions   = ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"]
    resources = ["${aws_s3_bucket.dlq.arn}/*"]
  }

  # An erasure deletes the earlier versions of records as well.
  statement {
    sid       = "EraseVersions"
    actions   = ["s3:DeleteObjectVersion"]
    resources = ["${aws_s3_bucket.dlq.arn}/dlq/*"]
  }

  # Entries of the audit are written once. The service writes them under a condition (If-None-Match), so that it cannot
  # replace one; nobody who has its credentials can delete one.
  statement {
    sid       = "KeepAudit"
    effect    = "Deny"
    actions   = ["s3:DeleteObject", "s3:DeleteObjectVersion"]
    resources = ["${aws_s3_bucket.dlq.arn}/audit/*"]
  }

  # Without it a missing object is answered with 403 instead of 404, which would look like a lost permission.
  statement {
    sid       = "List"
    actions   = ["s3:ListBucket", "s3:ListBucketVersions"]
    resources = [aws_s3_bucket.dlq.arn]
  }

  # S3 asks KMS in the name of the service.
  dynamic "statement" {
    for_each = var.kms_key_arn == "" ? [] : [var.kms_key_arn]

    content {
      sid       = "Key"
      actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_policy" "store" {
  name        = var.policy_name
  description = "All that CXone DLQ needs on ${var.bucket_name}"
  policy      = data.aws_iam_policy_document.store.json
}
