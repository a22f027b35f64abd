# A role that one ServiceAccount of an EKS cluster may take (IRSA). Its pods get credentials that end by themselves.

locals {
  # The issuer is the name of the provider: oidc.eks.REGION.amazonaws.com/id/ID.
  eks_issuer = replace(var.eks_oidc_provider_arn, "/^.*:oidc-provider//", "")
}

data "aws_iam_policy_document" "service_account" {
  count = var.eks_oidc_provider_arn == "" ? 0 : 1

  statement {
    sid     = "ServiceAccount"
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [var.eks_oidc_provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.eks_issuer}:sub"
      values   = ["system:serviceaccount:${var.eks_service_account}"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.eks_issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "service" {
  count = var.eks_oidc_provider_arn == "" ? 0 : 1

  name               = var.policy_name
  description        = "CXone DLQ in Kubernetes, as the ServiceAccount ${var.eks_service_account}"
  assume_role_policy = data.aws_iam_policy_document.service_account[0].json
}

resource "aws_iam_role_policy_attachment" "service" {
  count = var.eks_oidc_provider_arn == "" ? 0 : 1

  role       = aws_iam_role.service[0].name
  policy_arn = aws_iam_policy.store.arn
}
