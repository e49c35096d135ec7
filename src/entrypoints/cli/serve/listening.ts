import type { Config } from '../../config/config.js'

/** In one line, why the port cannot be had; undefined where the fault is another one. */
export function whyNotListening(fault: unknown, { host, port }: Pick<Config, 'host' | 'port'>): string | undefined {
  switch ((fault as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `port ${port} is in use; --port names another, --port 0 takes a free one`
    case 'EACCES':
      return `port ${port} needs rights that this user does not have; --port names another`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `--host ${host} is no address of this machine`
    default:
      return undefined
  }
}
