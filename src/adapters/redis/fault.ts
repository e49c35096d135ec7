/** What Redis or the way to it answered instead of a result. Holds no argument of the command: those are other people's data. */
export class RedisFault extends Error {
  override readonly name = 'RedisFault'

  constructor(command: string, cause: unknown) {
    super(`${command}: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}
