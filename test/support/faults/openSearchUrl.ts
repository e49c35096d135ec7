import { inject } from 'vitest'

/** Of the OpenSearch that all tests of faults share: its faults happen on the way to it. */
export async function openSearchUrl(): Promise<string> {
  const answer = await fetch(inject('openSearch'))
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text
}
