import type { Command } from './command/command.js'

/** Every command, loaded only when it is meant: `help` and `tail` need not wait for the server's packages. */
export const commands: readonly { readonly name: string; readonly summary: string; load(): Promise<Command> }[] = []
