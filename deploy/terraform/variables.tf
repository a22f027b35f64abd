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

variable "kms_key_arn" {
  description = "The KMS key that objects are encrypted with, in the bucket's region. Empty: a key of S3 (AES256)."
  type        = string
  default     = ""

  validation {
    condition     = var.kms_key_arn == "" || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-f-]+$", var.kms_key_arn))
    error_message = "kms_key_arn must be empty, or the ARN of a key: arn:aws:kms:REGION:ACCOUNT:key/ID. An alias is not enough for the policy."
  }
}

variable "audit_expire_days" {
  description = "Days after which an entry of the audit is deleted. 0: never."
  type        = number
  default     = 0

  validation {
    condition     = var.audit_expire_days >= 0 && floor(var.audit_expire_days) == var.audit_expire_days
    error_message = "audit_expire_days must be a whole number from 0."
  }
}

variable "audit_infrequent_days" {
  description = "Days after which an entry of the audit moves to STANDARD_IA, where it stays readable at once. 0: never."
  type        = number
  default     = 0

  validation {
    condition     = var.audit_infrequent_days == 0 || (var.audit_infrequent_days >= 30 && floor(var.audit_infrequent_days) == var.audit_infrequent_days)
    error_message = "audit_infrequent_days must be 0, or a whole number from 30: S3 moves nothing earlier."
  }
}

variable "audit_lock_days" {
  description = "Days for which Object Lock keeps a copy of each entry of the audit, in a bucket of its own. 0: no such bucket."
  type        = number
  default     = 0

  validation {
    condition     = var.audit_lock_days >= 0 && var.audit_lock_days <= 36500 && floor(var.audit_lock_days) == var.audit_lock_days
    error_message = "audit_lock_days must be a whole number from 0 to 36500."
  }
}

variable "audit_lock_mode" {
  description = "GOVERNANCE: who has s3:BypassGovernanceRetention may delete a copy. COMPLIANCE: nobody may, the account's root included."
  type        = string
  default     = "GOVERNANCE"

  validation {
    condition     = contains(["GOVERNANCE", "COMPLIANCE"], var.audit_lock_mode)
    error_message = "audit_lock_mode must be GOVERNANCE or COMPLIANCE."
  }
}

variable "eks_oidc_provider_arn" {
  description = "The OIDC provider of an EKS cluster, to make a role for the service there (IRSA). Empty: no role is made."
  type        = string
  default     = ""

  validation {
    condition     = var.eks_oidc_provider_arn == "" || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/.+$", var.eks_oidc_provider_arn))
    error_message = "eks_oidc_provider_arn must be empty, or arn:aws:iam::ACCOUNT:oidc-provider/oidc.eks.REGION.amazonaws.com/id/ID."
  }
}

variable "eks_service_account" {
  description = "The ServiceAccount that may take the role: namespace:name."
  type        = string
  default     = "cxone-dlq:cxone-dlq"

  validation {
    condition     = can(regex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?:[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", var.eks_service_account))
    error_message = "eks_service_account must be namespace:name, without a wildcard."
  }
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
}
