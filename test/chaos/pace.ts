import type { Pace } from './run.js'

const given = (name: string, otherwise: number) => Number(process.env[`DELTABOARD_CHAOS_${name}`] ?? otherwise)

/** As `npm run test:chaos` says; else what a run of all tests has time for. */
export function paceOf(clients: number, rates: Omit<Pace, 'seed' | 'seconds' | 'clients'>): Pace {
  return {
    seed: given('SEED', Date.now() % 2 ** 31),
    seconds: given('SECONDS', 20),
    clients: given('CLIENTS', clients),
    ...rates,
  }
}

/** A busy machine may take several times as long as one that does nothing else. */
export const timeout = 600_000
