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
