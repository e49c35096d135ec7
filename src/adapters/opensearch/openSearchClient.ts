import { Client } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

export type OpenSearchAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | {
      readonly kind: 'sigv4'
      readonly region: string
      /** `aoss`: OpenSearch Serverless. */
      readonly service: 'es' | 'aoss'
      /** Without: the AWS SDK's default chain (environment, role). */
      readonly credentials?: () => Promise<AwsCredentials>
    }

export interface OpenSearchClientOptions {
  /** `http://` or `https://`, without credentials. */
  readonly url: string
  readonly auth: OpenSearchAuth
  /** After so long without a byte, a request has failed. */
  readonly requestTimeoutMs?: number
}

/** A client with keep-alive that leaves repeating to its user, and never compresses (Serverless takes no gzip). */
export function openSearchClient({ url, auth, requestTimeoutMs = 10_000 }: OpenSearchClientOptions): Client {
  return new Client({
    node: url,
    requestTimeout: requestTimeoutMs,
    // A bulk that the client repeats by itself meets its own documents, and calls them conflicts.
    maxRetries: 0,
    // Documents may have any key. JSON.parse makes each an own property, and only such are read.
    disablePrototypePoisoningProtection: true,
    ...authOptions(auth),
  })
}

function authOptions(auth: OpenSearchAuth) {
  switch (auth.kind) {
    case 'none':
      return {}
    case 'basic':
      return { auth: { username: auth.user, password: auth.password } }
    case 'sigv4': {
      const { region, service, credentials = defaultCredentials } = auth
      return AwsSigv4Signer({ region, service, getCredentials: credentials })
    }
  }
}

async function defaultCredentials(): Promise<AwsCredentials> {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
  return defaultProvider()()
}
