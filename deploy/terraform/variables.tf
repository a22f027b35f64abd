variable "bucket_name" {
  description = "The bucket that dead letters are kept in; DLQ_BUCKET of the service."
  type        = string
  default     = "cxone-dlq-events"

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "bucket_name must be 3 to 63 lower-case letters, digits and hyphens, with no hyphen at either end."
  }
}

variable "region" {
  description = "The AWS region of the bucket; AWS_REGION of the service."
  type        = string
  default     = "eu-central-1"
}

variable "policy_name" {
  description = "The name of the IAM policy for the service's role."
  type        = string
  default     = "cxone-dlq-store"
}

variable "noncurrent_days" {
  description = "Days after which an overwritten or deleted version of an object is gone for good."
  type        = number
  default     = 30

  validation {
    condition     = var.noncurrent_days >= 1 && floor(var.noncurrent_days) == var.noncurrent_days
    error_message = "noncurrent_days must be a whole number from 1."
  }
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
}
