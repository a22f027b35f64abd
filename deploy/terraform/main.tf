terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, < 7.0"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = var.tags
  }
}

resource "aws_s3_bucket" "dlq" {
  bucket = var.bucket_name

  # Unresolved events are nowhere else.
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "dlq" {
  bucket = aws_s3_bucket.dlq.id

  versioning_configuration {
    status = "Enabled"
  }
}

# Keys of S3 itself: a key of KMS would need permissions that the service does without.
resource "aws_s3_bucket_server_side_encryption_configuration" "dlq" {
  bucket = aws_s3_bucket.dlq.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "dlq" {
  bucket = aws_s3_bucket.dlq.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "dlq" {
  bucket = aws_s3_bucket.dlq.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "tls_only" {
  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.dlq.arn, "${aws_s3_bucket.dlq.arn}/*"]

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

resource "aws_s3_bucket_policy" "dlq" {
  bucket = aws_s3_bucket.dlq.id
  policy = data.aws_iam_policy_document.tls_only.json

  # Two changes of one bucket's access at once are refused by S3 with 409.
  depends_on = [aws_s3_bucket_public_access_block.dlq]
}

# No rule here expires a current object: an unresolved dead letter is never deleted. With versioning, what the
# service deletes or overwrites stays as a noncurrent version; without these rules its payload would stay for ever.
resource "aws_s3_bucket_lifecycle_configuration" "dlq" {
  bucket = aws_s3_bucket.dlq.id

  rule {
    id     = "noncurrent-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_days
    }
  }

  rule {
    id     = "expired-delete-markers"
    status = "Enabled"

    filter {}

    # Removes a marker once no version is left under it; it never touches an object.
    expiration {
      expired_object_delete_marker = true
    }
  }

  rule {
    id     = "aborted-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.dlq]
}

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
}

resource "aws_iam_policy" "store" {
  name        = var.policy_name
  description = "All that CXone DLQ needs on ${var.bucket_name}"
  policy      = data.aws_iam_policy_document.store.json
}
