# Object Lock holds for whole buckets: with it in the bucket of dead letters, no person could be erased from them. So S3
# copies what is under audit/ into a bucket of its own, where nobody can replace or delete it for audit_lock_days. The
# service has no permission there.

locals {
  audit_lock = var.audit_lock_days == 0 ? 0 : 1
}

resource "aws_s3_bucket" "audit_lock" {
  count = local.audit_lock

  bucket              = "${var.bucket_name}-audit-lock"
  object_lock_enabled = true

  lifecycle {
    prevent_destroy = true

    precondition {
      condition     = length(var.bucket_name) <= 52
      error_message = "bucket_name must have at most 52 characters with audit_lock_days: -audit-lock is added to it."
    }
  }
}

resource "aws_s3_bucket_versioning" "audit_lock" {
  count = local.audit_lock

  bucket = aws_s3_bucket.audit_lock[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "audit_lock" {
  count = local.audit_lock

  bucket = aws_s3_bucket.audit_lock[0].id

  rule {
    default_retention {
      mode = var.audit_lock_mode
      days = var.audit_lock_days
    }
  }

  depends_on = [aws_s3_bucket_versioning.audit_lock]
}

resource "aws_s3_bucket_server_side_encryption_configuration" "audit_lock" {
  count = local.audit_lock

  bucket = aws_s3_bucket.audit_lock[0].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == "" ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn == "" ? null : var.kms_key_arn
    }

    bucket_key_enabled = var.kms_key_arn == "" ? null : true
  }
}

resource "aws_s3_bucket_ownership_controls" "audit_lock" {
  count = local.audit_lock

  bucket = aws_s3_bucket.audit_lock[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "audit_lock" {
  count = local.audit_lock

  bucket = aws_s3_bucket.audit_lock[0].id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "audit_lock_tls_only" {
  count = local.audit_lock

  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.audit_lock[0].arn, "${aws_s3_bucket.audit_lock[0].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "audit_lock" {
  count = local.audit_lock

  bucket = aws_s3_bucket.audit_lock[0].id
  policy = data.aws_iam_policy_document.audit_lock_tls_only[0].json

  depends_on = [aws_s3_bucket_public_access_block.audit_lock]
}
