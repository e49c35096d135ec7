import type { hopCodes } from '../../application/doctor/hops.js'

/** What a shell learns from the command. The same table is in docs/cli.md and in the help. */
export const exitCodes = {
  ok: 0,
  /** It ran, and some of what it was given was refused or failed. */
  failed: 1,
  /** The command line is wrong: nothing was done. */
  usage: 2,
  /** The server or AWS cannot be reached, or admits nobody with these credentials. */
  unreachable: 3,
  /** Interrupted (ctrl-C) before it was through; 128 + SIGINT. */
  interrupted: 130,
} as const

/** `doctor` names a hop by codes of its own. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes] | (typeof hopCodes)[keyof typeof hopCodes]
