interface Accepted {
  readonly id: string
  readonly resource: RegExp
  readonly why: string
}

const page = /^aws_s3_bucket\.page$/
const distribution = /^aws_cloudfront_distribution\.page$/

/** What checkov would have otherwise, and why the module leaves it as it is. A reason that is no longer needed fails the test. */
export const accepted: readonly Accepted[] = [
  {
    id: 'CKV_AWS_116',
    resource: /^aws_lambda_function\.this/,
    why: 'nothing calls the functions asynchronously: APIs wait for them, and the queues have dead letters of their own',
  },
  {
    id: 'CKV_AWS_272',
    resource: /^aws_lambda_function\.this/,
    why: "bundles are deployed by the hash of their content; a signing profile is the account's own affair",
  },
  {
    id: 'CKV_AWS_309',
    resource: /aws_apigatewayv2_route\.this\["\$(default|disconnect)"\]$/,
    why: 'a WebSocket API takes an authorizer for $connect only; the other routes have a connection that it let in',
  },
  {
    id: 'CKV2_AWS_51',
    resource: /aws_apigatewayv2_stage\.this$/,
    why: 'viewers are browsers, which show a token or a key and have no certificate',
  },
  {
    id: 'CKV_AWS_338',
    resource: /aws_cloudwatch_log_group\./,
    why: 'log_retention_days says it: logs hold no events, and a year of them would cost more than the functions',
  },
  { id: 'CKV_AWS_18', resource: page, why: 'only CloudFront reads the bucket, which holds nothing but public files' },
  { id: 'CKV_AWS_144', resource: page, why: 'the page is built anew by the next apply, in any Region' },
  {
    id: 'CKV_AWS_145',
    resource: page,
    why: "the files are everybody's to read: a key of one's own would guard nothing",
  },
  { id: 'CKV2_AWS_62', resource: page, why: 'nobody is to be told that the page was deployed' },
  {
    id: 'CKV_AWS_86',
    resource: distribution,
    why: 'a log of who loads static files is of no use here, and holds addresses of people',
  },
  { id: 'CKV_AWS_310', resource: distribution, why: 'one bucket of static files: S3 is the failover' },
  { id: 'CKV_AWS_374', resource: distribution, why: 'who may look is a matter of credentials, not of countries' },
  {
    id: 'CKV2_AWS_47',
    resource: distribution,
    why: 'static files behind no server and no Java; page.web_acl_arn attaches a web ACL of yours',
  },
  {
    id: 'CKV_AWS_259',
    resource: /^aws_cloudfront_response_headers_policy\.page$/,
    why: 'two years with subdomains are enforced; a preload list is the decision of whoever owns the domain',
  },
  {
    id: 'CKV2_AWS_59',
    resource: /^aws_opensearch_domain\.this$/,
    why: 'opensearch.dedicated_masters says it: for small domains they cost as much again as the data nodes',
  },
  {
    id: 'CKV_AWS_318',
    resource: /^aws_opensearch_domain\.this$/,
    why: 'as CKV2_AWS_59: 3 where dedicated_masters is 3',
  },
  {
    id: 'CKV_AWS_317',
    resource: /^aws_opensearch_domain\.this$/,
    why: 'AUDIT_LOGS are published: the check does not follow a dynamic block',
  },
  {
    id: 'CKV2_AWS_50',
    resource: /^aws_elasticache_replication_group\.this$/,
    why: 'failover is on where there are replicas: the check does not follow the condition',
  },
  {
    id: 'CKV2_AWS_11',
    resource: /^aws_vpc\.this$/,
    why: 'functions alone live there, and their calls are in the logs of the services; flow logs cost by the byte',
  },
  {
    id: 'CKV_AWS_394',
    resource: /^aws_availability_zones\.available$/,
    why: 'vpc.zones of them are taken, in their order: one more changes nothing',
  },
]
