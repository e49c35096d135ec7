/** How a service is asked by its wire protocol: an action of JSON, one of forms (XML comes back), or a path. */
export type Question =
  | { readonly service: string; readonly target: string; readonly json?: object }
  | { readonly service: string; readonly form: Readonly<Record<string, string>> }
  | { readonly service: string; readonly path: string }

/** Asks an emulated account what it holds, for services whose SDK this project does not have. Answers the body. */
export async function ask(url: string, question: Question): Promise<string> {
  const { service } = question
  // moto knows services by what a request was signed for, and does not look at the signature.
  const credential = `emulated/20260101/eu-central-1/${service}/aws4_request`
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=${'0'.repeat(64)}`
  const answer = await fetch(`${url}${'path' in question ? question.path : '/'}`, {
    ...('path' in question ? {} : { method: 'POST', body: bodyOf(question) }),
    headers: {
      authorization,
      ...('target' in question
        ? { 'x-amz-target': question.target, 'content-type': 'application/x-amz-json-1.1' }
        : {}),
      ...('form' in question ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${JSON.stringify(question)}: ${answer.status} ${text}`)
  return text
}

function bodyOf(question: Exclude<Question, { readonly path: string }>): string {
  if ('form' in question) return new URLSearchParams(question.form).toString()
  return JSON.stringify(question.json ?? {})
}
