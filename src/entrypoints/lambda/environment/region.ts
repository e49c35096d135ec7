/** As Lambda itself says it. */
export const region = process.env['AWS_REGION'] ?? 'us-east-1'
