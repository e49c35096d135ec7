export const functionNames = [
  'connect',
  'disconnect',
  'message',
  'authorizer',
  'prepare',
  'ingest',
  'broadcast',
] as const
export type FunctionName = (typeof functionNames)[number]
