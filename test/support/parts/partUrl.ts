/**
 * Servers that all tests of a run share, each with names of its own there: prefixes, tables, queues. The nodes of a cluster
 * have an OpenSearch to themselves, since their indices have the one name that a test of `prepare` deletes. `sqs` has no
 * limits, `elasticMq` those of before 2026.
 */
export type PartName = 'openSearch' | 'clusterOpenSearch' | 'dynamoDb' | 'elasticMq' | 'sqs' | 'moto'

/** Of one that runs, started if nobody asked for it before. Its project names sharedParts.ts as a `globalSetup`. */
export async function partUrl(name: PartName): Promise<string> {
  const answer = await fetch(`${process.env['DELTABOARD_TEST_PARTS']}/${name}`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text
}
