output "endpoint" {
  description = "This endpoint as the main module takes it in `more_endpoints`: id, Region, stage, URLs and ARN. It depends on the API only, so that functions may know of it."
  value = {
    id             = aws_apigatewayv2_api.this.id
    region         = data.aws_region.api.name
    stage          = var.stage
    url            = var.domain == null ? "wss://${local.host}/${var.stage}" : "wss://${var.domain.name}"
    management_url = local.management_url
    execution_arn  = aws_apigatewayv2_api.this.execution_arn
  }
}

output "stage_arn" {
  description = "ARN of the stage, for a web ACL."
  value       = aws_apigatewayv2_stage.this.arn
}
