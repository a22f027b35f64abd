# S3 copies each new entry of the audit within minutes (audit-lock.tf says why).

data "aws_iam_policy_document" "audit_replication_trust" {
  count = local.audit_lock

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "audit_replication" {
  count = local.audit_lock

  statement {
    sid       = "Source"
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [aws_s3_bucket.dlq.arn]
  }

  statement {
    sid       = "Read"
    actions   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    resources = ["${aws_s3_bucket.dlq.arn}/audit/*"]
  }

  statement {
    sid       = "Copy"
    actions   = ["s3:ReplicateObject", "s3:ReplicateTags"]
    resources = ["${aws_s3_bucket.audit_lock[0].arn}/audit/*"]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == "" ? [] : [var.kms_key_arn]

    content {
      sid       = "Key"
      actions   = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role" "audit_replication" {
  count = local.audit_lock

  name               = "${var.policy_name}-audit-lock"
  description        = "S3 copies the audit of ${var.bucket_name} into its locked bucket"
  assume_role_policy = data.aws_iam_policy_document.audit_replication_trust[0].json
}

resource "aws_iam_role_policy" "audit_replication" {
  count = local.audit_lock

  name   = "copy-audit"
  role   = aws_iam_role.audit_replication[0].id
  policy = data.aws_iam_policy_document.audit_replication[0].json
}

resource "aws_s3_bucket_replication_configuration" "audit" {
  count = local.audit_lock

  bucket = aws_s3_bucket.dlq.id
  role   = aws_iam_role.audit_replication[0].arn

  rule {
    id     = "audit"
    status = "Enabled"

    filter {
      prefix = "audit/"
    }

    # Whoever deletes an entry deletes no copy.
    delete_marker_replication {
      status = "Disabled"
    }

    # Without it S3 passes over objects that are encrypted with a key of KMS.
    dynamic "source_selection_criteria" {
      for_each = var.kms_key_arn == "" ? [] : [var.kms_key_arn]

      content {
        sse_kms_encrypted_objects {
          status = "Enabled"
        }
      }
    }

    destination {
      bucket        = aws_s3_bucket.audit_lock[0].arn
      storage_class = "STANDARD_IA"

      dynamic "encryption_configuration" {
        for_each = var.kms_key_arn == "" ? [] : [var.kms_key_arn]

        content {
          replica_kms_key_id = encryption_configuration.value
        }
      }
    }
  }

  depends_on = [
    aws_s3_bucket_versioning.dlq,
    aws_s3_bucket_object_lock_configuration.audit_lock,
    aws_iam_role_policy.audit_replication,
  ]
}
