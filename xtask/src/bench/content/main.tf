locals {
  name = "{name}"
  tags = {
    team        = "team-{team}"
    cost-centre = "cc-{team}"
  }
}

module "database" {
  source  = "git::https://github.com/acme/modules.git//postgres?ref=v{version}.1.0"
  name    = local.name
  size    = var.database_size
  tags    = local.tags
}

module "queue" {
  source  = "terraform-aws-modules/sqs/aws"
  version = "~> 4.2"
  name    = "${local.name}-events"
  tags    = local.tags
}

resource "aws_s3_bucket" "records" {
  bucket = "acme-${local.name}-records"
  tags   = local.tags
}

resource "aws_iam_role" "service" {
  name = local.name
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = var.oidc_provider }
    }]
  })
}
