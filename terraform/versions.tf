# What this needs: Terraform 1.11 (write-only arguments keep secrets out of the state) and the AWS provider 5.100.

terraform {
  required_version = ">= 1.11, < 2"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0" # exact: the deployment test runs whole apply, plan and destroy cycles with this one
    }
  }

  # The state stays on your disk (terraform/terraform.tfstate, git-ignored) unless you say otherwise. To share it between
  # machines or with GitHub Actions, make a bucket once, then put this into terraform/backend.tf and run `make tf-init`:
  #
  # terraform {
  #   backend "s3" {
  #     bucket       = "your-terraform-states" # versioned, not public; made by hand, so that destroy cannot take it
  #     key          = "runtrack/production.tfstate" # one key per environment
  #     region       = "eu-central-1"
  #     encrypt      = true
  #     use_lockfile = true # a lock in the bucket itself, no DynamoDB table needed
  #   }
  # }
}

# Account and region are those of your AWS login: AWS_PROFILE, AWS_REGION or `aws configure`.
provider "aws" {
  default_tags {
    tags = {
      project     = "runtrack"
      environment = var.environment
    }
  }
}

data "aws_caller_identity" "current" {
  lifecycle {
    # In the state of another environment a plan would replace that one by this one. The make targets select the right one.
    precondition {
      condition     = terraform.workspace == local.workspace
      error_message = "environment is ${var.environment}, but the state is that of the workspace ${terraform.workspace}: it belongs into ${local.workspace}. Use make tf-plan ENV=${var.environment}, or: terraform -chdir=terraform workspace select -or-create ${local.workspace}"
    }
  }
}
data "aws_region" "current" {}
data "aws_partition" "current" {}

locals {
  # Production has the plain names; a second environment beside it has its own name before every one of them.
  workspace = var.environment == "production" ? "default" : var.environment
  prefix    = var.environment == "production" ? "" : "${var.environment}-"
  account   = data.aws_caller_identity.current.account_id
  region    = data.aws_region.current.name
  partition = data.aws_partition.current.partition
}
