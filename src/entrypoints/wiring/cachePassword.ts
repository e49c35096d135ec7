import { type CacheUser, connectToken } from '../../adapters/aws/elasticache/connectToken.js'

/** The password of an IAM user of ElastiCache, made anew each time, from the role's credentials as Lambda has them. */
export function cachePassword(user: CacheUser): () => string {
  return () => {
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = process.env
    const sessionToken = process.env['AWS_SESSION_TOKEN']
    const signer = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
    return connectToken(user, signer, Date.now())
  }
}
