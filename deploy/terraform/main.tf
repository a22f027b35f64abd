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

# Keys of S3 itself, which need no permission, or the KMS key of kms_key_arn.
resource "aws_s3_bucket_server_side_encryption_configuration" "dlq" {
  bucket = aws_s3_bucket.dlq.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == "" ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn == "" ? null : var.kms_key_arn
    }

    # One call of KMS for many objects: without it each of the service's calls is one of KMS, which limits and charges them.
    bucket_key_enabled = var.kms_key_arn == "" ? null : true
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

# No rule here expires a dead letter: an unresolved one is never deleted. With versioning, what the
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

  # The only rule for current objects, and for what nobody works on any more.
  dynamic "rule" {
    for_each = var.audit_expire_days + var.audit_infrequent_days == 0 ? [] : ["audit"]

    content {
      id     = "audit"
      status = "Enabled"

      filter {
        prefix = "audit/"
      }

      dynamic "transition" {
        for_each = var.audit_infrequent_days == 0 ? [] : [var.audit_infrequent_days]

        content {
          days          = transition.value
          storage_class = "STANDARD_IA"
        }
      }

      dynamic "expiration" {
        for_each = var.audit_expire_days == 0 ? [] : [var.audit_expire_days]

        content {
          days = expiration.value
        }
      }
    }
  }

  lifecycle {
    precondition {
      condition     = var.audit_expire_days == 0 || var.audit_expire_days > var.audit_infrequent_days
      error_message = "audit_expire_days must be greater than audit_infrequent_days."
    }
  }

  depends_on = [aws_s3_bucket_versioning.dlq]
}
