const signed = {
  authorization: `AWS4-HMAC-SHA256 Credential=AKID/20261124/eu-central-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
  'x-amz-date': '20261124T093000Z',
}

export interface Called {
  readonly status: number
  readonly error: string | null
  readonly body: string
}

/** A call of `@connections`. */
export async function call(
  managementUrl: string,
  method: 'GET' | 'POST' | 'DELETE' | 'PUT',
  connectionId: string,
  body?: string | Uint8Array,
  headers: Record<string, string> = signed,
): Promise<Called> {
  const url = `${managementUrl}/@connections/${encodeURIComponent(connectionId)}`
  const init = { method, headers, ...(body === undefined ? {} : { body: body as BodyInit }) }
  const response = await fetch(url, init)
  return {
    status: response.status,
    error: response.headers.get('x-amzn-errortype'),
    body: await response.text(),
  }
}
