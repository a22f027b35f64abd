output "bucket_name" {
  description = "For DLQ_BUCKET."
  value       = aws_s3_bucket.dlq.id
}

output "bucket_arn" {
  description = "The bucket's ARN."
  value       = aws_s3_bucket.dlq.arn
}

output "region" {
  description = "For AWS_REGION."
  value       = var.region
}

output "policy_arn" {
  description = "To attach to the role that the service runs under."
  value       = aws_iam_policy.store.arn
}

output "role_arn" {
  description = "For serviceAccount.roleArn of the Helm chart; null without eks_oidc_provider_arn."
  value       = one(aws_iam_role.service[*].arn)
}

output "audit_lock_bucket" {
  description = "The bucket with the locked copies of the audit; null without audit_lock_days."
  value       = one(aws_s3_bucket.audit_lock[*].id)
}
