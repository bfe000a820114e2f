terraform {
  required_version = ">= 1.6"
  backend "s3" {
    bucket = "acme-state"
    key    = "{name}.tfstate"
    region = "eu-west-1"
  }
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.60"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}
