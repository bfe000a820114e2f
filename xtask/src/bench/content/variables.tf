variable "database_size" {
  description = "The size of the database, in gigabytes"
  type        = number
  default     = 20
}

variable "oidc_provider" {
  description = "Who vouches for the service's identity"
  type        = string
}
